"""In whose name a letter leaves (公文程式條例 art. 3 and 4): the lines that its issued version carries."""

import datetime

import pytest
from django.utils import timezone

from siwei.documents.correspondence.actions import deciding, issuing, tables
from siwei.kernel.approvals.actions import appoint
from siwei.kernel.calendar.period import DAY

MONDAY = datetime.date(2017, 5, 15)


def away(house, why):
    """The head is away around today, and the chancery's secretary stands in."""
    now = timezone.localdate()
    appoint(by=house("head"), deputy=house.person("secretary"), since=now - DAY, until=now + 9 * DAY, why=why)


@pytest.mark.parametrize(("why", "last"), [("leave", "代行"), ("vacant", "secretary")])
def test_a_letter_that_a_deputy_decided_is_signed_as_the_law_has_it(house, drafted, why, last):
    away(house, why)
    letter = drafted()
    deciding.submit(letter, by=house("handler"), route=[house.person("head")])
    deciding.decide(letter, by=house("secretary", behalf="head"), opinion="如擬")
    issued_letter(house, letter)
    signature = letter.newest().read().signature
    assert signature[-1].endswith(last)
    assert len(signature) == (1 if why == "vacant" else 2)
    if why == "leave":
        assert signature[0].endswith("請假")
        assert house.person("head").name_zh in signature[0]
        assert house.person("secretary").name_zh in signature[1]


def test_a_head_who_decided_himself_before_he_left_signs_himself(house, drafted):
    letter = drafted()
    deciding.submit(letter, by=house("handler"), route=[house.person("head")])
    deciding.decide(letter, by=house("head"), opinion="如擬")
    away(house, "leave")
    issued_letter(house, letter)
    (line,) = letter.newest().read().signature
    assert house.person("head").name_zh in line


def test_a_letter_decided_below_the_head_names_who_stands_in_on_the_day_of_issue(house, drafted):
    item = tables.add_delegation(by=house("registrar"), agency=house.agency, item="函復", level=3, since=MONDAY)
    letter = drafted(delegation=item.pk)
    deciding.submit(letter, by=house("handler"), route=[house.person("division")])
    deciding.decide(letter, by=house("division"))
    away(house, "trip")
    issued_letter(house, letter)
    head, deputy, delegated = letter.newest().read().signature
    assert (head.endswith("公差"), deputy.endswith("代行")) == (True, True)
    assert "分層負責" in delegated


def issued_letter(house, letter):
    """Proof-read, sealed and sent today."""
    issuing.proofread(letter, by=house("registrar"))
    issuing.seal(letter, by=house("sealer"))
    issuing.issue(letter, by=house("registrar"), issued_on=timezone.localdate())

"""The statement and both ratios: what counts, and beside it what must not."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from siwei.documents.correspondence import measures, sample
from siwei.documents.correspondence.actions import assigning, issuing, noting
from siwei.documents.correspondence.actions.drafting import redraft
from siwei.documents.correspondence.figures import lines, ratios
from siwei.documents.correspondence.models import Incoming, Letter
from siwei.kernel.access.actor import Actor
from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.measures.measure import by_reason, value

MONDAY = datetime.date(2017, 5, 15)
YEAR = Period.year(2017)
MAY = Period(datetime.date(2017, 5, 1), datetime.date(2017, 6, 1))
TARGETS = {"online_approval": 45, "electronic_exchange": 70}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def amount(measure, period=YEAR):
    return value(measure, period)[0]


@pytest.fixture
def noted(house, in_hand):
    """A maker of documents that were kept for reference, on-line or on paper."""

    def make(*, online=True, on=MONDAY + DAY, **given):
        incoming = in_hand(**given)
        if not online:
            noting.note_on_paper(incoming, by=house("handler"), on=on, note="卷內")
            return incoming
        noting.propose(incoming, by=house("handler"), proposal="存查", route=[house.person("division")])
        noting.decide(incoming, by=house("division"), on=on)
        return incoming

    return make


def test_the_signing_ratio_counts_what_its_definition_says(house, in_hand, received, noted, issued, drafted):
    noted()
    noted(way="paper", converted="on")
    noted(way="paper", online=False)  # paper that stayed paper: in neither part
    noted(online=False)  # came electronically, decided on paper: in the denominator only
    noted(secrecy="密", secret_until="公布時")
    returned = received()
    assigning.return_to_sender(returned, by=house("registrar"), note="誤送")
    issued()
    drafted()  # not finished: in the denominator only
    cancelled = issued()
    issuing.cancel_issue(cancelled, by=house("registrar"), note="誤植")
    incoming = in_hand()
    issued(drafted(answers=[incoming.pk]))  # the incoming one counts, its answer does not count again
    expected = {
        measures.BY_EXCHANGE: 3, measures.CONVERTED: 1, measures.CREATED: 2, measures.FINISHED_INCOMING: 3,
        measures.FINISHED_CREATED: 1,
    }  # fmt: skip
    assert {measure.id: amount(measure) for measure in expected} == {m.id: n for m, n in expected.items()}
    signing, _exchange = ratios(YEAR, TARGETS)
    assert signing.rate == Decimal("66.67")


def test_the_exchange_ratio_counts_letters_and_leaves_out_what_cannot_go(house, issued, drafted, decided):
    issued(to=["397020000A", "397030000D", "397040000E"])  # one to many: once
    issued(to=["397020000A", "397030000D"], split="on")  # of their own: two
    issued(others="王小明（虛構）", to=[])
    issued(category="petition")
    physical = decided()
    issuing.proofread(physical, by=house("registrar"))
    issuing.seal(physical, by=house("sealer"))
    issuing.issue(physical, by=Actor.system("register"), issued_on=MONDAY, physical=True)
    assert (amount(measures.SENT_ALL), amount(measures.SENT_ONLINE), amount(measures.LEFT_OUT)) == (3, 3, 3)
    reasons = set(Letter.objects.exclude(no_exchange="").values_list("no_exchange", flat=True))
    assert reasons == {"person", "category", "attachment"}
    _signing, exchange = ratios(YEAR, TARGETS)
    assert exchange.rate == 100


def test_what_is_left_out_of_the_rates_is_counted_by_reason_and_classified_ones_tell_nothing(
    house, received, noted, issued
):
    noted(way="paper", online=False)
    received(way="paper")
    noted(secrecy="密", secret_until="公布時")
    returned = received()
    assigning.return_to_sender(returned, by=house("registrar"), note="誤送")
    issuing.cancel_issue(issued(), by=house("registrar"), note="誤植")
    secret = issued(secrecy="密", secret_until="公布時")
    reasons = {str(said): number for said, number in by_reason(measures.RECEIVED_LEFT_OUT, YEAR)}
    assert reasons == {
        str(measures.OUTSIDE["paper"]): 2, str(measures.OUTSIDE["secret"]): 1, str(measures.OUTSIDE["returned"]): 1,
    }  # fmt: skip
    assert amount(measures.CREATED_LEFT_OUT) == 2
    assert [n for _said, n in by_reason(measures.LEFT_OUT, YEAR)] == [1]
    (row,) = measures.LEFT_OUT.evidence(YEAR)
    shown = [str(column.of(row)) for column in measures.LEFT_OUT.public_columns]
    assert shown[:2] == ["密件", "密件"]
    assert not any(secret.number in cell or house.agency.name_zh in cell for cell in shown)


@pytest.mark.parametrize("rate", [measures.ONLINE_RATE, measures.EXCHANGE_RATE], ids=lambda rate: rate.id)
def test_a_rate_says_in_writing_what_it_computes(rate):
    """The written formula reads the same inputs as the function, and comes to the same by it."""
    assert set(rate.inputs) == set(re.findall(r"correspondence[.a-z_]+", rate.written))
    assert set(rate.above) < set(rate.inputs)
    numbers = {name: Decimal(7 + 13 * nth) for nth, name in enumerate(rate.inputs)}
    sum_ = rate.written.replace("rounded", "round").replace("0.01", "2")
    for name in sorted(rate.inputs, key=len, reverse=True):
        sum_ = sum_.replace(name, f"Decimal({numbers[name]})")
    assert eval(sum_, {"Decimal": Decimal, "round": round}) == rate.formula(numbers)  # noqa: S307  # our own formula


def test_a_letter_on_paper_to_who_can_receive_is_in_the_denominator_only(house, drafted, issued):
    letter = drafted()
    content = letter.content()
    redraft(
        letter,
        by=house("handler"),
        content=replace(content, recipients=tuple(replace(one, way="paper") for one in content.recipients)),
    )
    issued(letter)
    assert (amount(measures.SENT_ALL), amount(measures.SENT_ONLINE)) == (1, 0)


def test_the_first_and_the_last_day_of_the_year(received):
    for day in ("2016-12-30", "2017-01-01", "2017-12-31", "2018-01-01"):
        received(opened_on=day)
    assert amount(measures.BY_EXCHANGE) == 2


def test_evidence_leaves_the_house_without_subject_sender_or_name(noted, issued):
    noted()
    issued()
    for measure in measures.COUNTS:
        for row in measure.evidence(YEAR):
            shown = "".join(str(column.of(row)) for column in measure.public_columns)
            assert row.subject not in shown
            assert "handler" not in shown


def test_the_statement_of_a_month(house, noted, in_hand, issued):
    noted(on=MONDAY + DAY)
    noted(on=datetime.date(2017, 5, 31), opened_on="2017-05-15")  # late: due on the 23rd
    noted(category="petition", on=MONDAY)
    in_hand()  # open, due on the 23rd of May: late by the end of the month
    issued(on=MONDAY)
    by_category = {line.label: line for line in lines(house.agency, MAY, "category")}
    *_others, total = lines(house.agency, MAY, "unit")
    assert (total.received, total.created, total.issued, total.noted) == (4, 1, 1, 3)
    assert (total.closed, total.in_time, total.late) == (4, 3, 1)
    assert (total.open_in_time, total.open_late) == (0, 1)
    general = next(iter(by_category.values()))
    # one day, ten days (the bridge and the feast are off), half a day of the letter
    assert general.days == (Decimal("11.5") / 3).quantize(Decimal("0.01"))
    assert total.days == general.days, "a petition counts no days"


def test_the_page_and_its_sheet_open_for_those_who_may(client, house, noted):
    noted()
    address = reverse("correspondence_statement")
    client.force_login(house.person("registrar"), backend=BACKEND)
    for axis in ("category", "unit"):
        page = client.get(address, {"by": axis, "month": "2017-05"})
        assert page.status_code == 200
    sheet = client.get(reverse("correspondence_statement_sheet", args=["csv"]), {"month": "2017-05"})
    assert sheet.status_code == 200
    assert len(b"".join(sheet.streaming_content).decode().splitlines()) == 3
    assert client.get(address, {"agency": "397020000A"}).status_code == 404
    assert client.get(address, {"month": "2017-13"}).status_code == 404
    client.force_login(house.person("stranger"), backend=BACKEND)
    assert client.get(address).status_code == 403


def test_the_sample_year_reaches_both_targets_and_counts_what_must_not(house, monkeypatch):
    monkeypatch.setattr(sample, "INCOMING", 4)
    monkeypatch.setattr(sample, "CREATED", 4)
    sample.build(YEAR)
    signing, exchange = ratios(YEAR, TARGETS)
    assert signing.rate > 45
    assert exchange.rate > 70
    assert amount(measures.LEFT_OUT) > 0
    assert Incoming.objects.filter(secrecy="密").exists()

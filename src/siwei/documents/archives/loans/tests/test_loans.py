"""Loans: asked for, approved, lent once at a time, prolonged, chased, given back item by item."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from siwei.documents.archives.actions import files, items
from siwei.documents.archives.loans import actions, jobs, statistics
from siwei.documents.archives.models import Item, Loan
from siwei.documents.archives.numbers import FileNumber
from siwei.documents.archives.roles import ARCHIVIST, LENDER
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import Notice

State = Loan.State


@pytest.fixture
def people(actor):
    load_directory(office())
    return actor("archivist", ARCHIVIST), actor("lender", LENDER), actor("borrower")


@pytest.fixture
def shelved(people):
    """Three papers on the shelf."""
    archivist = people[0]
    fonds = fonds_of(archivist.person.agency)
    return [
        items.enter(by=archivist, fonds=fonds, number=f"106/0901/1/1/{nth}", subject=f"演練紀錄{nth}", year=106,
                    state=Item.State.SHELVED)
        for nth in (1, 2, 3)
    ]  # fmt: skip


def asked(borrower, numbers, day=None):
    given = {"numbers": "\n".join(numbers), "purpose": "比對歷年演練", "opened_on": (day or timezone.localdate())}
    return actions.ask.submit(given, by=borrower)


def test_from_the_form_to_the_shelf_again(people, shelved):
    archivist, lender, borrower = people
    today = timezone.localdate()
    loan = asked(borrower, ["106/0901/1/1/1", "106/0901/1/1/2"])
    with pytest.raises(NotAllowed):
        actions.approve(loan, by=borrower)
    actions.approve(loan, by=lender)
    actions.lend(loan, by=archivist, out_on=today)
    assert loan.due_on == today + datetime.timedelta(days=15)
    assert open_duties(loan).get().person == borrower.person

    other = asked(borrower, ["106/0901/1/1/3"])
    with pytest.raises(ValidationError, match="106/0901/1/1/1"):
        asked(borrower, ["106/0901/1/1/1"])
    for _nth in range(2):
        before = loan.due_on
        actions.prolong(loan, by=lender, note="仍在比對")
        assert loan.due_on == before + datetime.timedelta(days=15)
    with pytest.raises(ActionRefused):
        actions.prolong(loan, by=lender, note="仍在比對")

    first, second = loan.lent.all()
    actions.take_back(loan, by=archivist, returned_on=today, items=[first])
    assert loan.state == State.OUT
    actions.take_back(loan, by=archivist, returned_on=today, items=[second], condition="封面破損")
    assert (loan.state, loan.returned_on) == (State.RETURNED, today)
    assert not open_duties(loan).exists()
    actions.refuse(other, by=lender, note="原件修護中")
    assert Notice.objects.about(other).get().person == borrower.person


def test_two_loans_of_one_paper_are_not_both_lent(people, shelved):
    archivist, lender, borrower = people
    first, second = (asked(borrower, ["106/0901/1/1/1"]) for _nth in range(2))
    for loan in (first, second):
        actions.approve(loan, by=lender)
    actions.lend(first, by=archivist, out_on=timezone.localdate())
    with pytest.raises(ValidationError, match=first.number):
        actions.lend(second, by=archivist, out_on=timezone.localdate())


def test_nobody_approves_his_own_and_another_unit_agrees_first(people, shelved, actor):
    archivist, lender, _borrower = people
    with pytest.raises(NotAllowed):
        actions.approve(asked(lender, ["106/0901/1/1/1"]), by=lender)
    item = shelved[2]
    other = Unit.objects.get(code="workforce")
    file = files.open_numbered(
        by=archivist, fonds=item.fonds, number=FileNumber.read(item.number), name="", years=10, day=None
    )
    files.describe(file, by=archivist, unit=other)
    _put_into(item, file, archivist)
    loan = asked(people[2], [item.number])
    mine = actor("sub", unit="general")
    from siwei.kernel.access.actions import give
    from siwei.kernel.access.actor import Actor

    give(by=Actor.system("test"), person=mine.person, role=LENDER.code, unit=mine.person.unit,
         since=datetime.date(2016, 1, 1))  # fmt: skip
    with pytest.raises(NotAllowed, match=str(other)):
        actions.approve(loan, by=Actor.of(mine.person))
    actions.approve(loan, by=lender)


def _put_into(item, file, by):
    from siwei.kernel.records.writing import writing

    with writing():
        item.file = file
        item.save()


def test_what_is_classified_or_another_agencys_is_not_lent(people, shelved, actor):
    archivist, _lender, borrower = people
    secret = items.enter(by=archivist, fonds=shelved[0].fonds, number="106/0901/9/1/1", subject="密件", secrecy="密",
                         state=Item.State.SHELVED)  # fmt: skip
    with pytest.raises(ValidationError, match=secret.number):
        asked(borrower, [secret.number])
    other = fonds_of(Agency.objects.exclude(pk=borrower.person.agency.pk)[0])
    items.enter(by=archivist, fonds=other, number="106/0901/8/1/1", subject="他機關", state=Item.State.SHELVED)
    with pytest.raises(ValidationError):
        asked(archivist, ["106/0901/8/1/1"])


def test_the_borrower_is_chased_before_and_after_once_a_week(people, shelved):
    archivist, lender, borrower = people
    out = datetime.date(2017, 5, 15)
    loan = asked(borrower, ["106/0901/1/1/1"], out)
    actions.approve(loan, by=lender)
    actions.lend(loan, by=archivist, out_on=out)
    assert loan.due_on == datetime.date(2017, 5, 30)
    told = {
        day: jobs.chase(datetime.date(2017, *day)) for day in ((5, 25), (5, 26), (6, 1), (6, 2), (6, 3), (6, 5), (6, 9))
    }
    assert told == {(5, 25): 0, (5, 26): 0, (6, 1): 1, (6, 2): 0, (6, 3): 0, (6, 5): 0, (6, 9): 1}


def test_loans_are_counted_by_the_unit_of_the_borrower_and_open(people, shelved, client):
    archivist, lender, borrower = people
    for nth, back in enumerate((5, 40, None), start=1):
        day = datetime.date(2017, 6, 30) - datetime.timedelta(days=nth)
        loan = asked(borrower, [f"106/0901/1/1/{nth}"], day)
        actions.approve(loan, by=lender)
        actions.lend(loan, by=archivist, out_on=day)
        if back:
            days = datetime.timedelta(days=back)
            actions.take_back(loan, by=archivist, returned_on=day + days, items=list(loan.lent.all()))
    found = statistics.by_unit(archivist, Period.year(2017))
    assert [(one.unit, one.loans, one.items, one.prolonged, one.late_back, one.overdue) for one in found] == [
        (borrower.person.unit, 3, 3, 0, 1, 1)
    ]
    assert statistics.by_unit(archivist, Period.year(2018)) == []
    client.force_login(archivist.person)
    page = client.get(reverse("archives.loans_by_unit"), {"year": 2017}).content.decode()
    opened = {
        number: client.get(url.replace("&amp;", "&")).content.decode().count("<tr ") - 1
        for url, number in re.findall(r'<a href="(/archives/loans/[^"]+)">([0-9]+)</a>', page)
    }
    assert opened == {"3": 3, "1": 1}, "each number opens as many loans"

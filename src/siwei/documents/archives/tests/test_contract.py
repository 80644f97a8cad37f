"""What every record type promises, for archives."""

import datetime

from siwei.documents.archives.actions import campaigns, files, items, keeping
from siwei.documents.archives.loans import actions as lending
from siwei.documents.archives.models import Box, Campaign, File, Fonds, Handover, Item, Loan, Room, SchemeClass
from siwei.documents.archives.roles import ARCHIVIST, COUNTER, LEADER, LENDER
from siwei.documents.archives.scheme import actions as scheme
from siwei.documents.archives.takeover import actions as handing
from siwei.kernel.directory.models import Agency, Centre
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 3, 1)


def fonds(by, nth=0) -> Fonds:
    agency = Agency.objects.order_by("code").first()
    return Fonds.objects.filter(code=f"fonds-{nth}").first() or keeping.add_fonds(
        by=by, code=f"fonds-{nth}", name_zh=f"前縣府第{nth}科", agency=agency
    )


def campaign(by, nth=0) -> Campaign:
    return campaigns.plan(by=by, fonds=fonds(by, nth), opened_on=DAY)


class TestFonds(RecordContract):
    record = Fonds
    roles = (ARCHIVIST, COUNTER, LEADER)
    given = {"add_fonds": {"code": "finance"}, "change_fonds": {"code": "budget"}}

    def make(self, clerk, nth):
        return fonds(clerk, nth)


class TestRoom(RecordContract):
    record = Room
    roles = (ARCHIVIST, COUNTER, LEADER)

    def make(self, clerk, nth):
        return keeping.add_room(
            by=clerk, name=f"第{nth}庫房", centre=Centre.objects.first(), where="7樓", in_use_since=DAY
        )


class TestBox(RecordContract):
    record = Box
    roles = (ARCHIVIST, COUNTER, LEADER)

    def make(self, clerk, nth):
        return keeping.add_box(by=clerk, campaign=campaign(clerk), barcode=f"B-{nth:04d}", label=str(nth))


class TestItem(RecordContract):
    record = Item
    roles = (ARCHIVIST, COUNTER, LEADER)

    given = {"found_damaged": {"note": "蟲蛀"}}
    elsewhere = {
        "surplus": "an item that stands on no list is entered on the page of its box",
        "handed_over": "items are handed over with their stocktaking, see test_story.py",
        "hand_over": "as above",
        **dict.fromkeys(
            ("put_into_file", "catalogue", "put_on_shelf", "lift"),
            "an item of a living agency comes by a handover: takeover/tests/test_story.py",
        ),
    }

    def make(self, clerk, nth):
        keeping.add_box(by=clerk, campaign=campaign(clerk, nth))
        return items.enter(
            by=clerk, fonds=fonds(clerk), campaign=Campaign.objects.latest("pk"), line=nth + 1,
            number=f"87/0101/1/1/{nth + 1}",
            subject=f"社區發展補助案{nth}", year=87,
        )  # fmt: skip


class TestCampaign(RecordContract):
    record = Campaign
    roles = (ARCHIVIST, COUNTER, LEADER)
    #: a list is a sheet and lines are read by a worker: test_story.py goes the whole way
    elsewhere = dict.fromkeys(
        (
            "reading",
            "mending",
            "entering",
            "counting",
            "settled",
            "handed_over",
            "take_list",
            "name_columns",
            "read_lines",
            "compared",
            "mend",
            "excuse",
            "leave_out",
            "leave_out_kind",
            "accept",
            "enter_some",
            "put_list_aside",
            "undo_entering",
            "draw_receipt",
            "sign_for_agency",
            "sign_for_archives",
            "settle",
            "hand_files_over",
        ),
        "a list is a sheet, read by a worker: test_story.py goes the whole way",
    )

    def make(self, clerk, nth):
        return campaign(clerk, nth)


PERMANENT_OR_NOT = {"years": "10", "ground": "", "disposition": "destroy"}


def scheme_class(by, nth=0, agency=None) -> SchemeClass:
    agency = agency or by.person.agency
    return scheme.add_class(
        by=by, agency=agency, code=f"09{nth:02d}", name=f"第{nth}類", years=10, ground="", disposition="destroy",
        since=datetime.date(2016, 1, 1),
    )  # fmt: skip


def own_fonds(by) -> Fonds:
    return handing.fonds_of(by.person.agency)


class TestSchemeClass(RecordContract):
    record = SchemeClass
    roles = (ARCHIVIST, COUNTER, LEADER, LENDER)
    given = {
        "add_class": {
            **PERMANENT_OR_NOT, "agency": lambda _one, by: by.person.agency.pk, "code": "0999", "parent": "09",
        },
        "end_class": {"until": "2030-01-01"},
    }  # fmt: skip
    elsewhere = dict.fromkeys(
        ("replan", "comes_into_force", "goes_out_of_force"),
        "a version planned ahead, and the clock that brings it into force: scheme/tests/test_scheme.py",
    )

    def make(self, clerk, nth):
        return scheme_class(clerk, nth)


class TestFile(RecordContract):
    record = File
    roles = (ARCHIVIST, COUNTER, LEADER, LENDER)
    given = {
        "open_file": {"fonds": lambda _one, by: own_fonds(by).pk},
        "change_retention": PERMANENT_OR_NOT,
    }

    def make(self, clerk, nth):
        one = SchemeClass.objects.filter(agency=clerk.person.agency, code="0900").first() or scheme_class(clerk)
        return files.open_file(
            by=clerk, fonds=own_fonds(clerk), scheme_class=one, begun_on=DAY, name=f"消防演練{nth}",
        )  # fmt: skip


def paper(by, nth=0) -> Handover:
    return handing.enter_paper(
        by=by, agency=by.person.agency, unit=by.person.unit, handler=by.person, document_number=f"10600000{nth}",
        subject=f"檢送會議紀錄{nth}", opened_on=DAY, file_number=f"106/0901/1/1/{nth + 1}", years=10, pages=3,
    )  # fmt: skip


class TestHandover(RecordContract):
    record = Handover
    roles = (ARCHIVIST, COUNTER, LEADER, LENDER)
    given = {
        "enter_paper": {
            "agency": lambda _one, by: by.person.agency.pk, "handler": lambda _one, by: by.person.pk,
            "file_number": "106/0901/1/1/99", "years": "10", "pages": "2",
        },
        "mend": {"file_number": "106/0901/1/1/77"},
    }  # fmt: skip
    elsewhere = {"note_taken": "the registry's own book"}

    def make(self, clerk, nth):
        return paper(clerk, nth)


class TestLoan(RecordContract):
    record = Loan
    roles = (ARCHIVIST, COUNTER, LEADER, LENDER)
    given = {"ask": {"numbers": lambda _one, by: shelved(by, 77).number}}

    def make(self, clerk, nth):
        return lending.ask(by=clerk, numbers=[shelved(clerk, nth)], purpose=f"查案{nth}", opened_on=DAY)


def shelved(by, nth=0) -> Item:
    return items.enter(
        by=by, fonds=own_fonds(by), number=f"106/0901/2/1/{nth + 1}", subject=f"演練紀錄{nth}", year=106,
        state=Item.State.SHELVED,
    )  # fmt: skip

"""What every record type promises, for archives."""

import datetime

from siwei.documents.archives.actions import campaigns, items, keeping
from siwei.documents.archives.models import Box, Campaign, Fonds, Item, Room
from siwei.documents.archives.roles import ARCHIVIST, COUNTER
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
    roles = (ARCHIVIST, COUNTER)
    given = {"add_fonds": {"code": "finance"}, "change_fonds": {"code": "budget"}}

    def make(self, clerk, nth):
        return fonds(clerk, nth)


class TestRoom(RecordContract):
    record = Room
    roles = (ARCHIVIST, COUNTER)

    def make(self, clerk, nth):
        return keeping.add_room(
            by=clerk, name=f"第{nth}庫房", centre=Centre.objects.first(), where="7樓", in_use_since=DAY
        )


class TestBox(RecordContract):
    record = Box
    roles = (ARCHIVIST, COUNTER)

    def make(self, clerk, nth):
        return keeping.add_box(by=clerk, campaign=campaign(clerk), barcode=f"B-{nth:04d}", label=str(nth))


class TestItem(RecordContract):
    record = Item
    roles = (ARCHIVIST, COUNTER)

    given = {"found_damaged": {"note": "蟲蛀"}}
    elsewhere = {
        "surplus": "an item that stands on no list is entered on the page of its box",
        "handed_over": "items are handed over with their stocktaking, see test_story.py",
        "hand_over": "as above",
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
    roles = (ARCHIVIST, COUNTER)
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
            "accept",
            "enter_some",
            "put_list_aside",
            "undo_entering",
            "settle",
            "hand_files_over",
        ),
        "a list is a sheet, read by a worker: test_story.py goes the whole way",
    )

    def make(self, clerk, nth):
        return campaign(clerk, nth)

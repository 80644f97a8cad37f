"""What every record type promises, for applications for use."""

import datetime

from django.utils import timezone

from siwei.documents.archives.models import UseRequest
from siwei.documents.archives.roles import ARCHIVIST, HEAD
from siwei.documents.archives.takeover.actions import fonds_of
from siwei.documents.archives.use import applying, reading
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.testing.contract import RecordContract

DAY = datetime.date(2017, 3, 6)
ASKED = {
    "described": "打狗公園整建案", "name": "林研究（虛構）", "id_number": "A000000000", "phone": "07-0000000",
    "address": "高雄市（範例）", "mail": "reader@example.org", "reading": "on", "originals": "", "body_name": "",
    "agent_name": "", "law": "archives",
}  # fmt: skip


def own_agency(_one, by):
    return fonds_of(by.person.agency).agency_id


def next_working_day():
    return office_calendar().next_working_day(timezone.localdate())


def booked(one, by):
    if not one.visits.filter(given_up=False).exists():
        reading.book(one, by=by, day=next_working_day(), session="afternoon")
    return one.visits.filter(given_up=False).first().pk


class TestUseRequest(RecordContract):
    record = UseRequest
    roles = (ARCHIVIST, HEAD)
    given = {
        "register": {**ASKED, "agency": own_agency},
        "apply_public": {**ASKED, "agency": own_agency, "website": ""},
        "correct": {**ASKED, "corrected_on": "2017-03-08"},
        "ask_correction": {"asked_on": "2017-03-07"},
        "book": {"day": lambda _one, _by: next_working_day().isoformat()},
        "give_up_visit": {"visit": lambda one, by: booked(one, by)},
        "decide": {"decided_on": "2017-03-20"},
        "refuse_uncorrected": {"decided_on": "2017-03-20"},
        "charge": {"on": "2017-03-21", "kind": "black_b4"},
        "hand_out": {"out_on": "2017-03-21"},
        "take_in": {"back_on": "2017-03-21"},
        "close": {"closed_on": "2017-03-22"},
    }
    elsewhere = {"forget": "the clock", "partly": "some pieces refused, see the story"}

    def make(self, clerk, nth):
        agency = fonds_of(clerk.person.agency).agency
        return applying.register(
            by=clerk, agency=agency, described=[f"打狗公園案{nth}"], name="林研究（虛構）", id_number="A000000000",
            phone="07-0000000", address="高雄市（範例）", purpose="research", purpose_words=f"查考{nth}", opened_on=DAY,
        )  # fmt: skip

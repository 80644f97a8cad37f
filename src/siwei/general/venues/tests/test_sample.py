"""The sample year counts what the report printed, because the rules count it."""

import pytest

from siwei.general.venues.measures import MEASURES
from siwei.general.venues.models import Booking, Session
from siwei.general.venues.sample import build
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office
from siwei.kernel.measures.measure import value

YEAR = Period.roc_year(106)


@pytest.fixture
def year(db):
    load_directory(office())
    build(YEAR)


def test_the_year_counts_its_sessions_among_others(year):
    found = {measure.id: int(value(measure, YEAR)[0]) for measure in MEASURES}
    assert found == {
        "venues.siwei.public_space_sessions": 128,
        "venues.siwei.meeting_room_sessions": 1003,
        "venues.fengshan.public_space_sessions": 359,
        "venues.fengshan.meeting_room_sessions": 705,
    }
    assert Session.objects.count() > 128 + 1003 + 359 + 705 + 50
    states = set(Booking.objects.values_list("state", flat=True))
    assert states >= {"closed", "refused", "cancelled", "lost", "asked"}

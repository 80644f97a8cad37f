"""What the four figures count, as whole tables."""

import datetime

import pytest
from django.utils.translation import override

from siwei.general.venues.catalogue import VENUES
from siwei.general.venues.measures import MEASURES, accepted, opened
from siwei.general.venues.models import Booking, Session
from siwei.general.venues.tests.conftest import WEDNESDAY, WEEK
from siwei.kernel.calendar.period import Period
from siwei.kernel.measures.measure import monthly, value
from siwei.kernel.records.writing import writing

YEAR = Period.roc_year(106)
DAY = datetime.date(2017, 5, 17)
S, B = Session.State, Booking.State
IDS = [
    "venues.siwei.public_space_sessions", "venues.siwei.meeting_room_sessions",
    "venues.fengshan.public_space_sessions", "venues.fengshan.meeting_room_sessions",
]  # fmt: skip


@pytest.fixture
def put(room):
    """Puts one session of one booking of a venue into the tables, whatever its state."""

    def make(venue, booking_state, session_state, day=DAY, slot="morning") -> Session:
        with writing():
            booking = Booking(
                venue=venue, first_day=day, purpose="x", people=5, contact="x", applicant="agency", opened_on=DAY,
                state=booking_state,
            )  # fmt: skip
            booking.save()
            session = Session.at(booking, day, slot, state=session_state)
            session.save()
        return session

    return make


def figures(period=YEAR):
    return {measure.id: int(value(measure, period)[0]) for measure in MEASURES}


def test_each_figure_has_its_centre_and_group(put, room):
    kinds = [(centre, group) for centre in ("siwei", "fengshan") for group in ("public_space", "meeting_room")]
    for times, (centre, group) in enumerate(kinds, 1):
        venue = room(f"{group[:4]}", centre=centre, group=group)
        for n in range(times):
            put(venue, B.CLOSED, S.HELD, DAY + n * WEEK)
    assert figures() == dict(zip(IDS, (1, 2, 3, 4), strict=True))


@pytest.mark.parametrize("booking", B.values)
@pytest.mark.parametrize("session", S.values)
def test_which_states_count(put, room, booking, session):
    """A public space counts what was held; a room also what was accepted and not cancelled."""
    put(room("hall", group="public_space"), booking, session)
    put(room("room"), booking, session)
    held = session == "held"
    counts = session in ("held", "not_held") or (session == "planned" and booking in Booking.ACCEPTED)
    assert (opened(YEAR, "siwei").count(), accepted(YEAR, "siwei").count()) == (held, counts)


@pytest.mark.parametrize(("day", "counts"), [
    ((2016, 12, 31), 0), ((2017, 1, 1), 1), ((2017, 12, 31), 1), ((2018, 1, 1), 0),
])  # fmt: skip
def test_the_edges_of_the_year(put, room, day, counts):
    """The day of use decides, not the day of the application."""
    put(room("hall", group="public_space"), B.CLOSED, S.HELD, datetime.date(*day))
    put(room("room"), B.READY, S.PLANNED, datetime.date(*day))
    assert list(figures().values()) == [counts, counts, 0, 0]


def test_a_whole_day_is_three_sessions(put, room):
    venue = room("hall", group="public_space")
    for slot in ("morning", "afternoon", "evening"):
        put(venue, B.CLOSED, S.HELD, slot=slot)
    assert [int(n) for n in value(MEASURES[0], YEAR)] == [3, 3]


def test_months_add_up_to_the_year(put, room):
    venue = room("room")
    for month in (1, 1, 3, 12):
        put(venue, B.READY, S.PLANNED, datetime.date(2017, month, 28))
    found = dict(monthly(MEASURES[1], YEAR))
    assert len(found) == 12
    assert {day.month: int(number) for day, number in found.items() if number} == {1: 2, 3: 1, 12: 1}


def test_the_multimedia_room_of_fengshan_is_a_public_space(put, room):
    entry = next(fields for centre, fields, _layouts in VENUES if fields["code"] == "fengshan-multimedia")
    assert (entry["name_zh"], entry["group"]) == ("多媒體會議室", "public_space")
    put(room("multimedia", centre="fengshan", group=entry["group"]), B.CLOSED, S.HELD)
    assert figures()[IDS[2]] == 1
    assert figures()[IDS[3]] == 0


def test_a_room_that_lost_its_days_counts_the_held_one(staff, application):
    """Held once, then cancelled: the first meeting took place and stays in the figure."""
    from siwei.general.venues.actions import changing, deciding, using

    booking = application(rhythm="weekly", until=WEDNESDAY + 2 * WEEK, applicant="agency")
    assert figures()[IDS[1]] == 0
    deciding.approve(booking, by=staff.approver)
    assert figures()[IDS[1]] == 3
    using.mark_use(booking, by=staff.clerk, on=WEDNESDAY)
    changing.cancel(booking, by=staff.clerk, cause="office", note="x", on=WEDNESDAY)
    assert figures()[IDS[1]] == 1


def test_every_figure_is_one_query_and_opens_into_its_rows(put, room, django_assert_num_queries):
    session = put(room("room"), B.READY, S.PLANNED)
    with django_assert_num_queries(1):
        assert [int(n) for n in value(MEASURES[1], YEAR)] == [1, 1]
    assert list(MEASURES[1].evidence(YEAR)) == [session]
    line = [str(column.of(session)) for column in MEASURES[1].public_columns]
    assert line[1] == "2017-05-17"
    assert "x" not in line


def test_definitions_say_what_does_not_count():
    with override("en"):
        for measure in MEASURES:
            assert "not" in str(measure.definition)
            assert (measure.unit, measure.section, measure.on) == ("場次", "壹一(一)2", "day")

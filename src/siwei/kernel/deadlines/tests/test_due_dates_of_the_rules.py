"""The worked examples of the rules (公文時效, 行政程序法 art. 48) come out, and say why."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from siwei.kernel.calendar.office_calendar import official_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.calendar.working_days import CalendarRangeError, Closed, Closure, HalfDay
from siwei.kernel.deadlines.clock import (
    Clock,
    ClockError,
    Extension,
    Practice,
    Suspension,
    clock_of_dated,
    due_date,
    recompute,
    refusal_to_extend,
    used_days_of_dated,
    used_working_days,
    working_days_left,
)
from siwei.kernel.deadlines.explanation import Step
from siwei.kernel.deadlines.rules import Length, Unit, deadline_rule
from siwei.kernel.directory.office import load_office

OFFICE = official_calendar("kaohsiung")
TAIPEI = ZoneInfo("Asia/Taipei")
CATALOGUE = Path(__file__).parents[1] / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.mo"


@pytest.fixture(autouse=True)
def kaohsiung(settings):
    settings.SIWEI_OFFICE = "kaohsiung"
    settings.TIME_ZONE = "Asia/Taipei"


def clock(key: str, start: date | datetime, **more: Any) -> Clock:
    return Clock(deadline_rule(key, start.date() if isinstance(start, datetime) else start), start, **more)


def due(key: str, start: date | datetime, **more: Any) -> date | datetime:
    return due_date(clock(key, start, **more), OFFICE).due


@pytest.mark.parametrize(
    ("received", "key", "expected"),
    [
        (date(2017, 2, 17), "doc.normal", date(2017, 2, 24)),
        (date(2017, 5, 25), "doc.urgent", date(2017, 6, 1)),
        (date(2017, 9, 29), "doc.most_urgent", date(2017, 9, 30)),
        (date(2017, 10, 3), "doc.normal", date(2017, 10, 16)),
    ],
)
def test_documents_run_in_working_days_from_the_day_after(received, key, expected):
    assert due(key, received) == expected


def test_every_day_is_explained_in_both_languages():
    found = due_date(clock("doc.urgent", date(2017, 5, 25)), OFFICE)
    with override("en"):
        assert found.explained() == (
            "Receipt: Thu 2017-05-25. Counted from the day after.",
            "Fri 2017-05-26: day 1.",
            "Sat 2017-05-27 to Sun 2017-05-28: not counted, days of rest.",
            "Mon 2017-05-29: not counted, Adjusted day off.",
            "Tue 2017-05-30: not counted, Dragon Boat Festival.",
            "Wed 2017-05-31 to Thu 2017-06-01: day 2–3.",
            "Due on Thu 2017-06-01.",
        )
    first = due_date(clock("doc.normal", date(2017, 2, 17)), OFFICE)
    with override("en"):
        assert first.explained()[1] == "Sat 2017-02-18, a make-up working day: day 1."


@pytest.mark.skipif(not CATALOGUE.exists(), reason="translations are not compiled")
def test_chinese_is_spoken_with_roc_dates():
    found = due_date(clock("doc.urgent", date(2017, 5, 25)), OFFICE)
    with override("zh-hant"):
        assert found.explained() == (
            "收文：106年5月25日（四），自次日起算。",
            "106年5月26日（五）：第1日。",
            "106年5月27日（六）至106年5月28日（日）：例假日不計。",
            "106年5月29日（一）：調整放假不計。",
            "106年5月30日（二）：端午節不計。",
            "106年5月31日（三）至106年6月1日（四）：第2–3日。",
            "期限為 106年6月1日（四）。",
        )


def test_a_date_named_by_the_sender_stands_even_on_a_holiday():
    received, named = date(2017, 9, 20), date(2017, 10, 4)
    rules = deadline_rule("doc.fixed_date", received), deadline_rule("doc.normal", received)
    assert due_date(clock_of_dated(*rules, received, named), OFFICE).due == named
    late = clock_of_dated(*rules, received, date(2017, 9, 19))
    assert due_date(late, OFFICE).due == date(2017, 9, 28)
    with pytest.raises(ClockError, match="named date"):
        due_date(Clock(rules[0], received), OFFICE)


def test_within_ten_days_of_receipt_counts_calendar_days():
    assert due("doc.within_days", date(2017, 10, 7), length=Length(10, Unit.CALENDAR_DAY)) == date(2017, 10, 17)
    with pytest.raises(ClockError, match="no length"):
        due("doc.within_days", date(2017, 10, 7))


def test_same_day_is_half_a_day_and_days_of_rest_add_nothing():
    friday = date(2017, 5, 26)
    assert used_working_days(friday, friday, OFFICE) == Decimal("0.5")
    assert used_working_days(friday, date(2017, 5, 28), OFFICE) == Decimal("0.5")
    assert used_working_days(friday, date(2017, 5, 31), OFFICE) == 1
    assert used_working_days(date(2017, 2, 17), date(2017, 2, 24), OFFICE) == 6
    stopped = (Suspension(Period.days(date(2017, 2, 20), date(2017, 2, 21))),)
    assert used_working_days(date(2017, 2, 17), date(2017, 2, 24), OFFICE, stopped) == 4
    with pytest.raises(ClockError, match="before it came in"):
        used_working_days(friday, date(2017, 5, 25), OFFICE)


def test_a_dated_document_in_time_used_six_days_at_most():
    start, named = date(2017, 8, 1), date(2017, 8, 31)
    assert used_days_of_dated(start, date(2017, 8, 4), named, OFFICE) == 3
    assert used_days_of_dated(start, date(2017, 8, 31), named, OFFICE) == 6
    assert used_days_of_dated(start, date(2017, 9, 1), named, OFFICE) == 23


def test_holidays_count_for_applications_and_petitions():
    assert due("petition.close", date(2017, 9, 20)) == date(2017, 10, 20)
    assert due("archive.use", date(2017, 8, 1)) == date(2017, 8, 31)


def test_a_period_toward_people_does_not_end_on_a_holiday():
    found = due_date(clock("petition.close", date(2017, 9, 4)), OFFICE)  # 10-04 is the Mid-Autumn Festival
    assert found.due == date(2017, 10, 5)
    with override("en"):
        assert "Mid-Autumn Festival" in found.explained()[-2]


def test_a_saturday_becomes_monday_morning():
    found = due_date(clock("info.request", date(2017, 8, 4)), OFFICE)
    assert (found.due, found.morning) == (date(2017, 8, 21), True)  # 08-19 is a Saturday
    assert found.day.weekday() == 0


def test_months_end_on_the_day_before_the_corresponding_day():
    assert due("appl.people", date(2017, 3, 15)) == date(2017, 5, 15)
    assert due("appl.people", date(2016, 12, 30)) == date(2017, 3, 1)  # no 31 February; 02-28 is a holiday
    assert due("dorm.return_dismissed", date(2017, 10, 31)) == date(2017, 11, 30)
    assert due("trip.report", date(2017, 6, 18)) == date(2017, 9, 18)


def test_back_from_the_day_of_use():
    assert due("venue.apply", date(2017, 8, 25)) == date(2017, 8, 15)
    assert due("lift.apply", date(2017, 4, 30)) == date(2017, 2, 28)
    assert due("meeting.notice", date(2017, 8, 25)) == date(2017, 8, 22)


def test_the_fifteenth_of_the_next_month():
    assert due("elec.report", date(2017, 11, 28)) == date(2017, 12, 15)
    assert due("elec.report", date(2017, 12, 28)) == date(2018, 1, 15)
    assert due("elec.report", date(2017, 9, 3)) == date(2017, 10, 16)  # 10-15 is a Sunday


def test_hours_run_from_the_minute_through_the_night():
    known = datetime(2019, 10, 9, 23, 30, tzinfo=TAIPEI)
    assert due("cyber.report", known) == datetime(2019, 10, 10, 0, 30, tzinfo=TAIPEI)
    assert due("cyber.recover_12", known.astimezone(UTC)) == datetime(2019, 10, 12, 23, 30, tzinfo=TAIPEI)
    longer = clock("cyber.report", known).extended(Extension(Length(2, Unit.HOUR), reason="x"))
    assert due_date(longer, OFFICE).moment == datetime(2019, 10, 10, 2, 30, tzinfo=TAIPEI)
    stopped = clock("cyber.report", known, suspensions=(Suspension(Period.day(date(2019, 10, 10))),))
    assert due_date(stopped, OFFICE).due == datetime(2019, 10, 11, 0, 30, tzinfo=TAIPEI)
    with pytest.raises(ClockError, match="extended by hours"):
        due_date(clock("cyber.report", known).extended(Extension(until=date(2020, 1, 1))), OFFICE)
    with pytest.raises(ClockError, match="time zone"):
        due("cyber.report", datetime(2019, 10, 9, 23, 30))  # noqa: DTZ001
    with pytest.raises(ClockError, match="time zone"):
        due_date(Clock(deadline_rule("cyber.report", date(2019, 10, 9)), date(2019, 10, 9)), OFFICE)


def test_a_row_changes_from_a_date_on_without_changing_the_past():
    assert deadline_rule("archive.filing", date(2017, 5, 1)).unit is Unit.CALENDAR_DAY
    assert deadline_rule("archive.filing", date(2021, 11, 9)).unit is Unit.WORKING_DAY
    with pytest.raises(LookupError, match=r"cyber\.report"):
        deadline_rule("cyber.report", date(2018, 12, 31))


def test_a_typhoon_moves_every_open_clock_and_says_so():
    asked = clock("doc.urgent", date(2017, 7, 27))
    before = due_date(asked, OFFICE)
    assert before.due == date(2017, 8, 1)
    stormy = OFFICE.with_closures((Closure(date(2017, 7, 31), Closed.WHOLE, "尼莎颱風"),))
    after, change = recompute(before, asked, stormy)
    assert after.due == date(2017, 8, 2)
    assert change is not None
    with override("en"):
        assert str(change) == "The due date moved from Tue 2017-08-01 to Wed 2017-08-02."
        assert "Mon 2017-07-31: not counted, work stopped (尼莎颱風)." in after.explained()
    assert recompute(after, asked, stormy) == (after, None)


def test_a_half_day_stop_is_explained():
    from dataclasses import replace

    half = replace(
        OFFICE, half_day=HalfDay.COUNTS_HALF, closures=(Closure(date(2017, 7, 28), Closed.AFTERNOON, "颱風"),)
    )
    found = due_date(clock("doc.most_urgent", date(2017, 7, 27)), half)
    assert found.due == date(2017, 7, 31)
    with override("en"):
        assert "half the day (颱風): counts half, day 0.5." in found.explained()[1]
    assert used_working_days(date(2017, 7, 27), date(2017, 7, 31), half) == Decimal("1.5")


def test_a_suspension_adds_the_days_it_took():
    stop = Suspension(Period.days(date(2017, 3, 20), date(2017, 3, 22)), "天災")
    documents = clock("doc.normal", date(2017, 3, 16), suspensions=(stop,))
    assert due("doc.normal", date(2017, 3, 16)) == date(2017, 3, 24)
    assert due_date(documents, OFFICE).due == date(2017, 3, 29)
    months = due_date(clock("appl.people", date(2017, 3, 15), suspensions=(stop,)), OFFICE)
    assert months.due == date(2017, 5, 18)
    with override("en"):
        assert "3 of these days" in months.explained()[2]


def test_a_correction_starts_the_thirty_days_anew():
    asked = clock("archive.use", date(2017, 8, 1)).extended(Extension(until=date(2017, 9, 9)))
    assert due_date(asked.restarted(date(2017, 8, 10)), OFFICE).due == date(2017, 9, 11)  # 09-09 is a Saturday


def test_extensions_continue_from_the_day_as_counted():
    asked = clock("appl.people", date(2017, 3, 15))
    extended = asked.extended(Extension(Length(2, Unit.MONTH), reason="會勘"))
    assert due_date(extended, OFFICE).due == date(2017, 7, 17)  # 07-15 is a Saturday
    until = clock("doc.normal", date(2017, 3, 16)).extended(Extension(until=date(2017, 3, 31)))
    assert due_date(until, OFFICE).due == date(2017, 3, 31)
    with pytest.raises(ClockError, match="either"):
        Extension()


@pytest.mark.parametrize(
    ("key", "extension", "asked_on", "reason"),
    [
        ("archive.use", Extension(Length(5, Unit.CALENDAR_DAY)), date(2017, 3, 20), "cannot be extended"),
        ("appl.people", Extension(Length(2, Unit.MONTH)), date(2017, 5, 15), None),
        ("appl.people", Extension(Length(2, Unit.MONTH)), date(2017, 5, 16), "asked for before that"),
        ("appl.people", Extension(Length(3, Unit.MONTH)), date(2017, 5, 1), "At most 2 months more"),
        ("appl.people", Extension(until=date(2017, 5, 10)), date(2017, 5, 1), "would not give more time"),
        ("doc.normal", Extension(Length(10, Unit.WORKING_DAY)), date(2017, 3, 16), None),
    ],
)
def test_extensions_within_what_the_rule_allows(key, extension, asked_on, reason):
    with override("en"):
        found = refusal_to_extend(clock(key, date(2017, 3, 15)), extension, asked_on, OFFICE)
        assert (found is None) if reason is None else reason in str(found)


def test_only_one_extension_of_an_application():
    asked = clock("appl.people", date(2017, 3, 15)).extended(Extension(Length(1, Unit.MONTH)))
    refused = refusal_to_extend(asked, Extension(Length(1, Unit.MONTH)), date(2017, 5, 1), OFFICE)
    with override("en"):
        assert str(refused) == "It may be extended 1 time(s) only."


def test_the_office_may_read_article_48_otherwise():
    practice = Practice.of(load_office("kaohsiung"))
    assert practice == Practice()
    asked = clock("info.third_party", date(2017, 2, 8))  # ends on Saturday 02-18, a make-up working day
    assert due_date(asked, OFFICE).due == date(2017, 2, 18)
    strict = due_date(asked, OFFICE, Practice(makeup_saturday_ends_period=False))
    assert (strict.due, strict.morning) == (date(2017, 2, 20), True)
    assert strict.moment == datetime(2017, 2, 20, 12, tzinfo=TAIPEI)
    relaxed = Practice(makeup_saturday_ends_period=False, saturday_moves_to_morning=False)
    assert due_date(asked, OFFICE, relaxed).moment == datetime(2017, 2, 20, 23, 59, 59, tzinfo=TAIPEI)


def test_days_left_for_the_inbox():
    assert working_days_left(date(2017, 6, 1), date(2017, 5, 25), OFFICE) == 3
    assert working_days_left(date(2017, 6, 1), date(2017, 6, 1), OFFICE) == 0
    assert working_days_left(date(2017, 5, 26), date(2017, 6, 1), OFFICE) == -2


def test_kept_or_not():
    found = due_date(clock("doc.urgent", date(2017, 5, 25)), OFFICE)
    assert found.kept(date(2017, 6, 1))
    assert not found.kept(date(2017, 6, 2))
    assert found.moment == datetime(2017, 6, 1, 23, 59, 59, tzinfo=TAIPEI)


def test_beyond_the_calendar_nothing_is_guessed():
    with pytest.raises(CalendarRangeError):
        due("doc.normal", date(2027, 12, 30))


def test_steps_are_kept_as_data_and_read_later():
    made = due_date(clock("cyber.report", datetime(2019, 10, 9, 23, 30, tzinfo=TAIPEI)), OFFICE)
    made2 = due_date(
        clock("appl.people", date(2017, 3, 15)).extended(Extension(Length(2, Unit.MONTH), reason="會勘")),
        OFFICE,
    )
    for step in (*made.steps, *made2.steps):
        assert Step.from_json(step.as_json()) == step
    with pytest.raises(ValueError, match="no value"):
        Step.from_json({"message": "x", "values": {"a": [1]}})

"""When something is due, and why: a pure computation from a rule, a start, suspensions and extensions.

Nothing here reads a clock or a database. The same inputs and the same calendar give the same answer, so a due
date is recomputed when a stop of work is entered, and the steps say in words how each day was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.timezone import get_default_timezone, is_naive
from django.utils.translation import gettext_noop as _

from siwei.kernel.calendar.period import DAY, Period
from siwei.kernel.calendar.working_days import OfficeCalendar
from siwei.kernel.deadlines.counting import Day, classified, months_later, numbered_runs
from siwei.kernel.deadlines.explanation import Step
from siwei.kernel.deadlines.rules import DeadlineRule, EndRule, Length, Start, Unit
from siwei.kernel.directory.office import Name, Office

NOON = time(12)
END_OF_DAY = time(23, 59, 59)


class ClockError(ValueError):
    """Inputs from which no due date follows."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the clock stood still, with the reason (force majeure, 行政程序法 art. 51 para. 5)."""

    period: Period
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, granted: so much longer, or until a named day."""

    by: Length | None = None
    until: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.by is None) == (self.until is None):
            raise ClockError("An extension is either by a length or until a day.")


@dataclass(frozen=True, slots=True)
class Clock:
    """All that a due date depends on, besides the calendar.

    `start` is the event: a day, or for limits in hours an aware moment. `length` stands in where the rule has
    none (文到○日內); `named` is the date for rules that name one. Changing the clock is making another.
    """

    rule: DeadlineRule
    start: date | datetime
    length: Length | None = None
    named: date | None = None
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def extended(self, extension: Extension) -> Clock:
        return replace(self, extensions=(*self.extensions, extension))

    def suspended(self, suspension: Suspension) -> Clock:
        """Recorded when the clock runs again: while it stands still nothing is due."""
        return replace(self, suspensions=(*self.suspensions, suspension))

    def restarted(self, start: date) -> Clock:
        """Running anew, as after the correction of a request to use archives (檔案法施行細則 art. 19)."""
        return replace(self, start=start, suspensions=(), extensions=())

    def stopped_on(self, day: date) -> Suspension | None:
        return next((s for s in self.suspensions if day in s.period), None)


@dataclass(frozen=True, slots=True)
class Practice:
    """How the office reads art. 48 where the law or its sources leave a choice (settings, part clock)."""

    makeup_saturday_ends_period: bool = True
    saturday_moves_to_morning: bool = True

    @classmethod
    def of(cls, office: Office) -> Practice:
        return cls(
            bool(office.setting("clock.makeup_saturday_ends_period")),
            bool(office.setting("clock.saturday_moves_to_morning")),
        )


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day (for hours: the last moment) in time, and the steps that led there.

    `morning` means by noon of that day: 行政程序法 art. 48 for a period that would end on a Saturday.
    """

    due: date | datetime
    steps: tuple[Step, ...]
    morning: bool = False

    @property
    def day(self) -> date:
        return _local_day(self.due)

    @property
    def moment(self) -> datetime:
        """The last moment in time, in office time: what sorts in an inbox."""
        if isinstance(self.due, datetime):
            return self.due
        return datetime.combine(self.due, NOON if self.morning else END_OF_DAY, get_default_timezone())

    def kept(self, done: date) -> bool:
        """Whether something done on that day was in time; a morning's noon is not looked at."""
        return done <= self.day

    def explained(self) -> tuple[str, ...]:
        """The steps in the active language."""
        return tuple(step.text() for step in self.steps)


def due_date(clock: Clock, calendar: OfficeCalendar, practice: Practice = Practice()) -> DueDate:
    """When it is due. ClockError: the inputs do not fit. CalendarRangeError: beyond the calendar."""
    if clock.rule.start is Start.MOMENT:
        return _by_hours(clock)
    if clock.rule.start is Start.NAMED:
        last, steps = _named(clock)
    elif clock.rule.start is Start.BEFORE:
        last, steps = _counted_back(clock, calendar)
    else:
        last, steps = _counted(clock, calendar)
    for extension in clock.extensions:
        last, more = _longer(clock, last, extension, calendar)
        steps += more
    due, morning, more = _ended(clock, last, calendar, practice)
    message = _("Due by noon on %(day)s.") if morning else _("Due on %(day)s.")
    return DueDate(due, (*steps, *more, Step.of(message, day=due)), morning)


def recompute(
    old: DueDate,
    clock: Clock,
    calendar: OfficeCalendar,
    practice: Practice = Practice(),
) -> tuple[DueDate, Step | None]:
    """The due date by today's calendar, and the step that tells the change; None when it stays.

    For open clocks when a stop of work is entered or taken back; closed ones keep what they were measured by.
    """
    new = due_date(clock, calendar, practice)
    if (new.due, new.morning) == (old.due, old.morning):
        return new, None
    return new, Step.of(_("The due date moved from %(old)s to %(new)s."), old=old.due, new=new.due)


def clock_of_dated(dated: DeadlineRule, normal: DeadlineRule, received: date, named: date) -> Clock:
    """The clock of a 限期公文: the sender's date; the limit of 普通件 when it was past on arrival."""
    if named < received:
        return Clock(normal, received)
    return Clock(dated, received, named=named)


def refusal_to_extend(
    clock: Clock,
    extension: Extension,
    asked_on: date,
    calendar: OfficeCalendar,
    practice: Practice = Practice(),
) -> Step | None:
    """Why the rule forbids this extension, or None. Who may approve it is not asked here."""
    allowed, now = clock.rule.extensible, due_date(clock, calendar, practice)
    if allowed.times == 0:
        return Step.of(_("%(rule)s cannot be extended."), rule=clock.rule.label)
    if allowed.times is not None and len(clock.extensions) >= allowed.times:
        return Step.of(_("It may be extended %(times)s time(s) only."), times=allowed.times)
    if asked_on > now.day:
        return Step.of(_("It was due on %(day)s: an extension is asked for before that."), day=now.day)
    then = due_date(clock.extended(extension), calendar, practice)
    if then.day <= now.day:
        return Step.of(_("It is due on %(day)s already: this would not give more time."), day=now.day)
    if allowed.most is not None:
        furthest = due_date(clock.extended(Extension(allowed.most)), calendar, practice)
        if then.day > furthest.day:
            return Step.of(_("At most %(most)s more are allowed: until %(day)s."), most=allowed.most, day=furthest.day)
    return None


def used_working_days(
    start: date, done: date, calendar: OfficeCalendar, suspensions: Iterable[Suspension] = ()
) -> Decimal:
    """Working days used (發文使用日數): from the day after `start` to `done`; the same day is half a day.

    Never less than half a day, also when it was done on the days of rest right after. Several letters
    answered in one (彙辦) count from the last that came in, joined ones (併辦) from the first.
    """
    if done < start:
        raise ClockError(f"Done on {done}, before it came in on {start}.")
    stopped = tuple(suspensions)
    days = () if done == start else Period.days(start + DAY, done)
    net = sum((calendar.share(d) for d in days if not any(d in s.period for s in stopped)), Fraction(0))
    return max(Decimal("0.5"), Decimal(net.numerator) / Decimal(net.denominator))


def used_days_of_dated(start: date, done: date, due: date, calendar: OfficeCalendar) -> Decimal:
    """Days used by a 限期公文: in time at most 6, late the real days (新北 要點 point 92)."""
    used = used_working_days(start, done, calendar)
    return min(used, Decimal(6)) if done <= due else used


def working_days_left(due: date, today: date, calendar: OfficeCalendar) -> int:
    """Working days after today up to the due day; negative when it is past."""
    if due >= today:
        return calendar.working_days(Period.days(today + DAY, due)) if due > today else 0
    return -calendar.working_days(Period.days(due + DAY, today))


def _counted(clock: Clock, calendar: OfficeCalendar) -> tuple[date, tuple[Step, ...]]:
    event = _local_day(clock.start)
    length = _length(clock)
    if length.unit is Unit.DAY_OF_NEXT_MONTH:
        month = months_later(event.replace(day=1), 1)
        last = min(month + timedelta(days=length.amount - 1), months_later(month, 1) - DAY)
        begun = Step.of(_("%(trigger)s: %(day)s."), trigger=clock.rule.trigger, day=event)
        return last, (begun, Step.of(_("Runs until %(length)s, %(last)s."), length=length, last=last))
    first = event if clock.rule.start is Start.SAME_DAY else event + DAY
    message = (
        _("%(trigger)s: %(day)s. That day is the first.")
        if first == event
        else _("%(trigger)s: %(day)s. Counted from the day after.")
    )
    last, steps = _run(clock, first, length, calendar)
    return last, (Step.of(message, trigger=clock.rule.trigger, day=event), *steps)


def _run(clock: Clock, first: date, length: Length, calendar: OfficeCalendar) -> tuple[date, tuple[Step, ...]]:
    """The last day of a length whose first day is `first`, skipping what does not count."""
    if length.amount == 0:
        return first - DAY, ()
    if length.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        days = _days(clock, first, length.amount, length.unit, calendar)
        return days[-1].day, numbered_runs(days, length.unit)
    last = {
        Unit.WEEK: lambda: first + timedelta(days=7 * length.amount - 1),
        Unit.MONTH: lambda: _before_the_day(first, length.amount),
        Unit.YEAR: lambda: _before_the_day(first, 12 * length.amount),
    }[length.unit]()
    step = Step.of(_("%(length)s: %(days)s."), length=length, days=Period.days(first, last))
    lost = sum(1 for day in Period.days(first, last) if clock.stopped_on(day))
    if not lost:
        return last, (step,)
    days = _days(clock, last + DAY, lost, Unit.CALENDAR_DAY, calendar)
    message = _("The clock was stopped on %(lost)s of these days; as many are added: %(days)s.")
    return days[-1].day, (step, Step.of(message, lost=lost, days=Period.days(last + DAY, days[-1].day)))


def _days(clock: Clock, first: date, amount: int, unit: Unit, calendar: OfficeCalendar) -> list[Day]:
    """The days from `first` on, each with what it counts, until `amount` is full."""
    days: list[Day] = []
    full = Fraction(0)
    for day in classified(first, unit, calendar, lambda d: _reason_stopped(clock, d)):
        days.append(day)
        full += day.share
        if full >= amount:
            break
    return days


def _reason_stopped(clock: Clock, day: date) -> str | None:
    stopped = clock.stopped_on(day)
    return stopped.reason if stopped else None


def _before_the_day(first: date, months: int) -> date:
    """行政程序法 art. 48 para. 3: the day before the corresponding one; the month's last if there is none."""
    corresponding = months_later(first, months)
    return corresponding - DAY if corresponding.day == first.day else corresponding


def _counted_back(clock: Clock, calendar: OfficeCalendar) -> tuple[date, tuple[Step, ...]]:
    event, length = _local_day(clock.start), _length(clock)
    if length.unit is Unit.WORKING_DAY:
        last = calendar.add_working_days(event, -length.amount)
    elif length.unit in (Unit.MONTH, Unit.YEAR):
        last = months_later(event, -length.amount * (12 if length.unit is Unit.YEAR else 1))
    else:
        last = event - timedelta(days=length.amount * (7 if length.unit is Unit.WEEK else 1))
    begun = Step.of(_("%(trigger)s: %(day)s."), trigger=clock.rule.trigger, day=event)
    return last, (begun, Step.of(_("%(length)s before: %(last)s."), length=length, last=last))


def _named(clock: Clock) -> tuple[date, tuple[Step, ...]]:
    if clock.named is None:
        raise ClockError(f"{clock.rule.key} needs a named date.")
    return clock.named, (Step.of(_("%(trigger)s: %(day)s."), trigger=clock.rule.trigger, day=clock.named),)


def _longer(clock: Clock, last: date, extension: Extension, calendar: OfficeCalendar) -> tuple[date, tuple[Step, ...]]:
    """The last day after one extension; it continues from the day as counted, and never comes earlier."""
    why = extension.reason
    if extension.until is not None:
        later = max(last, extension.until)
        return later, (Step.of(_("Extended until %(day)s. %(reason)s"), day=later, reason=why),)
    assert extension.by is not None  # Extension's own check
    step = Step.of(_("Extended by %(length)s. %(reason)s"), length=extension.by, reason=why)
    later, more = _run(clock, last + DAY, extension.by, calendar)
    return later, (step, *more)


def _ended(
    clock: Clock, last: date, calendar: OfficeCalendar, practice: Practice
) -> tuple[date, bool, tuple[Step, ...]]:
    """行政程序法 art. 48 para. 4: a period toward people does not end on a day of rest."""
    if clock.rule.end is EndRule.AS_COUNTED:
        return last, False, ()
    saturday = last.weekday() == 5
    works = calendar.is_working_day(last)
    if works and not (saturday and not practice.makeup_saturday_ends_period):
        return last, False, ()
    due = next(d for d in _working_days_from(last + DAY, calendar) if not clock.stopped_on(d))
    morning = saturday and due == last + 2 * DAY and practice.saturday_moves_to_morning
    name = calendar.name(last)
    if morning:
        step = Step.of(_("%(last)s is a Saturday: it ends on Monday morning (art. 48)."), last=last)
    elif name.zh:
        message = _("%(last)s is a day of rest (%(name)s): it ends on the next working day (art. 48).")
        step = Step.of(message, last=last, name=Name(name.zh, name.en))
    else:
        step = Step.of(_("%(last)s is a day of rest: it ends on the next working day (art. 48)."), last=last)
    return due, morning, (step,)


def _working_days_from(day: date, calendar: OfficeCalendar) -> Iterator[date]:
    day = calendar.working_day_on_or_after(day)
    while True:
        yield day
        day = calendar.next_working_day(day)


def _by_hours(clock: Clock) -> DueDate:
    """Hours run through nights and holidays, from the minute of the event; only a suspension stops them."""
    start = clock.start
    if not isinstance(start, datetime) or is_naive(start):
        raise ClockError(f"{clock.rule.key} runs in hours: it needs a moment with its time zone.")
    length = _length(clock)
    steps = [Step.of(_("%(trigger)s: %(at)s."), trigger=clock.rule.trigger, at=start)]
    due = _hours_later(clock, start, length.amount)
    steps.append(Step.of(_("%(length)s, holidays included: until %(at)s."), length=length, at=due))
    for extension in clock.extensions:
        if extension.by is None or extension.by.unit is not Unit.HOUR:
            raise ClockError(f"{clock.rule.key} runs in hours: it is extended by hours.")
        due = _hours_later(clock, due, extension.by.amount)
        steps.append(Step.of(_("Extended by %(length)s. %(reason)s"), length=extension.by, reason=extension.reason))
    return DueDate(due, (*steps, Step.of(_("Due on %(day)s."), day=due)))


def _hours_later(clock: Clock, start: datetime, hours: int) -> datetime:
    """So many running hours later; suspended days (local midnight to midnight) pass without counting."""
    zone = get_default_timezone()
    at, left = start, timedelta(hours=hours)
    for suspension in sorted(clock.suspensions, key=lambda s: s.period.start):
        stop = datetime.combine(suspension.period.start, time.min, zone)
        resume = datetime.combine(suspension.period.end, time.min, zone)
        if at + left <= stop:
            break
        if at < resume:
            left -= max(stop - at, timedelta(0))
            at = resume
    return at + left


def _length(clock: Clock) -> Length:
    length = clock.length or clock.rule.length
    if length is None:
        raise ClockError(f"{clock.rule.key} has no length of its own: say one.")
    return length


def _local_day(at: date | datetime) -> date:
    if not isinstance(at, datetime):
        return at
    if is_naive(at):
        raise ClockError("A moment needs its time zone.")
    return at.astimezone(get_default_timezone()).date()

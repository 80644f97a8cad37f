"""A believable year of venue hire, made by the module's own actions; deterministic.

Most sessions are taken over from the sheet of an older tool, as by an office that changes to this one; the others
live their whole life here. The counted ones equal the published figures because applications go on until the
measure says so; beside them stand refused, cancelled, lost, undecided and out-of-year ones, which it must not count.
"""

from __future__ import annotations

import datetime
import random
from itertools import cycle
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from siwei.general.venues.actions import applying, changing, deciding, money, using
from siwei.general.venues.actions.rooms import add_photo, add_venue, block
from siwei.general.venues.catalogue import VENUES, fees_of
from siwei.general.venues.models import APPROVER, CASHIER, Booking, Session, Venue
from siwei.general.venues.rules import Applicant, Cause, Rhythm
from siwei.general.venues.sheets import take_in
from siwei.general.venues.sketches import sketches
from siwei.kernel.access.actor import Actor, Role, holders
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.calendar.period import Period
from siwei.kernel.deadlines.models import end_of_day
from siwei.kernel.directory.models import Agency, Centre

SYSTEM = Actor.system("sample")
WANTED = (
    ("siwei", Venue.Group.PUBLIC, 128),
    ("siwei", Venue.Group.ROOM, 1003),
    ("fengshan", Venue.Group.PUBLIC, 359),
    ("fengshan", Venue.Group.ROOM, 705),
)
MEETINGS = (
    "業務聯繫會報",
    "工作協調會議",
    "採購評選會議",
    "教育訓練",
    "法規研商會議",
    "預算審查會議",
    "志工座談",
    "說明會",
)
EVENTS = ("成果展", "頒獎典禮", "捐血活動", "音樂會", "公益園遊會", "記者會", "攝影展", "就業博覽會")
BODIES = ("範例愛心協會", "範例環保基金會", "範例產業工會", "範例身障福利協進會", "範例文化基金會")
PEOPLE = ("陳大文（虛構）", "林小華（虛構）", "黃中和（虛構）", "張文德（虛構）", "李美雲（虛構）")
OUTCOMES = ("cancelled", "refused")  # of what was taken over and does not count
LIVED = 6  # one session in so many lives its whole life here
DAY = datetime.timedelta(days=1)


def _plan() -> ContentFile[bytes]:
    """The activity plan that every outside body of the sample hands in."""
    text = "活動及安全計畫（範例文件）\n一、活動內容 二、人員配置 三、安全維護 四、場地復原\n"
    return ContentFile(text.encode(), name="活動及安全計畫.txt")


def build(year: Period) -> None:
    """Venues of both centres, then the year."""
    centres = {centre.code: centre for centre in Centre.objects.all()}
    for order, (centre, fields, layouts) in enumerate(VENUES):
        fees = fees_of(fields["code"], fields["equipment"])
        add_venue(by=SYSTEM, centre=centres[centre], order=order, layouts=layouts, fees=fees, **fields)
    _sketch(list(Venue.objects.select_related("centre")))
    desk = Desk(year)
    for centre, group, wanted in WANTED:
        desk.fill(centre, group, wanted)
        desk.leave_out(centre, group)
    desk.block_some()


def _sketch(venues: list[Venue]) -> None:
    """A drawn picture for each venue: the sample has no photographs, and says so."""
    note = "示意圖，非照片亦非實測平面（範例資料）"
    plans = [
        {"name": f"{v.centre.name_zh} {v.name_zh}", "floor": v.floor, "people": v.capacity, "note": note,
         "stage": v.group == Venue.Group.PUBLIC}
        for v in venues
    ]  # fmt: skip
    for venue, png in zip(venues, sketches(plans), strict=True):
        alt_zh = f"{venue.name_zh}平面示意圖：座位與{'舞台' if venue.group == Venue.Group.PUBLIC else '講台'}的配置"
        place = "stage" if venue.group == Venue.Group.PUBLIC else "front"
        alt_en = f"Sketch of the floor of {venue.name_en}: seats and {place}"
        file = ContentFile(png, name=f"{venue.code}.png")
        add_photo(venue, by=SYSTEM, photo=file, alt_zh=alt_zh, alt_en=alt_en, sketch=True)


class Desk:
    """The counter at which the year's applications come in, one after the other."""

    def __init__(self, year: Period) -> None:
        self.year = year
        self.dice = random.Random(year.start.year)  # noqa: S311  # a sample, not a secret
        calendar = office_calendar()
        self.days = [day for month in year.months() for day in _days(month) if calendar.is_working_day(day)]
        self.approver = _first(APPROVER)
        self.cashier = _first(CASHIER)
        self.agencies = cycle(Agency.objects.filter(level="一級機關").order_by("code"))

    def fill(self, centre: str, group: Venue.Group, wanted: int) -> None:
        """Applications that are accepted and used, until so many sessions count."""
        venues = list(Venue.objects.select_related("centre").filter(centre__code=centre, group=group))
        counted = wanted - wanted // LIVED
        self._take_over(venues, counted)
        while counted < wanted:
            booking = self._ask(self.dice.choice(venues), self.dice.choice(self.days), wanted - counted)
            if booking is not None and self._use(booking):
                counted += _counting(booking)

    def _take_over(self, venues: list[Venue], counted: int) -> None:
        """So many sessions that were held, and a tenth as many that were not or never came to it."""
        times: set[tuple[int, datetime.date, str]] = set()
        dice, extra = self.dice, counted // 10
        while len(times) < counted + extra:
            slot = dice.choices(("morning", "afternoon", "evening"), (5, 4, 1))[0]
            times.add((dice.randrange(len(venues)), dice.choice(self.days), slot))
        rows = []
        for number, (at, day, slot) in enumerate(sorted(times, key=lambda time: (*time[1:], time[0]))):
            venue = venues[at]
            left_out = number * extra // len(times) != (number + 1) * extra // len(times)
            rows.append({
                "venue": venue, "day": day, "slot": slot, "outcome": OUTCOMES[number % 2] if left_out else "held",
                "purpose": dice.choice(EVENTS if venue.group == Venue.Group.PUBLIC else MEETINGS), "sample": True,
                "people": dice.randint(5, venue.capacity), "agency": next(self.agencies),
                "contact": dice.choice(PEOPLE),
                "mail": "sample@example.org", "opened_on": day - dice.randint(10, 40) * DAY,
            })  # fmt: skip
        take_in.many(rows, by=SYSTEM)

    def leave_out(self, centre: str, group: Venue.Group) -> None:
        """What the figure must not count."""
        venues = list(Venue.objects.filter(centre__code=centre, group=group))
        made = (self._refused, self._cancelled, self._lost, self._undecided)
        for number in range(24 if group == Venue.Group.ROOM else 8):
            made[number % len(made)](self.dice.choice(venues))
        for edge in (self.year.start - 12 * DAY, self.year.end + 8 * DAY):
            booking = self._ask(venues[0], _weekday(edge), 3)
            if booking:
                self._use(booking, keep=edge > self.year.end)

    def block_some(self) -> None:
        """Repairs and festivals close venues for some days."""
        for venue in Venue.objects.filter(capacity__gte=200):
            day = datetime.date(self.year.start.year, 8, 5)
            since = end_of_day(day)
            try:
                block(by=SYSTEM, venue=venue, since=since, until=since + DAY, reason="年度設備檢修")
            except ActionRefused:
                continue

    def _ask(self, venue: Venue, day: datetime.date, most: int) -> Booking | None:
        """One application of at most so many sessions; None when the venue cannot be had."""
        dice = self.dice
        slots = ("morning", "afternoon", "evening")[: min(most, dice.choice((1, 1, 2, 2, 3)))]
        weeks = min(dice.choice((0, 3, 7, 11, 15)) if venue.group == Venue.Group.ROOM else 0, most // len(slots) - 1)
        until = min(day + 7 * weeks * DAY, self.year.end - DAY) if day in self.year else day
        outside = venue.group == Venue.Group.PUBLIC and dice.random() < 0.4
        body: dict[str, Any] = {"agency": next(self.agencies), "applicant": Applicant.AGENCY.value}
        if outside:
            body = {"organisation": dice.choice(BODIES), "applicant": _kind(day).value, "extras": ["aircon"]}
        rhythm = Rhythm.WEEKLY if until > day else Rhythm.ONCE
        try:
            return applying.ask(
                by=SYSTEM, plan=_plan() if outside else None,
                asked_on=day - dice.randint(20, 60) * DAY, venue=venue, day=day, slots=slots, until=until,
                rhythm=rhythm.value, people=dice.randint(5, venue.capacity),
                purpose=dice.choice(EVENTS if venue.group == Venue.Group.PUBLIC else MEETINGS), sample=True,
                contact=dice.choice(PEOPLE), mail="sample@example.org", **body,
            )  # fmt: skip
        except ValidationError:
            return None

    def _use(self, booking: Booking, *, keep: bool = False) -> bool:
        """Approved, paid, held, inspected, closed; some sessions do not take place."""
        deciding.approve(booking, by=self.approver)
        day = booking.first_day
        if booking.state == Booking.State.APPROVED:
            money.pay(booking, by=self.cashier, on=day - 8 * DAY, receipt=f"R{booking.pk:06d}")
        if keep:
            return True
        sessions = list(booking.sessions.order_by("day"))
        missed = sessions[:1] if len(sessions) > 1 and self.dice.random() < 0.1 else []
        using.mark_use(booking, by=SYSTEM, on=sessions[-1].day, not_held=missed)
        self._inspect(booking, sessions[-1].day)
        if booking.state == Booking.State.INSPECTED:
            money.return_deposit(booking, by=self.cashier, on=sessions[-1].day + 5 * DAY, receipt=f"D{booking.pk:06d}")
        return True

    def _inspect(self, booking: Booking, last: datetime.date) -> None:
        """Most venues are left in order; of some deposits a part is kept, and now and then they do not suffice."""
        deposit, nth = booking.deposit, int(booking.number[-5:])
        if deposit and nth % 17 == 0:
            using.inspect(booking, by=SYSTEM, deduction=deposit, claim=3200, note="地板刮傷，修復費用超過保證金")
            money.settle(booking, by=self.cashier, on=last + 20 * DAY, receipt=f"C{booking.pk:06d}")
        elif deposit and nth % 5 == 0:
            using.inspect(booking, by=SYSTEM, deduction=500, note="場地未清潔，扣清潔費")
        else:
            using.inspect(booking, by=SYSTEM, deduction=0, note="場地復原良好")

    def _once(self, venue: Venue) -> Booking | None:
        return self._ask(venue, self.dice.choice(self.days), 3)

    def _refused(self, venue: Venue) -> None:
        booking = self._once(venue)
        if booking:
            deciding.refuse(booking, by=self.approver, ground="unsuited", note="用途與場地性質不符")

    def _cancelled(self, venue: Venue) -> None:
        booking = self._once(venue)
        if booking:
            deciding.approve(booking, by=self.approver)
            on = booking.first_day - 5 * DAY
            changing.cancel(booking, by=SYSTEM, cause=Cause.APPLICANT.value, note="活動延期", on=on)

    def _lost(self, venue: Venue) -> None:
        """Two want the same session; the one that is cancelled later wins it first, so neither counts."""
        first = self._once(venue)
        if first is None:
            return
        slots = sorted(set(first.sessions.values_list("slot", flat=True)))
        second = applying.ask(
            by=SYSTEM, asked_on=first.opened_on, venue=venue, day=first.first_day, slots=slots, people=5,
            applicant=Applicant.AGENCY.value, agency=next(self.agencies), purpose="同時段預約", contact=PEOPLE[0],
            mail="sample@example.org", sample=True,
        )  # fmt: skip
        deciding.approve(first, by=self.approver)
        second.refresh_from_db()
        cause, on = Cause.FORCE_MAJEURE.value, first.first_day - DAY
        changing.cancel(first, by=SYSTEM, cause=cause, note="颱風停止上班", on=on)

    def _undecided(self, venue: Venue) -> None:
        self._ask(venue, _weekday(self.year.end - 5 * DAY), 1)


def _counting(booking: Booking) -> int:
    """Sessions of a booking that its figure counts."""
    sessions = booking.sessions.exclude(state=Session.State.CANCELLED)
    if booking.venue.group == Venue.Group.PUBLIC:
        sessions = sessions.filter(state=Session.State.HELD)
    return int(sessions.count())


def _first(role: Role) -> Actor:
    found = holders(role)
    return Actor.of(found[0]) if found else SYSTEM


def _kind(day: datetime.date) -> Applicant:
    """Most outside bodies of the sample serve the public interest; some come with an agency, some do neither."""
    if day.day % 5 == 0:
        return Applicant.CO_ORGANISED
    return Applicant.OTHER if day.day % 7 == 0 else Applicant.PUBLIC_INTEREST


def _days(month: Period) -> list[datetime.date]:
    return [month.start + n * DAY for n in range((month.end - month.start).days)]


def _weekday(day: datetime.date) -> datetime.date:
    while not office_calendar().is_working_day(day):
        day += DAY
    return day

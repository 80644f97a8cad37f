"""When a file may be disposed of, and why: a pure computation.

Articles are those of 機關檔案保存年限及銷毀辦法 (3-7), and art. 2 of 國家檔案移轉辦法 where it is named.

Nothing here reads a clock or a database. `sql.py` says the same over the table of files, for lists of a hundred
thousand; a test compares the two.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from siwei.documents.archives.models.choices import Disposition
from siwei.kernel.deadlines.explanation import Step

#: of longer ones the period of the originals is not shortened (art. 7)
MOST_SHORTENED = 20
#: years after the youngest paper at whose end a permanent file goes to the national archives (移轉辦法 art. 2)
NATIONAL_AFTER = 25
ONE_DAY = datetime.timedelta(days=1)


class Start(StrEnum):
    """When the period starts: the setting `archives.retention_starts`; no text read says which (RULES 2.3)."""

    NEXT_YEAR = "next_year"
    AFTER_CLOSING = "after_closing"


class Way(StrEnum):
    """What is to become of the file."""

    DESTROY = "destroy"
    ORIGINALS = "originals"
    APPRAISE = "appraise"
    NATIONAL = "national"
    KEEP = "keep"
    WAIT = "wait"


@dataclass(frozen=True)
class Kept:
    """What of a file decides. `original_years`: the shortened period of originals of which there is a copy."""

    closed_on: datetime.date | None
    youngest_on: datetime.date | None
    years: int
    disposition: str
    original_years: int | None = None
    prolonged: int = 0
    #: the originals are destroyed already, and the copy is what is kept
    copy_only: bool = False
    #: papers in it are not declassified yet
    classified: bool = False


@dataclass(frozen=True)
class Outcome:
    """The first day on which it may be done, what, and the steps that say why. No day: never, or not known yet."""

    way: Way
    day: datetime.date | None
    steps: tuple[Step, ...]

    def explained(self) -> list[str]:
        """The steps in the active language."""
        return [step.text() for step in self.steps]


def years_later(day: datetime.date, years: int) -> datetime.date:
    """The day by which so many years that began on `day` are over; what began on 29 February ends with February."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return datetime.date(year, 3, 1)
    return day.replace(year=year)


def least_years(years: int) -> int:
    """The shortest period of originals that were copied: half, rounded up to whole years (art. 7)."""
    return -(-years // 2)


def may_be_shortened(years: int, disposition: str) -> bool:
    """Only at most twenty years, and only what is destroyed by procedure (art. 7)."""
    return 0 < years <= MOST_SHORTENED and disposition == Disposition.DESTROY


def start_of(kept: Kept, starts: Start) -> datetime.date | None:
    """The first day of the period; None while the file is open."""
    if kept.closed_on is None:
        return None
    if starts is Start.AFTER_CLOSING:
        return kept.closed_on + ONE_DAY
    return datetime.date((kept.youngest_on or kept.closed_on).year + 1, 1, 1)


def outcome(kept: Kept, starts: Start) -> Outcome:
    """What may be done with a file, and from which day."""
    start = start_of(kept, starts)
    if start is None:
        return Outcome(Way.WAIT, None, (Step.of(_("The file is open; its period has not started.")),))
    if kept.years == 0:
        return _for_ever(kept)
    if kept.classified:
        message = _("It holds classified papers: nothing is destroyed before they are declassified (art. 18 of the "
                    "regulation on classified files).")  # fmt: skip
        return Outcome(Way.WAIT, None, (_started(kept, start, starts), Step.of(message)))
    steps = [_started(kept, start, starts)]
    way, years = Way.DESTROY, kept.years
    steps.append(Step.of(_("It is kept for %(years)s years (art. 4)."), years=years))
    shortened = kept.original_years is not None and not kept.copy_only and may_be_shortened(years, kept.disposition)
    if shortened:
        assert kept.original_years is not None
        way, years = Way.ORIGINALS, max(kept.original_years, least_years(years))
        steps.append(
            Step.of(_("There is a copy: the originals are kept for %(years)s years, not less than half (art. 7)."),
                    years=years)
        )  # fmt: skip
    if kept.prolonged:
        years += kept.prolonged
        steps.append(Step.of(_("The unit prolonged it by %(years)s years."), years=kept.prolonged))
    day = years_later(start, years)
    if kept.disposition == Disposition.APPRAISE:
        return Outcome(
            Way.APPRAISE, day, (*steps, Step.of(_("From %(day)s on it is to be appraised (art. 5)."), day=day))
        )
    if shortened:
        copy = years_later(start, kept.years + kept.prolonged)
        steps.append(Step.of(_("The copy stays until before %(day)s."), day=copy))
    return Outcome(way, day, (*steps, Step.of(_("From %(day)s on it may be destroyed by procedure."), day=day)))


def _started(kept: Kept, start: datetime.date, starts: Start) -> Step:
    if starts is Start.AFTER_CLOSING:
        return Step.of(_("The period starts on %(day)s, the day after the file was closed."), day=start)
    youngest = kept.youngest_on or kept.closed_on
    assert youngest is not None
    message = _("The period starts on %(day)s, the first day of the year after its youngest paper (%(youngest)s).")
    return Step.of(message, day=start, youngest=youngest)


def _for_ever(kept: Kept) -> Outcome:
    youngest = kept.youngest_on or kept.closed_on
    assert youngest is not None
    first = Step.of(_("It is kept for ever (art. 3)."))
    if kept.disposition != Disposition.NATIONAL:
        return Outcome(Way.KEEP, None, (first, Step.of(_("The agency keeps it itself (art. 5)."))))
    day = datetime.date(youngest.year + NATIONAL_AFTER + 1, 1, 1)
    message = _("Its youngest paper is of %(youngest)s: in the year after 25 years, from %(day)s on, it goes to the "
                "national archives (transfer regulation art. 2).")  # fmt: skip
    return Outcome(Way.NATIONAL, day, (first, Step.of(message, youngest=youngest, day=day)))

"""Days on which work stopped by order of the mayor (天然災害停止上班), entered by hand: no list has them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from siwei.kernel.calendar.roc import format_day
from siwei.kernel.calendar.working_days import Closed, Closure
from siwei.kernel.records.models import Record, RecordQuerySet

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


class Part(models.TextChoices):
    """The part of the day, as people choose it."""

    WHOLE = Closed.WHOLE.value, _("Whole day")
    MORNING = Closed.MORNING.value, _("Morning")
    AFTERNOON = Closed.AFTERNOON.value, _("Afternoon")
    EVENING = Closed.EVENING.value, _("Evening")


class ClosureDayQuerySet(RecordQuerySet):
    """Stops of work, and those that count."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody: the mayor announces them."""
        return self.all()

    def closures(self) -> tuple[Closure, ...]:
        """Those that were not withdrawn, as values for the calendar, in order of day."""
        return tuple(day.closure() for day in self.filter(withdrawn=False).order_by("date", "part", "pk"))


class ClosureDay(Record):
    """One stop of work: a day or a part of it, in the whole city or in named districts.

    Ground: 天然災害停止上班及上課作業辦法 arts. 9 and 10 (the mayor decides, or leaves it to district heads).
    Entered by mistake it is withdrawn with a reason, and stays in the list: due dates were told by it.
    """

    date = models.DateField(_("Date"))
    part = models.CharField(_("Part of the day"), max_length=9, choices=Part.choices, default=Part.WHOLE)
    districts = models.CharField(
        _("Districts"),
        max_length=400,
        blank=True,
        help_text=_("Names of districts divided by “、”; empty means the whole city."),
    )
    reason = models.CharField(_("Reason"), max_length=200, help_text=_("For example: Typhoon Haitang"))
    withdrawn = models.BooleanField(_("Withdrawn"), default=False, editable=False)

    searched = ("reason",)

    objects = ClosureDayQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        verbose_name = _("Stop of work")
        verbose_name_plural = _("Stops of work")
        ordering = ("-date", "part")
        constraints = [
            models.UniqueConstraint(
                fields=("date", "part", "districts"),
                condition=models.Q(withdrawn=False),
                name="calendar_closure_once",
                violation_error_message=_("This stop of work is already entered."),
            )
        ]

    def __str__(self) -> str:
        return f"{format_day(self.date, get_language() or 'zh-hant')} {self.get_part_display()} {self.reason}"

    def business_date(self) -> datetime.date:
        """The day on which work stopped."""
        return self.date

    def district_names(self) -> frozenset[str]:
        """The districts it reaches; none named means the whole city."""
        return frozenset(name.strip() for name in self.districts.split("、") if name.strip())

    def closure(self) -> Closure:
        """The value the calendar counts with."""
        return Closure(self.date, Closed(self.part), self.reason, self.district_names())

"""Entering, mending and withdrawing stops of work. Open clocks are computed anew by whoever holds them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import ADMINISTRATOR, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionModelForm, ReasonForm
from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.calendar.office_calendar import official_calendar
from siwei.kernel.directory.office import office
from siwei.kernel.office_files import office_name


class ClosureDayForm(ActionModelForm):
    """Day, part, districts and reason of a stop of work."""

    class Meta:
        model = ClosureDay
        fields = ("date", "part", "districts", "reason")

    def clean_date(self) -> datetime.date:
        """A day of which the official calendar knows whether it is worked."""
        day: datetime.date = self.cleaned_data["date"]
        covered = official_calendar(office_name()).covered
        if day not in covered:
            self.add_error(
                "date",
                gettext("The office calendar covers %(first)s to %(last)s only.")
                % {"first": covered.start, "last": covered.last},
            )
        return day

    def clean_districts(self) -> str:
        """Districts of this city, divided by 、 and in the order of their postal codes."""
        named = [name.strip() for name in self.cleaned_data["districts"].split("、") if name.strip()]
        known = [district.name.zh for district in office().districts]
        for name in named:
            if name not in known:
                self.add_error("districts", gettext("“%(name)s” is no district of the city.") % {"name": name})
        return "、".join(name for name in known if name in named)

    def clean(self) -> dict[str, Any]:
        """Not twice the same; Django's own check passes over a constraint whose condition is no field here."""
        entered: dict[str, Any] = super().clean() or self.cleaned_data
        same = {name: entered.get(name) for name in ("date", "part", "districts")}
        if ClosureDay.objects.filter(**same, withdrawn=False).exclude(pk=self.instance.pk).exists():
            self.add_error(None, gettext("This stop of work is already entered."))
        return entered


@creates(ClosureDay, role=ADMINISTRATOR, label=_("Enter a stop of work"), form=ClosureDayForm)
def enter(*, by: Actor, **fields: Any) -> ClosureDay:
    """Enter what the mayor or a district head announced."""
    day = ClosureDay(**fields)
    day.save()
    return day


def _still_counts(day: ClosureDay, actor: Actor) -> str | None:
    return gettext("This stop of work was withdrawn.") if day.withdrawn else None


@action(ClosureDay, role=ADMINISTRATOR, label=_("Change"), form=ClosureDayForm, allowed=_still_counts)
def change(day: ClosureDay, /, *, by: Actor, **fields: Any) -> None:
    """Mend an entry: the announcement was extended from the morning to the whole day."""
    for name, value in fields.items():
        setattr(day, name, value)


@action(ClosureDay, role=ADMINISTRATOR, label=_("Withdraw"), form=ReasonForm, allowed=_still_counts, style="danger")
def withdraw(day: ClosureDay, *, by: Actor, note: str) -> None:
    """Take back an entry that was wrong; it stays in the list with the reason."""
    day.withdrawn = True

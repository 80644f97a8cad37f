"""Appointing deputies and ending it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actions import APART
from siwei.kernel.access.actor import ADMINISTRATOR, STAFF, Actor
from siwei.kernel.access.models import Grant
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.calendar.roc import format_day
from siwei.kernel.directory.models import Person
from siwei.kernel.notices.models import notify


class DeputyForm(ActionForm):
    """Who stands in, from when to when; an administrator also says for whom."""

    person = forms.ModelChoiceField(
        Person.objects.active(), label=_("Absent person"), required=False, help_text=_("Empty means yourself.")
    )
    deputy = forms.ModelChoiceField(Person.objects.active(), label=_("Deputy"))
    since = forms.DateField(label=_("First day"), initial=timezone.localdate)
    until = forms.DateField(label=_("To (the first day back)"))
    rank = forms.IntegerField(label=_("Order (1 is asked first)"), min_value=1, max_value=9, initial=1, required=False)
    note = forms.CharField(label=_("Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not self.actor.holds(ADMINISTRATOR):
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """The period is not empty."""
        given = super().clean() or self.cleaned_data
        if given.get("until") and given.get("since") and given["until"] <= given["since"]:
            self.add_error("until", gettext("The end must come after the beginning."))
        return given


def _refuse(person: Person, deputy: Person, by: Actor, since: datetime.date) -> None:
    if person != by.person and not by.holds(ADMINISTRATOR):
        raise NotAllowed(gettext("Everybody appoints only his own deputies."))
    if person == deputy:
        raise NotAllowed(gettext("Nobody is his own deputy."))
    # As a deputy an administrator would come to decide business, and could make himself one.
    if Grant.objects.on(max(since, timezone.localdate())).filter(person=deputy, role__in=APART).exists():
        raise NotAllowed(
            gettext("%(person)s is administrator or auditor and decides no business.") % {"person": deputy}
        )


@creates(Deputy, role=STAFF, label=_("Appoint a deputy"), form=DeputyForm, icon="user-share")
def appoint(
    *, by: Actor, deputy: Person, since: datetime.date, until: datetime.date, person: Person | None = None,
    rank: int | None = None, note: str = "",
) -> Deputy:  # fmt: skip
    """Let somebody decide for an absent person; the deputy is told."""
    absent = person or by.person
    if absent is None:
        raise NotAllowed(gettext("Say who is absent."))
    _refuse(absent, deputy, by, since)
    made = Deputy(person=absent, deputy=deputy, since=since, until=until, rank=rank or 1)
    made.save()
    language = get_language() or "zh-hant"
    body = gettext("From %(since)s until before %(until)s you decide for %(person)s.") % {
        "since": format_day(since, language), "until": format_day(until, language), "person": absent.name_zh,
    }  # fmt: skip
    notify(made, to=[deputy], subject=gettext("You are deputy of %(person)s") % {"person": absent.name_zh}, body=body)
    return made


def _may_end(deputy: Deputy, actor: Actor) -> str | None:
    if deputy.until <= timezone.localdate():
        return gettext("This has ended.")
    if deputy.person != actor.person and not actor.holds(ADMINISTRATOR):
        return gettext("Everybody ends only his own deputies.")
    return None


@action(Deputy, role=STAFF, label=_("End it"), form=ReasonForm, allowed=_may_end, style="danger")
def end(deputy: Deputy, *, by: Actor, note: str) -> None:
    """The absent person is back: from today the deputy decides no more."""
    deputy.until = max(timezone.localdate(), deputy.since)

"""Appointing deputies and ending it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actions import APART, demand_open
from siwei.kernel.access.actor import ADMINISTRATOR, STAFF, Actor
from siwei.kernel.access.models import Grant
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.directory.models import Person
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said


class DeputyForm(ActionForm):
    """Who stands in, from when to when; an administrator also says for whom."""

    person = forms.ModelChoiceField(
        Person.objects.active(), label=_("Absent person"), required=False, help_text=_("Empty means yourself.")
    )
    deputy = forms.ModelChoiceField(
        Person.objects.active(),
        label=_("Deputy"),
        required=False,
        help_text=_("Empty means that nobody stands in yet; then nothing can be submitted to whoever is away."),
    )
    since = forms.DateField(label=_("First day"), initial=timezone.localdate)
    until = forms.DateField(label=_("To (the first day back)"))
    rank = forms.IntegerField(label=_("Order (1 is asked first)"), min_value=1, max_value=9, initial=1, required=False)
    why = forms.ChoiceField(
        label=_("Kind of absence"), choices=Deputy.Why.choices, initial=Deputy.Why.LEAVE, required=False,
        help_text=_("Letters that leave meanwhile name it; while a post is vacant the deputy alone signs them."),
    )  # fmt: skip
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


def _refuse(person: Person, deputy: Person | None, by: Actor, since: datetime.date) -> None:
    if person != by.person and not by.holds(ADMINISTRATOR):
        raise NotAllowed(gettext("Everybody appoints only his own deputies."))
    if deputy is None:
        demand_open(person)
        return
    if person == deputy:
        raise NotAllowed(gettext("Nobody is his own deputy."))
    demand_open(person)
    demand_open(deputy)
    # As a deputy an administrator would come to decide business, and could make himself one.
    if Grant.objects.on(max(since, timezone.localdate())).filter(person=deputy, role__in=APART).exists():
        raise NotAllowed(
            gettext("%(person)s is administrator or auditor and decides no business.") % {"person": deputy}
        )


@creates(Deputy, role=STAFF, label=_("Appoint a deputy"), form=DeputyForm, icon="user-share")
def appoint(
    *,
    by: Actor,
    since: datetime.date,
    until: datetime.date,
    deputy: Person | None = None,
    person: Person | None = None,
    rank: int | None = None,
    why: str = "",
    note: str = "",
) -> Deputy:
    """Say that somebody is away and who decides for him; the deputy is told."""
    absent = person or by.person
    if absent is None:
        raise NotAllowed(gettext("Say who is absent."))
    _refuse(absent, deputy, by, since)
    made = Deputy(person=absent, deputy=deputy, since=since, until=until, rank=rank or 1, why=why or Deputy.Why.LEAVE)
    made.save()
    if deputy is None:
        return made
    body = said("From %(since)s until before %(until)s you decide for %(person)s.")
    told = body % {"since": since, "until": until, "person": absent}
    notify(made, to=[deputy], subject=said("You are deputy of %(person)s") % {"person": absent}, body=told)
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


def _his_today(deputy: Deputy, actor: Actor) -> str | None:
    if deputy.deputy != actor.person:
        return gettext("Only the deputy takes this place.")
    if not Deputy.objects.today().filter(pk=deputy.pk).exists():
        return gettext("This appointment does not hold today.")
    if actor.behalf is not None:
        return gettext("You act for somebody already.")
    return None


@action(
    Deputy, role=STAFF, label=_("Act in this place"), form=ActionForm, allowed=_his_today, style="primary",
    icon="user-share",
)  # fmt: skip
def stand_in(deputy: Deputy, *, by: Actor) -> None:
    """From now on, in this browser, the deputy acts for the absent person; the page puts it into the session."""


def _acts(deputy: Deputy, actor: Actor) -> str | None:
    if deputy.deputy == actor.person and deputy.person == actor.behalf:
        return None
    return gettext("You do not act for %(person)s.") % {"person": deputy.person}


@action(Deputy, role=STAFF, label=_("Act for myself again"), form=ActionForm, allowed=_acts, icon="user")
def step_back(deputy: Deputy, *, by: Actor) -> None:
    """The deputy acts for himself again."""

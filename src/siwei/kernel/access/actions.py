"""Giving and ending roles, making and revoking tokens."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import ADMINISTRATOR, KERNEL_ROLES, STAFF, Actor
from siwei.kernel.access.models import Grant, GrantQuerySet, Token, digest
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import NotAllowed
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.directory.models import Person, Unit

#: roles that stand alone: whoever holds one has no part in the business (RULES 11)
APART = frozenset(role.code for role in KERNEL_ROLES)
LONGEST_TOKEN = datetime.timedelta(days=366)


def role_choices() -> list[tuple[str, str]]:
    """Every role of every module, by code and label."""
    from siwei.kernel.module import roles

    return [(code, str(role.label)) for code, role in roles().items()]


class GrantForm(ActionForm):
    """Who gets which role, where and from when."""

    person = forms.ModelChoiceField(Person.objects.active(), label=_("Person"))
    role = forms.ChoiceField(choices=role_choices, label=_("Role"))
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Unit"), required=False, help_text=_("Empty means everywhere.")
    )
    since = forms.DateField(label=_("Since"), initial=timezone.localdate)
    until = forms.DateField(label=_("Until (the first day without)"), required=False)
    note = forms.CharField(label=_("Note"), required=False, help_text=_("For example the number of the order."))

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        given = super().clean() or self.cleaned_data
        if given.get("until") and given.get("since") and given["until"] <= given["since"]:
            self.add_error("until", gettext("The end must come after the beginning."))
        return given


class EndForm(ReasonForm):
    """From which day a role no longer holds, and why."""

    until = forms.DateField(label=_("Until (the first day without)"), initial=timezone.localdate)


def _overlapping(person: Person, since: datetime.date, until: datetime.date | None) -> GrantQuerySet:
    rows: GrantQuerySet = Grant.objects.filter(person=person).filter(Q(until=None) | Q(until__gt=since))
    return rows.filter(since__lt=until) if until else rows


def _refuse_mixing(person: Person, role: str, held: set[str]) -> None:
    """An administrator or auditor has no other role at the same time."""
    others = held - {role}
    if others and (role in APART or others & APART):
        raise NotAllowed(
            gettext(
                "%(person)s would hold two roles that must stay apart: administrators and auditors have no part "
                "in the business. End the other role first."
            )
            % {"person": person}
        )


def demand_open(person: Person) -> None:
    """Raise NotAllowed for somebody whose account is closed: nothing is given to whoever left."""
    if not person.is_active:
        raise NotAllowed(gettext("The account of %(person)s is closed.") % {"person": person})


@creates(Grant, role=ADMINISTRATOR, label=_("Give a role"), form=GrantForm, icon="user-check")
def give(
    *, by: Actor, person: Person, role: str, since: datetime.date, unit: Unit | None = None,
    until: datetime.date | None = None, note: str = "",
) -> Grant:  # fmt: skip
    """Give somebody a role. Nobody gives one to himself, and the roles of the house stay apart from business."""
    if by.person == person:
        raise NotAllowed(gettext("Nobody gives a role to himself; ask another administrator."))
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two gifts at once must see each other
    demand_open(locked)
    held = _overlapping(person, since, until)
    _refuse_mixing(person, role, set(held.values_list("role", flat=True)))
    if held.filter(role=role, unit=unit).exists():
        raise ValidationError({"role": gettext("%(person)s holds this role already.") % {"person": person}})
    given = Grant(person=person, role=role, unit=unit, since=since, until=until)
    given.save()
    return given


def _not_ended(grant: Grant, actor: Actor) -> str | None:
    if grant.until is not None and grant.until <= timezone.localdate():
        return gettext("This role has ended.")
    return None


@action(Grant, role=ADMINISTRATOR, label=_("End the role"), form=EndForm, allowed=_not_ended, style="danger")
def end(grant: Grant, *, by: Actor, until: datetime.date, note: str) -> None:
    """The role no longer holds from a day on; a day before its beginning means it never held."""
    grant.until = max(until, grant.since)


class TokenForm(ActionForm):
    """What a program is for, and how long it may act."""

    label = forms.CharField(label=_("What it is for"), max_length=80)
    until = forms.DateField(
        label=_("Until (the first day without)"),
        initial=lambda: timezone.localdate() + datetime.timedelta(days=90),
        help_text=_("At most a year from today."),
    )

    def clean_until(self) -> datetime.date:
        """From tomorrow to a year from today."""
        until: datetime.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today < until <= today + LONGEST_TOKEN:
            raise ValidationError(gettext("The end must come after the beginning, and within a year."))
        return until


@creates(
    Token, role=STAFF, label=_("Make a token"), form=TokenForm, icon="key",
    help=_("With a token a program acts in your name, with your roles. Its text is shown once."),
)  # fmt: skip
def make(*, by: Actor, label: str, until: datetime.date) -> Token:
    """Make a token for oneself; its text stands in `text` of what comes back and nowhere else."""
    if by.person is None:
        raise NotAllowed(gettext("A token belongs to a person."))
    text = secrets.token_urlsafe(32)
    token = Token(person=by.person, label=label, until=until, sha256=digest(text))
    token.save()
    token.text = text
    return token


def _revocable(token: Token, actor: Actor) -> str | None:
    if token.until <= timezone.localdate():
        return gettext("This token has ended.")
    if token.person != actor.person and not actor.holds(ADMINISTRATOR):
        return gettext("This token belongs to somebody else.")
    return None


@action(Token, role=STAFF, label=_("Revoke"), form=ActionForm, allowed=_revocable, style="danger", icon="trash")
def revoke(token: Token, *, by: Actor) -> None:
    """The program that uses it is refused from now on."""
    token.until = timezone.localdate()

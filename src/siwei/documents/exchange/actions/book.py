"""Every change of the address book; each leaves a line that other installations follow."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.certificates import CertificateField, facts
from siwei.documents.exchange.models import BOOK, Change, Member
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Member.State


class MemberForm(ActionModelForm):
    """A new entry."""

    certificate = CertificateField(label=_("Certificate (PEM)"), required=False)

    class Meta:
        model = Member
        fields = ("code", "name", "short_name", "kind", "agency", "certificate", "address", "mail", "since")


class ChangeForm(ActionModelForm):
    """What may change of an entry; a new code is a new entry."""

    certificate = CertificateField(label=_("Certificate (PEM)"), required=False)

    class Meta:
        model = Member
        fields = ("name", "short_name", "certificate", "address", "mail")


class DayForm(ReasonForm):
    """From which day, and why."""

    day = forms.DateField(label=_("With effect from"), initial=timezone.localdate)
    field_order = ("day", "note")


class ReplaceForm(ActionForm):
    """Which entry takes its place, from which day."""

    successor = forms.ModelChoiceField(label=_("New entry"), queryset=Member.objects.none())
    day = forms.DateField(label=_("With effect from"), initial=timezone.localdate)
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Member.objects.exclude(state__in=Member.GONE).exclude(pk=self.record.pk if self.record else None)
        self.fields["successor"].queryset = rows  # type: ignore[attr-defined]  # a model choice field


@creates(Member, role=BOOK, label=_("Add a member"), form=MemberForm, bulk=True)
def add_member(
    *, by: Actor, code: str, name: str, kind: str, since: datetime.date, short_name: str = "",
    agency: Agency | None = None, certificate: str = "", address: str = "", mail: str = "", sample: bool = False,
    told: bool = False,
) -> Member:  # fmt: skip
    """Put a body into the book; the other members are told, unless they were (`told`)."""
    member = Member(
        code=code, name=name, short_name=short_name, kind=kind, agency=agency, address=address, mail=mail, since=since,
        sample=sample,
    )  # fmt: skip
    certify(member, certificate)
    member.save()
    _note(member, Change.Kind.ADDED, since, told=told)
    return member


def certify(member: Member, pem: str) -> None:
    """Keep a certificate with its number and last day; only inside an action. Raises ValueError."""
    member.certificate = pem
    found = facts(pem) if pem else None
    member.certificate_serial = found.serial if found else ""
    member.certificate_until = found.until if found else None


def _note(member: Member, kind: str, day: datetime.date, *, told: bool = False) -> None:
    Change(member=member, kind=kind, day=day, entry=member.entry(), told=told).save()


@action(Member, when=[State.OPEN, State.SUSPENDED], role=BOOK, label=_("Change the entry"), form=ChangeForm)
def change_member(member: Member, /, *, by: Actor, certificate: str = "", **fields: Any) -> None:
    """Change name, address or certificate."""
    for name, value in fields.items():
        setattr(member, name, value)
    certify(member, certificate)
    _note(member, Change.Kind.CHANGED, timezone.localdate())


@action(
    Member, when=[State.OPEN], to=State.SUSPENDED, role=BOOK, label=_("Suspend exchange"), form=DayForm, style="danger"
)
def suspend(member: Member, *, by: Actor, day: datetime.date, note: str) -> None:
    """Nothing is exchanged with it for the time being."""
    member.suspended_on, member.state = day, State.SUSPENDED
    _note(member, Change.Kind.SUSPENDED, day)
    _tell_member(member, said("Document exchange is suspended: %(member)s"), note)


def _certificate_holds(member: Member, actor: Actor) -> str | None:
    late = member.certificate_until is not None and member.certificate_until < timezone.localdate()
    return said("Its certificate has expired; enter the new one first.") if late else None


@action(
    Member, when=[State.SUSPENDED], to=State.OPEN, role=BOOK, label=_("Open exchange again"), form=DayForm,
    allowed=_certificate_holds, style="primary",
)  # fmt: skip
def reopen(member: Member, *, by: Actor, day: datetime.date, note: str) -> None:
    """The ground of the suspension is gone."""
    if day > timezone.localdate():
        raise ValidationError({"day": said("It is opened on the day, not before.")})
    member.suspended_on, member.state = None, State.OPEN
    _note(member, Change.Kind.REOPENED, day)


@action(
    Member, when=[State.OPEN, State.SUSPENDED], to=State.STRUCK, role=BOOK, label=_("Strike from the book"),
    form=DayForm, style="danger",
)  # fmt: skip
def strike(member: Member, *, by: Actor, day: datetime.date, note: str) -> None:
    """It exchanges no more; whoever wants back enrols anew."""
    member.until, member.state = day, State.STRUCK
    _note(member, Change.Kind.STRUCK, day)
    _tell_member(member, said("Struck from the address book: %(member)s"), note)


@action(
    Member, when=[State.OPEN, State.SUSPENDED], to=State.REPLACED, role=BOOK, label=_("Replace by a new entry"),
    form=ReplaceForm, also=("successor",),
)  # fmt: skip
def replace_member(member: Member, *, by: Actor, successor: Member, day: datetime.date, note: str) -> None:
    """Renamed or merged (新機關代碼): what is sent to the old code goes to the new entry from that day on."""
    if successor.pk == member.pk or successor.state in Member.GONE:
        raise ValidationError({"successor": said("This entry cannot take its place.")})
    member.successor, member.until, member.state = successor, day, State.REPLACED
    _note(member, Change.Kind.REPLACED, day)


def _tell_member(member: Member, subject: Any, note: str) -> None:
    notify(member, to=[member.mail], subject=subject % {"member": str(member)}, body=note)


def _has_news(member: Member, actor: Actor) -> str | None:
    return None if member.changes.filter(told=False).exists() else said("Everybody was told of every change.")


@action(Member, role=SYSTEM, label=_("Tell the members of changes"), allowed=_has_news)
def announce(member: Member, *, by: Actor, to: Sequence[str]) -> None:
    """Send the other members a notice of what changed in this entry since the last one."""
    news = member.changes.filter(told=False)
    kinds = dict(Change.Kind.choices)
    words = [f"{change.day}: {kinds[change.kind]}" for change in news]
    body = said("%(member)s. %(changes)s") % {"member": str(member), "changes": "；".join(words)}
    notify(
        member, to=[mail for mail in to if mail != member.mail], subject=said("Change of the address book"), body=body
    )
    news.update(told=True)

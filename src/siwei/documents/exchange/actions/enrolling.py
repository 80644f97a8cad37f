"""An organisation's way into the address book: application, mail confirmed, correction, check, decision, opening."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.exchange.actions.book import add_member
from siwei.documents.exchange.certificates import CertificateField, facts
from siwei.documents.exchange.models import APPROVER, BOOK, CODE, Enrolment, Member
from siwei.kernel.access.actor import ANYBODY, Actor, Role
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duty
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import attach
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = Enrolment.State
FIELDS = (
    "organisation", "tax_number", "registration", "authority", "address", "responsible", "contact", "phone", "mail",
    "purpose", "certificate_kind",
)  # fmt: skip
PAPERS = "registration_papers"


class CorrectForm(ActionModelForm):
    """The application as the applicant fills it in (RULES 1.10)."""

    certificate = CertificateField(
        label=_("Certificate (PEM)"), required=False, help_text=_("The public certificate of the card, never its key.")
    )
    papers = forms.FileField(label=_("Registration papers of the organisation"), required=False)

    class Meta:
        model = Enrolment
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        """It is known by its business number or by its registration."""
        cleaned = super().clean() or {}
        if not cleaned.get("tax_number") and not (cleaned.get("registration") and cleaned.get("authority")):
            text = said("Give the business number, or the registration number and with whom it is registered.")
            self.add_error("tax_number", text)
        return cleaned


class ApplyForm(CorrectForm):
    """The same from the public page, where robots come too."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)  # filled by robots only

    def clean_website(self) -> str:
        """A person leaves it empty."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(said("This application looks as if a robot had sent it."))
        return ""


class ConfirmForm(ActionForm):
    """The code that came by mail."""

    code = forms.CharField(label=pgettext_lazy("of a case", "Code"), max_length=12)


class OpenForm(ActionForm):
    """The code of the new entry, and from when it exchanges."""

    code = forms.CharField(label=_("Exchange code"), max_length=10, validators=[CODE])
    since = forms.DateField(label=_("Exchanging since"), initial=timezone.localdate)
    address = forms.CharField(label=_("Queue or installation"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Enrolment):
            prefix = office().setting("exchange.private_prefix")
            number = self.record.tax_number
            self.initial = {"code": f"{prefix}{number}" if number else "", **self.initial}


@creates(Enrolment, role=ANYBODY, label=_("Apply for document exchange"), form=ApplyForm)
def apply(
    *, by: Actor, asked_on: datetime.date | None = None, website: str = "", papers: File[bytes] | None = None,
    certificate: str = "", **fields: Any,
) -> Enrolment:  # fmt: skip
    """Hand an application in. It waits until the code that goes by mail comes back."""
    day = asked_on or timezone.localdate()
    most = office().setting("exchange.applications_per_day")
    same = Q(mail=fields["mail"]) | Q(organisation=fields["organisation"])
    if not by.is_system and Enrolment.objects.filter(same, opened_on=day).count() >= most:
        raise ActionRefused(said("There are several applications of today already; please wait for the mail."))
    enrolment = Enrolment(opened_on=day, **fields)
    _certify(enrolment, certificate)
    enrolment.save()
    if papers:
        attach(enrolment, papers, by=by, kind=PAPERS)
    body = said("Number %(number)s, code %(code)s. With both you confirm your application and follow it.")
    values = {"number": enrolment.number, "code": enrolment.access_code}
    notify(enrolment, to=[enrolment.mail], subject=said("Please confirm your application"), body=body % values)
    return enrolment


def _certify(enrolment: Enrolment, pem: str) -> None:
    if pem:
        enrolment.certificate, enrolment.certificate_until = pem, facts(pem).until


def own(enrolment: Enrolment, actor: Actor) -> str | None:
    """`allowed`: the applicant, who came by number and code, or whoever keeps the book."""
    if actor.holds(BOOK) or (actor.kind == "citizen" and actor.mail and actor.mail == enrolment.mail):
        return None
    return said("Only the applicant can do this.")


@action(
    Enrolment, when=[State.UNCONFIRMED], to=State.ASKED, role=ANYBODY, allowed=own, label=_("Confirm the mail address"),
    form=ConfirmForm, style="primary",
)  # fmt: skip
def confirm(enrolment: Enrolment, *, by: Actor, code: str = "") -> None:
    """The code came back, so the mail address is the applicant's; checking becomes a duty."""
    if not by.is_system and code.strip().upper() != enrolment.access_code:
        raise ValidationError({"code": said("This is not the code that was sent.")})
    _ask_for_check(enrolment)


def _ask_for_check(enrolment: Enrolment) -> None:
    _duty(enrolment, "check", said("Check the application"), "exchange.days_to_check", BOOK)


def _duty(enrolment: Enrolment, kind: str, label: str, setting: str, role: Role) -> None:
    due = timezone.localdate() + datetime.timedelta(days=office().setting(setting))
    open_duty(enrolment, kind, label, due=end_of_day(due), role=role)


def _tell(enrolment: Enrolment, subject: str, note: str) -> None:
    notify(enrolment, to=[enrolment.mail], subject=subject, body=note)


@action(Enrolment, when=[State.ASKED], to=State.RETURNED, role=BOOK, label=_("Return for completion"), form=ReasonForm)
def send_back(enrolment: Enrolment, *, by: Actor, note: str) -> None:
    """Something is missing (補正)."""
    close_duty(enrolment, "check")
    _duty(enrolment, "correct", said("Wait for the correction"), "exchange.days_to_correct", BOOK)
    _tell(enrolment, said("Please complete your application: %(case)s") % {"case": enrolment.title()}, note)


@action(
    Enrolment, when=[State.RETURNED], to=State.ASKED, role=ANYBODY, allowed=own,
    label=pgettext_lazy("application", "Correct"), form=CorrectForm, style="primary",
)  # fmt: skip
def correct(
    enrolment: Enrolment, /, *, by: Actor, papers: File[bytes] | None = None, certificate: str = "", **fields: Any
) -> None:
    """Mend what was missing. The mail address stays: it was confirmed."""
    fields.pop("mail", None)
    for name, value in fields.items():
        setattr(enrolment, name, value)
    _certify(enrolment, certificate)
    if papers:
        attach(enrolment, papers, by=by, kind=PAPERS)
    close_duty(enrolment, "correct")
    _ask_for_check(enrolment)


def _complete(enrolment: Enrolment, actor: Actor) -> str | None:
    """Nothing goes to decision without a certificate that holds and while the body is in the book."""
    if not enrolment.certificate:
        return said("There is no certificate yet.")
    if enrolment.certificate_until is not None and enrolment.certificate_until < timezone.localdate():
        return None if actor.is_system else said("The certificate has expired.")
    return None


@action(
    Enrolment, when=[State.ASKED], to=State.CHECKED, role=BOOK, label=_("Checked, hand up for decision"),
    allowed=_complete, style="primary",
)  # fmt: skip
def check(enrolment: Enrolment, *, by: Actor, note: str = "") -> None:
    """Papers and certificate are in order."""
    enrolment.checked_by = by.name
    close_duty(enrolment, "check")
    _duty(enrolment, "decide", said("Decide on the application"), "exchange.days_to_check", APPROVER)


def _another(enrolment: Enrolment, actor: Actor) -> str | None:
    """Who checks does not decide."""
    same = not actor.is_system and actor.name == enrolment.checked_by
    return said("Whoever checked an application does not decide on it.") if same else None


@action(
    Enrolment, when=[State.CHECKED], to=State.APPROVED, role=APPROVER, label=pgettext_lazy("enrolment", "Accept"),
    allowed=_another, style="primary",
)  # fmt: skip
def accept(enrolment: Enrolment, *, by: Actor, on: datetime.date | None = None, note: str = "") -> None:
    """It may exchange; opening it becomes a duty."""
    enrolment.accepted_on = on or timezone.localdate()
    close_duty(enrolment, "decide")
    _duty(enrolment, "open", said("Open the exchange"), "exchange.days_to_check", BOOK)
    _tell(enrolment, said("Your application was accepted: %(case)s") % {"case": enrolment.title()}, note)


@action(
    Enrolment, when=[State.CHECKED], to=State.REFUSED, role=APPROVER, label=pgettext_lazy("enrolment", "Refuse"),
    allowed=_another, form=ReasonForm, style="danger",
)  # fmt: skip
def refuse(enrolment: Enrolment, *, by: Actor, note: str) -> None:
    """It may not, and is told why."""
    close_duty(enrolment)
    _tell(enrolment, said("Your application was refused: %(case)s") % {"case": enrolment.title()}, note)


@action(
    Enrolment, when=[State.APPROVED], to=State.OPENED, role=BOOK, label=_("Open the exchange"), form=OpenForm,
    style="primary",
)  # fmt: skip
def open_exchange(enrolment: Enrolment, *, by: Actor, code: str, since: datetime.date, address: str = "") -> None:
    """Put it into the address book."""
    if Member.objects.filter(code=code).exists():
        raise ValidationError({"code": said("This code stands in the book already.")})
    enrolment.member = add_member(
        by=by, code=code, name=enrolment.organisation, kind=Member.Kind.PRIVATE, since=since, address=address,
        mail=enrolment.mail, certificate=enrolment.certificate, sample=enrolment.sample,
    )  # fmt: skip
    close_duty(enrolment, "open")
    body = said("Your code is %(code)s; documents travel from %(day)s on.") % {"code": code, "day": since}
    _tell(enrolment, said("Document exchange is open: %(case)s") % {"case": enrolment.title()}, body)


@action(
    Enrolment, when=Enrolment.PENDING, to=State.WITHDRAWN, role=ANYBODY, allowed=own,
    label=_("Withdraw the application"), form=ReasonForm, style="danger",
)  # fmt: skip
def withdraw(enrolment: Enrolment, *, by: Actor, note: str) -> None:
    """The applicant no longer wants it."""
    close_duty(enrolment, done=False)

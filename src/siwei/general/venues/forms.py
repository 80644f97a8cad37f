"""The forms of venue hire: what has to be given, and what is said when it is not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.fees import AIRCON
from siwei.general.venues.models import APPLICANTS, CLERK, EXTRAS, SLOTS, Booking, Layout, Session, Venue, in_words
from siwei.general.venues.rules import Applicant, Cause, Rhythm, kept_of_deposit
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.directory.models import Agency
from siwei.kernel.files.models import LARGEST, checked_type

RHYTHMS = [
    (Rhythm.ONCE.value, _("Once")),
    (Rhythm.WEEKLY.value, _("Every week")),
    (Rhythm.FORTNIGHTLY.value, _("Every second week")),
    (Rhythm.MONTHLY.value, _("Every month, on the same weekday")),
]
CAUSES = [
    (Cause.APPLICANT.value, _("The applicant's wish")),
    (Cause.FORCE_MAJEURE.value, _("Force majeure")),
    (Cause.OFFICE.value, _("The city needs the venue itself")),
]
GROUNDS = [
    ("law", _("Against law or morals")),
    ("misuse", _("Not used as applied for, or handed to others")),
    ("damage", _("Damage to the venue is feared")),
    ("uncorrected", _("Not corrected within the term")),
    ("unsuited", _("Otherwise unsuited")),
]
PAPER_HELP = _("PDF, picture or office file, at most 25 MB. It may follow within the term of a correction.")
DATE = forms.DateInput(attrs={"type": "date"})


class PaperField(forms.FileField):
    """A paper handed in: PDF, picture or office file, by what its bytes show; at most 25 MB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; type and size are looked at here so that the fault stands beside the field."""
        found = super().clean(data, initial)
        return checked_upload(found) if isinstance(found, UploadedFile) else None


def checked_upload(found: UploadedFile[bytes]) -> UploadedFile[bytes]:
    """The file when the office takes its size and type, else ValidationError."""
    if found.size and found.size > LARGEST:
        raise forms.ValidationError(said("The file is larger than 25 MB."))
    checked_type(found.name or "file", found.read())
    found.seek(0)
    return found


class ApplicationForm(ActionForm):
    """An application: which venue, when, for what, by whom."""

    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.none())
    day = forms.DateField(label=pgettext_lazy("date", "Day"), widget=DATE)
    slots = forms.MultipleChoiceField(label=_("Sessions"), choices=SLOTS, widget=forms.CheckboxSelectMultiple)
    rhythm = forms.ChoiceField(label=_("Repeated"), choices=RHYTHMS, initial=Rhythm.ONCE.value, required=False)
    until = forms.DateField(label=_("Repeated until"), widget=DATE, required=False)
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    people = forms.IntegerField(label=pgettext_lazy("how many", "People"), min_value=1, max_value=5000)
    layout = forms.ChoiceField(label=_("Layout"), choices=[("", "—"), *Layout.Kind.choices], required=False)
    extras = forms.MultipleChoiceField(
        label=_("Equipment and air conditioning"), choices=EXTRAS, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Some of it costs extra; the fee table says what."),
    )  # fmt: skip
    wishes = forms.CharField(
        label=_("Other wishes"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.CharField(label=pgettext_lazy("person", "Contact"), max_length=80)
    mail = forms.EmailField(label=_("Mail"))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    #: whether outside bodies fill it in
    public = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venues = Venue.objects.filter(in_use=True).select_related("centre")
        field: Any = self.fields["venue"]
        field.queryset = venues.filter(open_to_public=True) if self.public else venues
        person = self.actor.person if self.actor else None
        if person:
            self.initial = {"contact": person.name, "mail": person.email, "phone": person.phone, **self.initial}

    def clean(self) -> dict[str, Any]:
        """The people fit in, and a repetition has an end that is not before its beginning."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        venue, people = given.get("venue"), given.get("people")
        if venue and people and people > venue.capacity:
            self.add_error(
                "people", said("%(venue)s holds %(most)d people.") % {"venue": venue, "most": venue.capacity}
            )
        missing = set(given.get("extras", [])) - {AIRCON, *(venue.equipment if venue else [])}
        if venue and missing:
            told = {"venue": venue, "what": in_words(sorted(missing))}
            self.add_error("extras", said("%(venue)s does not have: %(what)s.") % told)
        given["rhythm"] = given.get("rhythm") or Rhythm.ONCE.value
        day, until = given.get("day"), given.get("until")
        if given["rhythm"] != Rhythm.ONCE and not until:
            self.add_error("until", said("Say until when it is repeated."))
        if day and until and until < day:
            self.add_error("until", said("The end lies before the first day."))
        return given


class StaffApplicationForm(ApplicationForm):
    """An application by staff, for the own agency or as clerk for an outside body."""

    applicant = forms.ChoiceField(label=_("Kind of applicant"), choices=APPLICANTS, initial=Applicant.AGENCY.value)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.all(), required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """An agency or an organisation, as the kind of applicant asks."""
        given = super().clean()
        person = self.actor.person if self.actor else None
        if given.get("applicant") == Applicant.AGENCY and not given.get("agency"):
            given["agency"] = person.agency if person else None
        if given.get("applicant") == Applicant.AGENCY and not given.get("agency"):
            self.add_error("agency", said("Choose the agency."))
        if given.get("applicant") in (Applicant.PUBLIC_INTEREST, Applicant.OTHER) and not given.get("organisation"):
            self.add_error("organisation", said("Name the organisation."))
        return given


class PublicApplicationForm(ApplicationForm):
    """An application by an outside body, without an account."""

    public = True
    applicant = forms.ChoiceField(label=_("Kind of applicant"), choices=APPLICANTS[1:])
    organisation = forms.CharField(label=_("Organisation"), max_length=120)
    plan = PaperField(label=_("Activity and safety plan"), help_text=PAPER_HELP)
    papers = PaperField(label=_("Registration papers of the organisation"), help_text=PAPER_HELP)
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # filled by robots only

    def clean_website(self) -> str:
        """A person leaves it empty."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(said("This application looks as if a robot had sent it."))
        return ""


class RefusalForm(ActionForm):
    """The ground and the reason of a refusal."""

    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(ActionModelForm):
    """What the applicant may mend, and papers that were missing."""

    plan = PaperField(label=_("Activity and safety plan"))
    papers = PaperField(label=_("Registration papers of the organisation"))

    class Meta:
        model = Booking
        fields = ("purpose", "people", "layout", "wishes", "contact", "mail", "phone")

    def clean_people(self) -> int:
        """They still fit in."""
        people: int = self.cleaned_data["people"]
        venue = self.record.venue if isinstance(self.record, Booking) else None
        if venue is not None and people > venue.capacity:
            told = {"venue": venue, "most": venue.capacity}
            raise forms.ValidationError(said("%(venue)s holds %(most)d people.") % told)
        return people


class MoveForm(ActionForm):
    """Another day or session for one session of the booking."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=Session.objects.none())
    day = forms.DateField(label=_("New day"), widget=DATE)
    slot = forms.ChoiceField(label=_("New session"), choices=SLOTS)
    cause = forms.ChoiceField(label=_("Cause"), choices=CAUSES)
    on = forms.DateField(label=_("Asked for on"), widget=DATE, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_sessions(self, "session")


class CancelForm(ActionForm):
    """Whose wish it is, and why: it decides what is paid back."""

    cause = forms.ChoiceField(label=_("Cause"), choices=CAUSES)
    on = forms.DateField(label=_("Cancelled on"), widget=DATE, required=False)
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.actor is not None and not (self.actor.is_system or self.actor.holds(CLERK)):
            del self.fields["on"]  # what is paid back follows from the day, so the applicant does not choose it


class GiveUpForm(CancelForm):
    """Which sessions are given up."""

    sessions = forms.ModelMultipleChoiceField(
        label=_("Sessions"), queryset=Session.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("sessions", "cause", "on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_sessions(self, "sessions")


class GiveUpAsApplicantForm(ReasonForm):
    """The same on the page of a case: the cause is the applicant's wish."""

    sessions = forms.ModelMultipleChoiceField(
        label=_("Sessions"), queryset=Session.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("sessions", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_sessions(self, "sessions")


class MessageForm(ActionForm):
    """A line of the conversation."""

    note = forms.CharField(label=_("Message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class PaymentForm(ActionForm):
    """Money that came in or went out, with its receipt."""

    on = forms.DateField(label=_("Date"), widget=DATE)
    receipt = forms.CharField(label=_("Receipt number"), max_length=40)


class UseForm(ActionForm):
    """Which planned sessions did not take place; all others whose day has come were held."""

    on = forms.DateField(label=_("Up to and including"), widget=DATE)
    not_held = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("session", "Not held"),
        queryset=Session.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_sessions(self, "not_held")


class CorrectUseForm(ActionForm):
    """Which session was marked wrongly, and what is true."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=Session.objects.none())
    held = forms.BooleanField(label=_("It was held"), required=False)
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Booking):
            field: Any = self.fields["session"]
            field.queryset = self.record.sessions.filter(state__in=[Session.State.HELD, Session.State.NOT_HELD])


class InspectionForm(ActionForm):
    """The state of the venue afterwards, what is kept of the deposit, and what is claimed beyond it."""

    deduction = forms.IntegerField(label=_("Kept of the deposit (NT$)"), min_value=0, initial=0)
    claim = forms.IntegerField(
        label=_("Claimed beyond the deposit (NT$)"), min_value=0, max_value=2**31 - 1, required=False
    )
    note = forms.CharField(label=pgettext_lazy("inspection", "Finding"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        booking = self.record
        if isinstance(booking, Booking) and booking.deposit:
            used = booking.sessions.filter(state=Session.State.HELD).exists()
            self.fields["deduction"].initial = kept_of_deposit(booking.deposit, used=used)
            if not used:
                self.fields["deduction"].help_text = said("The venue was not used, so the rule keeps the deposit.")

    def clean_claim(self) -> int:
        """Nothing is claimed when it is left empty."""
        return self.cleaned_data["claim"] or 0


def _choose_sessions(form: ActionForm, name: str) -> None:
    if isinstance(form.record, Booking):
        field: Any = form.fields[name]
        field.queryset = form.record.sessions.filter(state=Session.State.PLANNED)

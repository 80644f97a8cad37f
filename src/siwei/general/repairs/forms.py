"""The forms of repairs: what each act asks for."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Contract, Equipment, Plan, Request, Trade, Urgency
from siwei.general.repairs.roles import TECHNICIAN
from siwei.kernel.access.models import Grant
from siwei.kernel.actions.forms import ActionForm, ActionModelForm
from siwei.kernel.directory.models import Agency, Person, Place
from siwei.kernel.files.models import LARGEST, checked_type

RATINGS = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


def technicians() -> Any:
    """People who hold the technician's role today."""
    grants = Grant.objects.on().filter(role=TECHNICIAN.code)
    return Person.objects.active().filter(pk__in=grants.values("person"))


class PhotoField(forms.FileField):
    """A picture; refused when its bytes show something else."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": "image/*"}))
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes] | None:
        """The file, read once to look at its type."""
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return None
        if found.size and found.size > LARGEST:
            raise ValidationError(said("The picture is larger than 25 MB."))
        mime = checked_type(found.name or "photo", found.read())
        found.seek(0)
        if not mime.startswith("image/"):
            raise ValidationError(said("This is no picture."))
        return found


class FaultForm(ActionForm):
    """What is broken and how badly; shared by staff and the public."""

    asked = forms.CharField(label=_("What is broken"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    photo = PhotoField(label=_("Picture"))


class WhereForm(FaultForm):
    """Where it is, for reports that do not begin at a code."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.select_related("centre"))
    trade = forms.ChoiceField(label=_("Class of work"), choices=Trade.choices, initial=Trade.OTHER)
    field_order: tuple[str, ...] = ("place", "trade")


class ReportForm(WhereForm):
    """A report of somebody with an account."""

    equipment = forms.ModelChoiceField(
        label=_("Equipment"), queryset=Equipment.objects.filter(retired_on=None), required=False
    )
    field_order: tuple[str, ...] = ("place", "equipment", "trade")

    def clean(self) -> dict[str, Any]:
        """Equipment stands where it stands."""
        values = super().clean() or {}
        equipment, place = values.get("equipment"), values.get("place")
        if equipment and place and equipment.place_id != place.pk:
            raise ValidationError({"equipment": said("This piece stands in another place.")})
        return values


class CallForm(ReportForm):
    """A report by telephone, written down by a clerk for whoever calls."""

    citizen_name = forms.CharField(label=_("Name of the caller"), max_length=60)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.all(), required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        validators=[RegexValidator(r"^[0-9+()#\- ]{3,40}$", _("This is no number."))],
    )
    citizen_mail = forms.EmailField(
        label=_("Mail of the caller"), required=False, help_text=_("If there is one the caller gets number and code.")
    )
    opened_on = forms.DateField(label=_("Received on"), initial=timezone.localdate)
    field_order = ("citizen_name", "agency", "phone", "citizen_mail", "place", "equipment", "trade", "asked", "urgency")

    def clean_opened_on(self) -> datetime.date:
        """Nobody has called tomorrow."""
        day: datetime.date = self.cleaned_data["opened_on"]
        if day > timezone.localdate():
            raise ValidationError(said("This day is still to come."))
        return day


class WhoMixin(forms.Form):
    """Who reports without an account. `website` is seen by machines only and must stay empty."""

    citizen_name = forms.CharField(label=_("Your name"), max_length=60)
    citizen_mail = forms.EmailField(
        label=_("Your mail"), required=False, help_text=_("If you give one you are told when it is repaired.")
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_website(self) -> str:
        """Only a machine fills in what people do not see."""
        if self.cleaned_data["website"]:
            raise ValidationError(said("This report was not taken."))
        return ""


class CitizenAtCodeForm(WhoMixin, FaultForm):
    """The short form behind a code: place and class are known."""


class CitizenForm(WhoMixin, WhereForm):
    """A report of a citizen who stands at no code."""

    field_order = ("place", "trade", "asked", "urgency", "photo")


class OldForm(ActionForm):
    """A request that was handled before this program kept the register."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.select_related("centre"))
    trade = forms.ChoiceField(label=_("Class of work"), choices=Trade.choices)
    asked = forms.CharField(label=_("What is broken"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    opened_on = forms.DateField(label=_("Received on"))
    accepted_on = forms.DateField(label=_("Accepted on"))
    finished_on = forms.DateField(label=_("Finished on"))
    result = forms.CharField(label=_("Result of the repair"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.all(), required=False)


class ChangeForm(ActionModelForm):
    """The working copy; what was reported stays as it was."""

    class Meta:
        model = Request
        fields = ("trade", "place", "equipment", "priority", "description")


class AcceptForm(ActionForm):
    """Class, priority and day of acceptance."""

    trade = forms.ChoiceField(label=_("Class of work"), choices=Trade.choices)
    priority = forms.ChoiceField(label=_("Priority"), choices=Urgency.choices)
    accepted_on = forms.DateField(label=_("Accepted on"), initial=timezone.localdate)
    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("From now on the page behind the code shows it to everybody: leave out names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Request):
            known = {"trade": self.record.trade, "priority": self.record.urgency}
            self.initial = {**known, "description": self.record.description, **self.initial}


class AssignForm(ActionForm):
    """One hand: an own technician or a contractor whose contract covers the work."""

    technician = forms.ModelChoiceField(label=_("Technician"), queryset=Person.objects.none(), required=False)
    contract = forms.ModelChoiceField(label=_("Contractor"), queryset=Contract.objects.none(), required=False)
    assigned_on = forms.DateField(label=_("Assigned on"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = technicians()  # type: ignore[attr-defined]  # a model choice field
        if isinstance(self.record, Request):
            fitting = Contract.objects.filter(trades__contains=[self.record.trade])
            self.fields["contract"].queryset = fitting  # type: ignore[attr-defined]  # a model choice field

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        values = super().clean() or {}
        if bool(values.get("technician")) == bool(values.get("contract")):
            raise ValidationError(said("Choose a technician or a contractor, one of them."))
        return values


class VisitForm(ActionForm):
    """When somebody was there, how long, and what was done."""

    on = forms.DateField(label=_("Day of the visit"), initial=timezone.localdate)
    hours = forms.DecimalField(
        label=_("Hours"), min_value=Decimal("0.1"), max_value=99, decimal_places=1, initial=Decimal(1)
    )
    what = forms.CharField(label=_("Work done"), max_length=300)


class PartForm(ActionForm):
    """A part and its price."""

    name = forms.CharField(label=_("Part"), max_length=120)
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2, initial=1
    )
    unit_price = forms.DecimalField(label=_("Unit price"), min_value=0, max_digits=10, decimal_places=2)


class FinishForm(ActionForm):
    """What came of it."""

    finished_on = forms.DateField(label=_("Finished on"), initial=timezone.localdate)
    result = forms.CharField(label=_("Result of the repair"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    photo = PhotoField(label=_("Picture afterwards"))


class WaitForm(ActionForm):
    """What is waited for, and since when."""

    waiting_for = forms.CharField(label=_("Waiting for"), max_length=200)
    since = forms.DateField(label=_("Waiting since"), initial=timezone.localdate)


class ResumeForm(ActionForm):
    """Since when work goes on."""

    on = forms.DateField(label=_("Work goes on since"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MoreTimeForm(ActionForm):
    """How much longer, and why."""

    amount = forms.IntegerField(
        label=_("How much longer"),
        min_value=1,
        max_value=120,
        help_text=_("Working days; hours for an emergency."),
    )
    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RateForm(ActionForm):
    """One to five, five being the best."""

    rating = forms.TypedChoiceField(label=_("Satisfaction (1 to 5)"), choices=RATINGS, coerce=int)
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class MergeForm(ActionForm):
    """The request that is handled instead."""

    into = forms.ModelChoiceField(
        label=_("Merge into"),
        queryset=Request.objects.none(),
        help_text=_("Running requests of the same centre."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Request) and self.actor is not None:
            rows = Request.objects.visible_to(self.actor).running().exclude(pk=self.record.pk)
            rows = rows.filter(place__centre=self.record.place.centre_id)
            self.fields["into"].queryset = rows  # type: ignore[attr-defined]  # a model choice field


class SayForm(ActionForm):
    """A message that stands in the history."""

    note = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EquipmentForm(ActionModelForm):
    """A piece of equipment."""

    class Meta:
        model = Equipment
        fields = ("trade", "name_zh", "name_en", "place", "serial")


class RetireForm(ActionForm):
    """Since when it is out of use."""

    retired_on = forms.DateField(label=_("Out of use since"), initial=timezone.localdate)


class ContractForm(ActionModelForm):
    """A maintenance contract."""

    trades = forms.MultipleChoiceField(
        label=_("Classes of work"), choices=Trade.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Contract
        fields = (
            "contractor", "trades", "since", "until", "contact", "mail", "response_hours", "hour_rate", "ceiling",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            raise ValidationError({"until": said("The last day lies before the first.")})
        return values


class PlanForm(ActionModelForm):
    """What is looked after, how often, and when next."""

    class Meta:
        model = Plan
        fields = ("equipment", "trade", "centre", "what", "every_months", "next_on")
        help_texts: ClassVar[dict[str, Any]] = {
            "equipment": _("One piece; or leave it empty and choose a class."),
            "centre": _("Empty means both centres."),
        }


class EndForm(ActionForm):
    """Since when it is no longer done."""

    ended_on = forms.DateField(label=_("Ended on"), initial=timezone.localdate)


class RoundForm(ActionForm):
    """Up to which day rounds are opened."""

    day = forms.DateField(label=_("Due by"), initial=timezone.localdate)

    def clean_day(self) -> datetime.date:
        """A far day would open a round long before its time."""
        day: datetime.date = self.cleaned_data["day"]
        if (day - timezone.localdate()).days > 31:
            raise ValidationError(said("A round is opened at most a month ahead."))
        return day

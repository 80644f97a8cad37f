"""What each action asks for; pages, API and imports validate through these."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Contract, Equipment, Kind, Plan, Priority, Request
from siwei.general.repairs.roles import TECHNICIAN
from siwei.kernel.access.actor import holders
from siwei.kernel.actions.forms import ActionForm, ActionModelForm
from siwei.kernel.calendar.period import DAY
from siwei.kernel.directory.models import Agency, Centre, Person, Place

PHOTOS = ["jpg", "jpeg", "png", "webp"]
Choices = list[tuple[str, Any]]


class EmptyForm(ActionForm):
    """Asks nothing."""


class PlaceField(forms.ModelChoiceField):
    """A place, chosen under the heading of its centre."""

    class _Iterator(forms.models.ModelChoiceIterator):
        def __iter__(self) -> Iterator[Any]:
            yield ("", self.field.empty_label)
            places = self.queryset.select_related("centre")
            for centre, rows in groupby(places, key=lambda place: place.centre):
                yield (str(centre), [self.choice(place) for place in rows])

    iterator = _Iterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Place.objects.order_by("centre", "building", "floor", "code"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Floor and name."""
        return f"{obj.floor} {obj.name}".strip()


class PhotoField(forms.ImageField):
    """A photograph; on a phone the camera opens."""

    default_validators = [FileExtensionValidator(PHOTOS)]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": "image/*"}))
        super().__init__(**kwargs)


class DescriptionField(forms.CharField):
    """What is wrong, in the words of whoever asks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("What is wrong"))
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class WhereForm(ActionForm):
    """Where and what: a piece of equipment, or a place and a class."""

    equipment = forms.ModelChoiceField(
        Equipment.objects.none(), label=_("Equipment"), required=False, help_text=_("Leave empty when it has no number.")
    )
    place = PlaceField(label=_("Place"), required=False, help_text=_("Not needed when you chose the equipment."))
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Class"), choices=[("", "—"), *Kind.choices], required=False)
    description = DescriptionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["equipment"].queryset = (  # type: ignore[attr-defined]  # a ModelChoiceField
            Equipment.objects.active().select_related("place").order_by("code")
        )

    def clean(self) -> dict[str, Any]:
        """The place and class of the chosen equipment stand in for those left empty."""
        values = dict(super().clean() or {})
        equipment: Equipment | None = values.get("equipment")
        if equipment is not None:
            values["place"] = values.get("place") or equipment.place
            values["kind"] = values.get("kind") or equipment.kind
        if not values.get("place") and "place" not in self.errors:
            self.add_error("place", gettext("Say where, or choose the equipment."))
        if not values.get("kind") and "kind" not in self.errors:
            self.add_error("kind", gettext("Choose a class, or choose the equipment."))
        return values


class ReportForm(WhereForm):
    """A colleague's request."""

    urgency = forms.ChoiceField(label=_("Urgency"), choices=Priority.choices, initial=Priority.NORMAL)
    requester_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    photo = PhotoField(label=_("Photograph"), required=False)


class ReportForForm(ReportForm):
    """A request that came by telephone or on paper, entered by a clerk."""

    opened_on = forms.DateField(label=_("Received on"), initial=timezone.localdate)
    requester_name = forms.CharField(label=_("Name"), max_length=60)
    requester_mail = forms.EmailField(label=_("Mail"), required=False)
    agency = forms.ModelChoiceField(Agency.objects.order_by("code"), label=_("Agency"), required=False)
    field_order = ("opened_on", "requester_name", "agency", "requester_phone", "requester_mail")


class PastForm(WhereForm):
    """A repair that is over, entered from a register."""

    opened_on = forms.DateField(label=_("Received on"))
    accepted_on = forms.DateField(label=_("Accepted on"))
    finished_on = forms.DateField(label=_("Finished on"))
    agency = forms.ModelChoiceField(Agency.objects.order_by("code"), label=_("Agency"), required=False)
    requester_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL)
    who = forms.CharField(label=_("Repaired by"), max_length=80, required=False)
    work = forms.CharField(label=_("Work done"), widget=forms.Textarea(attrs={"rows": 3}))
    cost = forms.IntegerField(label=_("Cost in all"), min_value=0, max_value=100_000_000, initial=0)


class PublicReportForm(ActionForm):
    """A citizen's report, from the QR code or the public page."""

    description = DescriptionField(
        help_text=_("One sentence is enough, for example: water runs from the ceiling.")
    )
    where = forms.CharField(label=_("Where exactly"), max_length=120, required=False)
    danger = forms.BooleanField(label=_("Somebody could be hurt, or water is running"), required=False)
    photo = PhotoField(label=_("Photograph"), required=False)
    name = forms.CharField(label=_("Your name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    mail = forms.EmailField(
        label=_("Mail"), required=False, help_text=_("We write to you when it is accepted and when it is repaired.")
    )
    # Left empty by people, who do not see it, and filled in by programs.
    website = forms.CharField(
        label=_("Leave this empty"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )  # fmt: skip


class PublicPlaceForm(PublicReportForm):
    """A citizen's report of something without a QR code."""

    place = PlaceField(label=_("Place"))
    kind = forms.ChoiceField(label=_("Class"), choices=[("", "—"), *Kind.choices])
    field_order = ("place", "where", "kind", "description")


class AcceptForm(ActionForm):
    """Triage: the class and the priority that set the clocks."""

    kind = forms.ChoiceField(label=_("Class"), choices=Kind.choices)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, widget=forms.RadioSelect)
    accepted_at = forms.DateTimeField(label=_("Accepted at"), initial=timezone.localtime)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Request):
            self.initial.setdefault("kind", self.record.kind)
            self.initial.setdefault("priority", self.record.asked_urgency)


class AssignForm(ActionForm):
    """Either one of our technicians or a contractor under a contract."""

    technician = forms.ModelChoiceField(Person.objects.none(), label=_("Technician"), required=False)
    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=_("Contractor"), required=False, help_text=_("Contracts that serve this class.")
    )
    on = forms.DateField(label=_("Day"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [person.pk for person in holders(TECHNICIAN)]
        served = [self.record.kind] if isinstance(self.record, Request) else []
        fields: Any = self.fields
        fields["technician"].queryset = Person.objects.filter(pk__in=people)
        fields["contract"].queryset = Contract.objects.filter(kinds__contains=served).order_by("-until", "contractor")

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        values = dict(super().clean() or {})
        if (values.get("technician") is None) == (values.get("contract") is None):
            raise ValidationError(gettext("Choose a technician or a contractor, one of the two."))
        return values


class VisitForm(ActionForm):
    """What was found and done."""

    on = forms.DateField(label=_("Day"), initial=timezone.localdate)
    who = forms.CharField(label=_("Who"), max_length=80)
    findings = forms.CharField(label=_("Findings"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    work = forms.CharField(label=_("Work done"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photo = PhotoField(label=_("Photograph before the work"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Request):
            self.initial.setdefault("who", self.record.handler)

    def clean(self) -> dict[str, Any]:
        """A visit says something."""
        values = dict(super().clean() or {})
        if not values.get("findings") and not values.get("work"):
            raise ValidationError(gettext("Write what was found or what was done."))
        return values


class PartForm(ActionForm):
    """A part or material."""

    name = forms.CharField(label=_("Part or material"), max_length=100)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=0.01, max_digits=8, decimal_places=2, initial=1)
    unit_price = forms.IntegerField(label=_("Unit price"), min_value=0, max_value=10_000_000, initial=0)


class FinishForm(ActionForm):
    """The end of the work."""

    on = forms.DateField(label=_("Finished on"), initial=timezone.localdate)
    work_cost = forms.IntegerField(
        label=_("Cost of work"), min_value=0, max_value=100_000_000, initial=0,
        help_text=_("Without parts; they are added from the list of parts used. 0 for own staff and work under contract."),
    )  # fmt: skip
    photo = PhotoField(label=_("Photograph after the work"), required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class RatingForm(ActionForm):
    """How satisfied the requester is."""

    rating = forms.TypedChoiceField(
        label=_("How satisfied are you?"), coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[(5, _("5 very satisfied")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 not at all"))],
    )  # fmt: skip
    rating_note = forms.CharField(label=_("Comment"), max_length=500, required=False)


class ConfirmForm(RatingForm):
    """It works again; a rating may be given at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].required = False


class MergeForm(ActionForm):
    """The request that goes on in place of this one."""

    into = forms.ModelChoiceField(Request.objects.none(), label=_("Goes on as"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Request.objects.open().order_by("-pk")
        if isinstance(self.record, Request):
            rows = rows.filter(centre=self.record.centre).exclude(pk=self.record.pk)
        fields: Any = self.fields
        fields["into"].queryset = rows
        fields["into"].label_from_instance = lambda one: one.title()


class AmendForm(WhereForm):
    """Putting place, class and description right; what was asked stays beside it."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Request):
            for name in ("equipment", "place", "where", "kind", "description"):
                self.initial.setdefault(name, getattr(self.record, name))


class SayForm(ActionForm):
    """A line of the conversation."""

    text = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PhotoForm(ActionForm):
    """A photograph added later."""

    photo = PhotoField(label=_("Photograph"))
    after = forms.BooleanField(label=_("Taken after the work"), required=False)


class EquipmentForm(ActionModelForm):
    """A piece of equipment."""

    class Meta:
        model = Equipment
        fields = ("code", "name_zh", "name_en", "kind", "place", "where", "maker", "serial", "installed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(label=_("Place"))


class ContractForm(ActionModelForm):
    """A maintenance contract; its last day is asked as contracts are written."""

    kinds = forms.MultipleChoiceField(
        label=_("Classes served"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    last_day = forms.DateField(label=_("Last day"))

    class Meta:
        model = Contract
        fields = (
            "number", "contractor", "kinds", "since", "last_day", "emergency_hours", "urgent_hours", "normal_hours",
            "contact", "phone", "mail",
        )  # fmt: skip

    field_order = ("number", "contractor", "kinds", "since", "last_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Contract):
            self.initial.setdefault("last_day", self.record.last_day)
        for name in ("emergency_hours", "urgent_hours", "normal_hours"):
            self.fields[name].help_text = _("Empty: the office's own rule.")

    def clean(self) -> dict[str, Any]:
        """The period becomes half-open, as everything here counts."""
        values = dict(super().clean() or {})
        since: datetime.date | None = values.get("since")
        last: datetime.date | None = values.pop("last_day", None)
        if since and last:
            if last < since:
                self.add_error("last_day", gettext("The last day lies before the first."))
            values["until"] = last + DAY
        return values


class PlanForm(ActionModelForm):
    """A preventive plan, of one piece of equipment or of a class in a centre."""

    class Meta:
        model = Plan
        fields = ("name_zh", "name_en", "equipment", "kind", "centre", "every_months", "next_on", "what", "contract")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["equipment"].queryset = Equipment.objects.active().order_by("code")
        fields["centre"].queryset = Centre.objects.all()
        for name in ("kind", "centre"):
            fields[name].required = False
            fields[name].help_text = _("Not needed when you chose the equipment.")

    def clean(self) -> dict[str, Any]:
        """Class and centre come from the equipment where it is named."""
        values = dict(super().clean() or {})
        equipment: Equipment | None = values.get("equipment")
        if equipment is not None:
            values["kind"], values["centre"] = equipment.kind, equipment.place.centre
        for name in ("kind", "centre"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, gettext("Fill this in, or choose the equipment."))
        return values

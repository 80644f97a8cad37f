"""The forms in which clerks keep venues: entry, sessions, opening hours, layouts, fee table, photos, blockings."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.general.venues.forms import DATE
from siwei.general.venues.models import APPLICANTS, EQUIPMENT, ITEMS, SLOTS, WEEKDAYS, Fee, Layout, Photo, Venue
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.files.models import LARGEST, checked_type

HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–~至]\s*(\d{1,2}):(\d{2})")
MOST = 2**31 - 1
EMPTY = pgettext_lazy("fee table", "All")


class HoursField(forms.CharField):
    """From when to when, `08:00-22:00`, as a pair of times; empty gives None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)
        self.widget.attrs["placeholder"] = "08:00-22:00"

    def clean(self, value: Any) -> Any:
        """The pair of times."""
        text = super().clean(value)
        if not text:
            return None
        found = HOURS.fullmatch(text)
        hour, minute, last_hour, last_minute = (int(part) for part in found.groups()) if found else (0, 0, 0, 0)
        try:
            opens, closes = datetime.time(hour, minute), datetime.time(last_hour, last_minute)
        except ValueError:
            opens = closes = datetime.time()
        if closes <= opens:
            raise forms.ValidationError(said("Write from and to like 08:00-22:00."))
        return opens, closes


class LayoutField(forms.IntegerField):
    """How many people a layout holds; empty where the venue cannot be set so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=5000, **kwargs)


CLOSED_HELP = _("Opening hours like 08:00-22:00; empty: closed. All empty: open every day.")
NOT_LET_HELP = _("From and to like 08:00-12:00; empty: not let in this session.")
LAYOUT_HELP = _("People in this layout; empty: not possible.")


class VenueForm(ActionModelForm):
    """A venue's entry in the catalogue, with its sessions, opening hours and layouts."""

    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), choices=EQUIPMENT, required=False, widget=forms.CheckboxSelectMultiple
    )

    session_morning = HoursField(label=_("Morning session"), help_text=NOT_LET_HELP)
    session_afternoon = HoursField(label=_("Afternoon session"), help_text=NOT_LET_HELP)
    session_evening = HoursField(label=_("Evening session"), help_text=NOT_LET_HELP)
    open_1, open_2, open_3, open_4, open_5, open_6, open_7 = (
        HoursField(label=label, help_text=CLOSED_HELP) for _day, label in WEEKDAYS
    )
    layout_theatre = LayoutField(label=Layout.Kind.THEATRE.label, help_text=LAYOUT_HELP)
    layout_classroom = LayoutField(label=Layout.Kind.CLASSROOM.label, help_text=LAYOUT_HELP)
    layout_u_shape = LayoutField(label=Layout.Kind.U_SHAPE.label, help_text=LAYOUT_HELP)
    layout_banquet = LayoutField(label=Layout.Kind.BANQUET.label, help_text=LAYOUT_HELP)

    class Meta:
        model = Venue
        fields = (
            "centre", "code", "name_zh", "name_en", "group", "order", "building", "floor", "area", "capacity",
            "equipment", "setup_minutes", "teardown_minutes", "open_to_public", "fee", "deposit", "approver",
            "description_zh", "description_en", "in_use",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue: Venue = self.instance
        layouts = {one.kind: one.capacity for one in venue.layouts.all()} if venue.pk else {}
        opening = venue.opening_hours() if venue.pk else {}
        for slot, _label in SLOTS:
            self.initial[f"session_{slot}"] = written(venue.session_hours(slot))
        for day, hours in opening.items():
            self.initial[f"open_{day}"] = written(hours)
        for kind, holds in layouts.items():
            self.initial[f"layout_{kind}"] = holds

    def clean(self) -> dict[str, Any]:
        """Sessions, layouts and opening hours as the action takes them; no layout holds more than the venue."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for slot, _label in SLOTS:
            begins, ends = given.pop(f"session_{slot}", None) or (None, None)
            given[f"{slot}_begins"], given[f"{slot}_ends"] = begins, ends
        hours = {day: given.pop(f"open_{day}", None) for day, _label in WEEKDAYS}
        given["openings"] = [(day, *pair) for day, pair in hours.items() if pair]
        given["layouts"] = []
        for kind, _label in Layout.Kind.choices:
            holds = given.pop(f"layout_{kind}", None)
            if holds and given.get("capacity") and holds > given["capacity"]:
                self.add_error(f"layout_{kind}", said("The venue itself holds fewer people."))
            if holds:
                given["layouts"].append((kind, holds))
        return given


def written(hours: tuple[datetime.time, datetime.time] | None) -> str:
    """Hours as the form takes them."""
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else ""


class FeeForm(ActionForm):
    """A row of the fee table."""

    item = forms.ChoiceField(label=_("For what"), choices=ITEMS)
    applicant = forms.ChoiceField(label=_("Kind of applicant"), choices=[("", EMPTY), *APPLICANTS], required=False)
    slot = forms.ChoiceField(label=_("Session"), choices=[("", EMPTY), *SLOTS], required=False)
    amount = forms.IntegerField(label=_("Fee per session (NT$)"), min_value=0, max_value=MOST)
    deposit = forms.IntegerField(label=_("Deposit (NT$)"), min_value=0, max_value=MOST, required=False)
    since = forms.DateField(label=_("Applied for on or after"), widget=DATE)

    def clean_deposit(self) -> int:
        """No deposit when it is left empty."""
        return self.cleaned_data["deposit"] or 0


class FeesOffForm(ReasonForm):
    """Which rows of the fee table were entered in error."""

    rows = forms.ModelMultipleChoiceField(
        label=_("Rows"), queryset=Fee.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("rows", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rows"]
        if isinstance(self.record, Venue):
            field.queryset = self.record.fees.all()


class PhotoForm(ActionForm):
    """A picture of a venue, with its words."""

    photo = forms.FileField(label=_("Photo"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))
    alt_zh = forms.CharField(label=_("What the picture shows"), max_length=200)
    alt_en = forms.CharField(label=_("What the picture shows, in English"), max_length=200, required=False)
    sketch = forms.BooleanField(label=_("A drawn sketch, no photograph"), required=False)

    def clean_photo(self) -> UploadedFile[bytes]:
        """A picture by what its bytes show, of a size that a page can carry."""
        found: UploadedFile[bytes] = self.cleaned_data["photo"]
        if found.size and found.size > LARGEST:
            raise forms.ValidationError(said("The file is larger than 25 MB."))
        mime = checked_type(found.name or "photo", found.read())
        found.seek(0)
        if not mime.startswith("image/"):
            raise forms.ValidationError(said("This is no picture."))
        return found


class PhotoOffForm(ActionForm):
    """Which picture is no longer shown."""

    photo = forms.ModelChoiceField(label=_("Photo"), queryset=Photo.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["photo"]
        if isinstance(self.record, Venue):
            field.queryset = self.record.photos.all()


class BlockingForm(ActionForm):
    """A venue, a time and a reason."""

    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.all())
    since = forms.DateTimeField(label=pgettext_lazy("time", "From"))
    until = forms.DateTimeField(label=pgettext_lazy("time", "To"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if isinstance(since, datetime.datetime) and isinstance(until, datetime.datetime) and until <= since:
            self.add_error("until", said("The end lies before the beginning."))
        return given

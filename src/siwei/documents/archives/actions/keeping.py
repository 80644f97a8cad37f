"""Fonds, rooms and boxes: what is opened, shared and read off."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models import Box, Campaign, Fonds, Reading, Room, Share
from siwei.documents.archives.roles import ARCHIVIST, COUNTER
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.forms import ActionForm, ActionModelForm
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.said import said

CLIMATE = "climate"


class FondsForm(ActionModelForm):
    """A body that made files."""

    class Meta:
        model = Fonds
        fields = ("code", "name_zh", "name_en", "agency", "last_year")


@creates(Fonds, role=ARCHIVIST, label=_("Add a fonds"), form=FondsForm)
def add_fonds(*, by: Actor, **fields: Any) -> Fonds:
    """A body whose files are kept."""
    fonds = Fonds(**fields)
    fonds.save()
    return fonds


@action(Fonds, role=ARCHIVIST, label=_("Change the fonds"), form=FondsForm, icon="pencil")
def change_fonds(fonds: Fonds, /, *, by: Actor, **fields: Any) -> None:
    """After a reorganisation its successor answers for the files (檔案法施行細則 art. 15)."""
    for name, value in fields.items():
        setattr(fonds, name, value)


class RoomForm(ActionModelForm):
    """A room with its limits."""

    class Meta:
        model = Room
        fields = ("name", "centre", "where", "in_use_since", "shelf_metres", "coldest", "warmest", "driest", "dampest")

    def clean(self) -> dict[str, Any]:
        """Limits stand the right way round."""
        given = super().clean() or self.cleaned_data
        for low, high in (("coldest", "warmest"), ("driest", "dampest")):
            if given.get(low) is not None and given.get(high) is not None and given[low] >= given[high]:
                self.add_error(high, said("The upper limit must be above the lower one."))
        return given


@creates(Room, role=ARCHIVIST, label=_("Add an archive room"), form=RoomForm)
def add_room(*, by: Actor, agencies: Iterable[Agency] = (), **fields: Any) -> Room:
    """A room; `agencies` share it from its first day on."""
    room = Room(**fields)
    room.save()
    for agency in agencies:
        Share(room=room, agency=agency, since=room.in_use_since).save()
    return room


@action(Room, role=ARCHIVIST, label=_("Change the archive room"), form=RoomForm, icon="pencil")
def change_room(room: Room, /, *, by: Actor, **fields: Any) -> None:
    """Place and limits."""
    for name, value in fields.items():
        setattr(room, name, value)


class ShareForm(ActionForm):
    """An agency and the day from which it keeps files here."""

    agency = forms.ModelChoiceField(Agency.objects.all(), label=_("Agency"))
    since = forms.DateField(label=_("Since"), initial=timezone.localdate)


@action(Room, role=ARCHIVIST, label=_("Let an agency share the room"), form=ShareForm, icon="users")
def share(room: Room, *, by: Actor, agency: Agency, since: datetime.date) -> None:
    """From then on it keeps files here."""
    if since < room.in_use_since:
        raise ValidationError({"since": said("The room is in use since %(day)s.") % {"day": room.in_use_since}})
    if room.shares.filter(agency=agency, until=None).exists():
        raise ValidationError({"agency": said("%(agency)s shares this room already.") % {"agency": agency}})
    Share(room=room, agency=agency, since=since).save()


class LeaveForm(ActionForm):
    """An agency that shares the room, and its last day."""

    share = forms.ModelChoiceField(Share.objects.none(), label=_("Agency"))
    until = forms.DateField(label=_("Until"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Room):
            self.fields["share"].queryset = self.record.shares.filter(until=None)  # type: ignore[attr-defined]


def _is_shared(room: Room, _actor: Actor) -> str | None:
    return None if room.shares.filter(until=None).exists() else said("No agency shares this room.")


@action(Room, role=ARCHIVIST, label=_("Let an agency leave the room"), form=LeaveForm, allowed=_is_shared)
def leave(room: Room, *, by: Actor, share: Share, until: datetime.date) -> None:
    """Its last day here."""
    if until < share.since:
        raise ValidationError({"until": said("It is here since %(day)s.") % {"day": share.since}})
    share.until = until
    share.save()


class ReadingForm(ActionForm):
    """What the instrument shows."""

    at = forms.DateTimeField(label=_("Read at"), initial=timezone.now)
    temperature = forms.DecimalField(
        label=_("Temperature (°C)"), max_digits=4, decimal_places=1, min_value=-20, max_value=60
    )
    humidity = forms.DecimalField(label=_("Humidity (%)"), max_digits=4, decimal_places=1, min_value=0, max_value=100)


@action(Room, role=ARCHIVIST, label=_("Note the climate"), form=ReadingForm, style="primary", icon="thermometer")
def note_climate(room: Room, *, by: Actor, at: datetime.datetime, temperature: Decimal, humidity: Decimal) -> None:
    """A reading out of the limits is somebody's duty until one within them is noted."""
    if room.readings.filter(at=at).exists():
        raise ValidationError({"at": said("There is a reading of this moment.")})
    Reading(room=room, at=at, temperature=temperature, humidity=humidity).save()
    within = room.coldest <= temperature <= room.warmest and room.driest <= humidity <= room.dampest
    waiting = open_duties(room).filter(kind=CLIMATE).exists()
    if within and waiting:
        close_duty(room, CLIMATE)
    elif not within and not waiting:
        what = said("Climate out of its limits: %(temperature)s °C, %(humidity)s %%")
        open_duty(room, CLIMATE, what % {"temperature": temperature, "humidity": humidity}, role=ARCHIVIST)


class BoxForm(ActionForm):
    """The stocktaking, and what stands on the box."""

    campaign = forms.ModelChoiceField(Campaign.objects.under_way(), label=_("Stocktaking"))
    label = forms.CharField(label=_("Box number in the list"), max_length=40, required=False)


@creates(Box, role=ARCHIVIST, label=_("Add an archive box"), form=BoxForm, bulk=True)
def add_box(*, by: Actor, campaign: Campaign, barcode: str = "", label: str = "") -> Box:
    """A box; its barcode, the next of the stocktaking where none is given, is printed and stuck on."""
    barcode = barcode or f"{campaign.number}-{Box.objects.filter(campaign=campaign).count() + 1:04d}"
    box = Box(campaign=campaign, barcode=barcode, label=label, room=campaign.room)
    box.save()
    return box


class ShelveForm(ActionModelForm):
    """Where a box stands."""

    class Meta:
        model = Box
        fields = ("room", "shelf")


@action(Box, role=ARCHIVIST, label=_("Shelve the box"), form=ShelveForm, icon="archive")
def shelve(box: Box, *, by: Actor, room: Room | None, shelf: str) -> None:
    """Room and shelf."""
    box.room, box.shelf = room, shelf


@action(Box, role=(ARCHIVIST, COUNTER), label=_("Finish the box"), form=ActionForm, style="primary", icon="check")
def finish(box: Box, *, by: Actor, checked_on: datetime.date, missing: int = 0) -> None:
    """All that lies in it is checked; what was not found is missing."""
    box.checked_on, box.checked_by = checked_on, by.name

"""Sheets of repairs: the list of equipment, and the register kept before this program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Equipment, Trade
from siwei.general.repairs.register import register
from siwei.general.repairs.reporting import take_over
from siwei.kernel.directory.models import Agency, Place
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake


def fields() -> Sequence[Field]:
    """The columns of the list; a place is given by its code."""
    trades: dict[str, str] = {code: code for code in Trade.values}
    trades |= {str(label): code for code, label in Trade.choices}
    places = {place.code: place for place in Place.objects.all()}
    return (
        Field("trade", _("Class of work"), parse.one_of(trades), required=True, example=str(Trade.AIR.label)),
        Field("name_zh", _("Chinese name"), parse.text(120), required=True, example="冰水主機一號"),
        Field("name_en", _("English name"), parse.text(160), example="Chiller 1"),
        Field("place", _("Place"), parse.one_of(places), required=True, example=next(iter(places), "")),
        Field("serial", _("Serial number"), parse.text(60), required=True, example="AC-S-001"),
    )


def serials() -> Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]:
    """A serial number stands once, in the sheet and in the house."""
    known = set(Equipment.objects.values_list("serial", flat=True))

    def check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if row["serial"] in known:
            yield "serial", said("stands more than once")
        known.add(row["serial"])

    return check


def old_fields() -> Sequence[Field]:
    """The columns of an old register."""
    shared = {one.name: one for one in fields()}
    agencies = {name: one for one in Agency.objects.all() for name in (one.name_zh, one.code)}
    return (
        shared["place"],
        shared["trade"],
        Field("asked", _("What is broken"), parse.text(2000), required=True, example="日光燈不亮"),
        Field("opened_on", _("Received on"), parse.day, required=True, example="106/3/1"),
        Field("accepted_on", _("Accepted on"), parse.day, required=True, example="106/3/1"),
        Field("finished_on", _("Finished on"), parse.day, required=True, example="106/3/3"),
        Field("result", _("Result of the repair"), parse.text(2000), required=True, example="更換燈管"),
        Field("agency", _("Agency"), parse.one_of(agencies), example=next(iter(agencies), "")),
    )


def old_check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The three days follow each other."""
    if not row["opened_on"] <= row["accepted_on"] <= row["finished_on"] <= timezone.localdate():
        yield "accepted_on", said("Report, acceptance and end follow each other, none of them in the future.")


OLD_REQUESTS = Intake("repairs.old_requests", _("Old register of repairs"), take_over, old_fields, check=old_check)
EQUIPMENT = Intake("repairs.equipment", _("Equipment"), register, fields, check_all=serials)

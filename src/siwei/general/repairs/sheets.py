"""Equipment taken in from a sheet, as offices keep their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.models import Equipment, Trade
from siwei.general.repairs.register import register
from siwei.kernel.directory.models import Place
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


EQUIPMENT = Intake("repairs.equipment", _("Equipment"), register, fields, check_all=serials)

"""What can be taken in from sheets: the register of equipment, and repairs that are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.actions.registers import add_equipment
from siwei.general.repairs.actions.requests import enter_past
from siwei.general.repairs.models import Equipment, Kind, Priority
from siwei.kernel.directory.models import Agency, Place
from siwei.kernel.sheets.intake import Field, Intake
from siwei.kernel.sheets.parse import day, integer, one_of, text


def _words(choices: Any) -> dict[str, str]:
    """Every way to write a choice: its code and its label in each language."""
    found: dict[str, str] = {}
    for choice in choices:
        found[choice.value] = choice.value
        for language in ("zh-hant", "en"):
            with override(language):
                found[str(choice.label)] = choice.value
    return found


def _places() -> dict[str, Place]:
    """Places by code, and by centre and name."""
    found: dict[str, Place] = {}
    for place in Place.objects.select_related("centre"):
        found[place.code] = place
        found[f"{place.centre.name_zh} {place.name_zh}"] = place
    return found


def _agencies() -> dict[str, Agency]:
    """Agencies by code and by name."""
    rows = list(Agency.objects.all())
    by_name = {agency.name_zh: agency for agency in rows}
    return {**by_name, **{row.short_zh: row for row in rows if row.short_zh}, **{row.code: row for row in rows}}


def equipment_fields() -> Sequence[Field]:
    """Columns of the register of equipment."""
    return (
        Field("code", _("Equipment no."), text(30), required=True, example="SW-AC-001"),
        Field("name_zh", _("Chinese name"), text(120), required=True, example="冰水主機1號"),
        Field("name_en", _("English name"), text(160), example="Chiller 1"),
        Field("kind", _("Class"), one_of(_words(Kind)), required=True, example="空調"),
        Field("place", _("Place"), one_of(_places()), required=True, example="四維行政中心 地下機房"),
        Field("where", _("Where exactly"), text(120)),
        Field("maker", _("Maker and model"), text(80)),
        Field("serial", _("Serial number"), text(60)),
        Field("installed_on", _("Installed on"), day, example="100/5/20"),
    )


def _new_codes() -> Any:
    """A check that every number is new, in the register and in the sheet."""
    known = set(Equipment.objects.values_list("code", flat=True))

    def check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if row["code"] in known:
            yield "code", gettext("this number is already in the register")
        known.add(row["code"])

    return check


def past_fields() -> Sequence[Field]:
    """Columns of repairs that are over."""
    return (
        Field("opened_on", _("Received on"), day, required=True, example="106/3/1"),
        Field("accepted_on", _("Accepted on"), day, required=True, example="106/3/1"),
        Field("finished_on", _("Finished on"), day, required=True, example="106/3/3"),
        Field("place", _("Place"), one_of(_places()), required=True, example="四維行政中心 1樓大廳"),
        Field("where", _("Where exactly"), text(120)),
        Field("kind", _("Class"), one_of(_words(Kind)), required=True, example="水電"),
        Field("description", _("What is wrong"), text(2000), required=True, example="燈管閃爍"),
        Field("agency", _("Agency"), one_of(_agencies()), example="秘書處"),
        Field("requester_name", _("Name"), text(60)),
        Field("priority", _("Priority"), one_of(_words(Priority)), example="普通"),
        Field("who", _("Repaired by"), text(80)),
        Field("work", _("Work done"), text(2000), required=True, example="更換燈管2支"),
        Field("cost", _("Cost in all"), integer(0, 100_000_000), example="240"),
    )


def _days_in_order(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    asked, accepted, finished = (row[name] for name in ("opened_on", "accepted_on", "finished_on"))
    if accepted < asked:
        yield "accepted_on", gettext("lies before the day it was received")
    if finished < accepted:
        yield "finished_on", gettext("lies before the day it was accepted")
    if finished > timezone.localdate():
        yield "finished_on", gettext("lies in the future")


INTAKES = (
    Intake("repairs.equipment", _("Equipment"), add_equipment, equipment_fields, check_all=_new_codes),
    Intake("repairs.request", _("Finished repairs"), enter_past, past_fields, check=_days_in_order),
)

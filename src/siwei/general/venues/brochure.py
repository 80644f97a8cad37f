"""The brochure: all venues as a tagged PDF, set by typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from siwei.general.venues.models import Venue, listed
from siwei.kernel.directory.office import office


def brochure_pdf(venues: Sequence[Venue], *, english: bool) -> bytes:
    """The PDF as bytes, in the language that is active."""
    source = (resources.files("siwei.general.venues") / "typst" / "brochure.typ").read_bytes()
    fonts = getattr(settings, "SIWEI_FONTS", None) or Path(settings.NODE_MODULES) / "@expo-google-fonts/noto-sans-tc"
    made = typst.compile(  # type: ignore[call-overload]  # stubs lag: bytes in, bytes out
        source,
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"brochure": json.dumps(_content(venues, english=english), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        format="pdf",
    )
    return bytes(made)


def _content(venues: Sequence[Venue], *, english: bool) -> dict[str, Any]:
    centres: dict[int, dict[str, Any]] = {}
    for venue in venues:
        address = venue.centre.address_en if english else venue.centre.address_zh
        centre = centres.setdefault(venue.centre_id, {"name": venue.centre.name, "address": address, "venues": []})
        centre["venues"].append(_entry(venue, english=english))
    city = office().city
    return {
        "language": "en" if english else "zh",
        "title": _("Venues for hire"),
        "office": city.en if english else city.zh,
        "phone": office().phone,
        "words": {
            "people": pgettext("how many", "People"),
            "area": "m²",
            "fee": _("Fee per session (NT$)"),
            "free": _("City agencies: free"),
        },
        "centres": list(centres.values()),
    }


def _entry(venue: Venue, *, english: bool) -> dict[str, Any]:
    return {
        "name": venue.name,
        "floor": venue.floor,
        "capacity": venue.capacity,
        "area": f"{venue.area:.0f}",
        "fee": f"{venue.fee:,}",
        "outside": venue.open_to_public,
        "equipment": venue.equipment_names(),
        "layouts": listed(venue.layouts.all()),
        "text": venue.description_en if english and venue.description_en else venue.description_zh,
    }

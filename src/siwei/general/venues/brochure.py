"""The brochure: all venues as a tagged PDF, set by typst."""

from __future__ import annotations

import json
import tempfile
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


def fonts() -> Path:
    """Where the typefaces lie with which brochure and sketches are set; none of the machine's is used."""
    given = getattr(settings, "SIWEI_FONTS", None)
    return Path(given) if given else Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-tc"


def brochure_pdf(venues: Sequence[Venue], *, english: bool) -> bytes:
    """The PDF as bytes, in the language that is active. typst reads pictures only from its own folder."""
    source = (resources.files("siwei.general.venues") / "typst" / "brochure.typ").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "brochure.typ"
        main.write_bytes(source)
        content = json.dumps(_content(venues, Path(folder), english=english), ensure_ascii=False)
        made = typst.compile(  # type: ignore[call-overload]  # stubs lag: bytes out
            str(main),
            root=folder,
            font_paths=[fonts()],
            ignore_system_fonts=True,
            sys_inputs={"brochure": content},
            pdf_standards=["ua-1"],
            format="pdf",
        )
    return bytes(made)


def _content(venues: Sequence[Venue], folder: Path, *, english: bool) -> dict[str, Any]:
    centres: dict[int, dict[str, Any]] = {}
    for venue in venues:
        address = venue.centre.address_en if english else venue.centre.address_zh
        centre = centres.setdefault(venue.centre_id, {"name": venue.centre.name, "address": address, "venues": []})
        centre["venues"].append(_entry(venue, folder))
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


def _entry(venue: Venue, folder: Path) -> dict[str, Any]:
    return {
        "name": venue.name,
        "floor": venue.floor,
        "capacity": venue.capacity,
        "area": f"{venue.area:.0f}",
        "fee": f"{venue.fee:,}",
        "outside": venue.open_to_public,
        "equipment": venue.equipment_names(),
        "layouts": listed(venue.layouts.all()),
        "hours": listed(
            f"{label} {begins:%H:%M}–{ends:%H:%M}" for _code, label, begins, ends in venue.sessions_offered()
        ),
        "text": venue.description,
        "photo": _picture(venue, folder),
    }


def _picture(venue: Venue, folder: Path) -> dict[str, str] | None:
    """The first photo, laid where typst finds it; a picture of a kind that it does not know is left out."""
    photo = next(iter(venue.photos.all()), None)
    suffix = PICTURES.get(photo.file.mime) if photo else None
    if photo is None or suffix is None or not photo.file.file.storage.exists(photo.file.file.name):
        return None
    name = f"{photo.pk}.{suffix}"
    with photo.file.file.open() as content:
        (folder / name).write_bytes(content.read())
    return {"file": name, "alt": photo.alt}


PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}

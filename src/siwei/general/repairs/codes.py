"""The printed sheet of codes of a centre: one label for each piece of equipment, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

import qrcode  # type: ignore[import-untyped]  # no stubs
import typst
from django.conf import settings
from django.utils.translation import gettext as said
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]  # no stubs

from siwei.general.repairs.models import Equipment


def fonts() -> Path:
    """The folder of the printing fonts, the same that the report is set with."""
    given = getattr(settings, "SIWEI_FONTS", None)
    return Path(given) if given else Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-tc"


def svg(address: str) -> str:
    """A code as SVG; a fifth of it may be scratched off."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=1, image_factory=SvgPathImage)
    code.add_data(address)
    return str(code.make_image().to_string(encoding="unicode"))


def sheet(title: str, labels: Iterable[tuple[Equipment, str]]) -> bytes:
    """A PDF with a label for each piece and its address."""
    content = {
        "title": title,
        "invitation": said("Broken? Scan to report it."),
        "labels": [
            {"name": one.name, "serial": one.serial, "place": one.place.name, "address": address, "code": svg(address)}
            for one, address in labels
        ],
    }
    source = (resources.files("siwei.general.repairs") / "typst" / "codes.typ").read_bytes()
    folder: list[Any] = [fonts()]
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    pdf = typst.compile(source, font_paths=folder, ignore_system_fonts=True, sys_inputs=inputs, format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no PDF")
    return pdf

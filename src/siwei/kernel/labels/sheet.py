"""A printed sheet of labels, each with a code for phones and scanners, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import qrcode  # type: ignore[import-untyped]  # no stubs
import typst
from django.conf import settings
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]  # no stubs


@dataclass(frozen=True)
class Label:
    """What stands on a label: name, running number, place, and in its code the address (or the bare number)."""

    name: str
    serial: str
    place: str
    address: str


def fonts() -> Path:
    """The folder of the printing fonts, the same that the report is set with."""
    given = getattr(settings, "SIWEI_FONTS", None)
    return Path(given) if given else Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-tc"


def svg(address: str) -> str:
    """A code as SVG; a fifth of it may be scratched off."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=1, image_factory=SvgPathImage)
    code.add_data(address)
    return str(code.make_image().to_string(encoding="unicode"))


def sheet(title: str, labels: Iterable[Label], invitation: str = "") -> bytes:
    """A PDF with the labels, three in a row on A4; `invitation` stands above each code."""
    content = {
        "title": title,
        "invitation": invitation,
        "labels": [{**asdict(one), "code": svg(one.address)} for one in labels],
    }
    source = (resources.files("siwei.kernel.labels") / "sheet.typ").read_bytes()
    folder: list[Any] = [fonts()]
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    pdf = typst.compile(source, font_paths=folder, ignore_system_fonts=True, sys_inputs=inputs, format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no PDF")
    return pdf

"""Sketches of venues for the sample: a floor plan drawn from layout and capacity, and labelled as a sketch."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from siwei.general.venues.brochure import fonts

PIXELS_PER_INCH = 96


def sketches(plans: Sequence[dict[str, Any]]) -> list[bytes]:
    """A PNG of 800 × 450 pixels for each plan: `name`, `floor`, `note`, `people`, and whether there is a `stage`."""
    source = (resources.files("siwei.general.venues") / "typst" / "sketch.typ").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        typst.compile(  # type: ignore[call-overload]  # stubs lag: bytes in
            source,
            output=str(Path(folder) / "{p}.png"),
            font_paths=[fonts()],
            ignore_system_fonts=True,
            sys_inputs={"plans": json.dumps(plans, ensure_ascii=False)},
            format="png",
            ppi=PIXELS_PER_INCH,
        )
        return [page.read_bytes() for page in sorted(Path(folder).iterdir(), key=lambda page: int(page.stem))]

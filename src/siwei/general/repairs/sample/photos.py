"""Pictures for a few cases of the sample: drawn, and marked as sample."""

from __future__ import annotations

import io
from functools import cache

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (480, 320)
WALL, FLOOR, STAIN = (226, 222, 212), (158, 150, 138), (120, 104, 84)


@cache
def _drawn(when: str) -> bytes:
    image = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 240, *SIZE), fill=FLOOR)
    draw.rectangle((170, 40, 310, 100), fill=(245, 244, 238), outline=(180, 176, 166), width=3)
    if when == "before":
        for n in range(5):
            draw.ellipse((190 + 18 * n, 96 + 22 * n, 214 + 20 * n, 122 + 24 * n), fill=STAIN)
    draw.text((12, 296), f"SAMPLE · {when}", fill=(60, 56, 48))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def photograph(when: str) -> ContentFile[bytes]:
    """A picture of the damage (`before`) or of the finished work (`after`)."""
    return ContentFile(_drawn(when), name=f"sample-{when}.png")

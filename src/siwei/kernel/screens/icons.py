"""Icons: outline drawings of @tabler/icons, put into the page as SVG so that they take the text's colour."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")
NAME = re.compile(r"[a-z0-9-]+")


class UnknownIconError(LookupError):
    """A template or screen names an icon that the library does not have."""


def folder() -> Path:
    """Where the drawings lie."""
    return Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline"


@cache
def icon(name: str) -> SafeString:
    """The SVG of an icon, hidden from screen readers because a word always stands beside it.

    Without the front-end packages (a test of rules, say) the icon is left out; an unknown name raises.
    """
    if not NAME.fullmatch(name):
        raise UnknownIconError(name)
    path = folder() / f"{name}.svg"
    if not path.is_file():
        if folder().is_dir():
            raise UnknownIconError(name)
        return mark_safe("")  # a constant
    shapes = "".join(SHAPES.findall(path.read_text()))
    return mark_safe(  # noqa: S308  # only shapes from a packaged file, nothing a person typed
        f'<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{shapes}</svg>'
    )

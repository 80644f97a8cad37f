"""The sheets that can be taken in, over all modules."""

from __future__ import annotations

from django.core.management.base import CommandError

from siwei.kernel.module import modules
from siwei.kernel.sheets.intake import Intake


def intake_named(name: str) -> Intake:
    """The intake of that name; CommandError lists the names there are."""
    every = {intake.name: intake for module in modules() for intake in module.intakes}
    if name not in every:
        raise CommandError(f"{name!r} cannot be imported; there are: {', '.join(sorted(every)) or 'none'}")
    return every[name]

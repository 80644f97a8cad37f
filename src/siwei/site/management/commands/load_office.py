"""`./siwei load_office`: brings agencies, units and centres in line with the office's folder."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office


class Command(BaseCommand):
    """Brings agencies, units and centres in line with the office's folder."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many."""
        counts = load_directory(office())
        self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()))

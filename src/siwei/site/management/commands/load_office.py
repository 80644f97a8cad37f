"""`./siwei load_office`: brings agencies, units and centres in line with the office's folder."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office


class Command(BaseCommand):
    """Brings agencies, units and centres in line with the office's folder."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """When to leave what is there."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing where agencies are there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many."""
        if options["if_empty"] and Agency.objects.exists():
            self.stdout.write("agencies are there; nothing was changed")
            return
        counts = load_directory(office())
        self.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()))

"""`./siwei events verify|checkpoint`: checks the hash chains of all histories, or binds them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from siwei.kernel.events.models import Event
from siwei.kernel.events.verify import faults, make_checkpoint
from siwei.kernel.module import record_types


class Command(BaseCommand):
    """Checks the hash chains of all histories, or binds them by a checkpoint."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The verb."""
        parser.add_argument("verb", choices=["verify", "checkpoint"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per fault and fail when there is one."""
        if options["verb"] == "checkpoint":
            point = make_checkpoint()
            self.stdout.write(f"{point.count} events bound" if point else "nothing new to bind")
            return
        found = 0
        for fault in faults(record_types()):
            found += 1
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{found} fault(s) in the histories")
        self.stdout.write(f"{Event.objects.count()} events: every chain fits")

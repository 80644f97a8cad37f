"""`./siwei sample 106`: loads the office and an invented but believable year into an empty database."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import Event
from siwei.kernel.events.verify import make_checkpoint
from siwei.kernel.module import modules
from siwei.site.sample import sample_people


class Command(BaseCommand):
    """Loads the office and an invented but believable year into an empty database."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The year."""
        parser.add_argument("year", nargs="?", type=int, default=106, help="ROC year")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are records already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything in one transaction: killed half-way it leaves an empty database."""
        if Event.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("the database is not empty")
        year = Period.roc_year(options["year"])
        with transaction.atomic():
            load_directory(office())
            sample_people()
            for module in modules():
                if module.sample is None:
                    continue
                began, before = time.monotonic(), Event.objects.count()
                module.sample(year)
                acts = Event.objects.count() - before
                self.stdout.write(f"  {module.name}: {acts} acts in {time.monotonic() - began:.1f} s")
        make_checkpoint()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

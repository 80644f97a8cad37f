"""`./siwei template NAME`: prints the empty sheet that `./siwei import NAME` reads, as CSV."""

from __future__ import annotations

import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from siwei.kernel.sheets.intake import template
from siwei.site.intakes import intake_named


class Command(BaseCommand):
    """Prints the empty sheet that `./siwei import NAME` reads, as CSV."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What to import, and the language of the headings."""
        parser.add_argument("name", help="for example venues.booking")
        parser.add_argument("--language", default="zh-hant", choices=["zh-hant", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the headings and a row of examples."""
        with override(options["language"]):
            csv.writer(self.stdout).writerows(template(intake_named(options["name"])))

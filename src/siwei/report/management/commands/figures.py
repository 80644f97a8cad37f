"""`./siwei figures 106 [--json]`: every figure of a year with value, kind, evidence count and definition."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from siwei.report.freezing import figure_json
from siwei.report.year import figures_of


class Command(BaseCommand):
    """Lists the figures of a year."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The year and the form."""
        parser.add_argument("year", type=int, help="ROC year")
        parser.add_argument("--json", action="store_true", help="all of each figure as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them in the order of the report."""
        figures = figures_of(options["year"])
        if options["json"]:
            rows = [figure_json(figure) for figure in figures]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for figure in figures:
            rows_behind = "" if figure.evidence_count is None else f"{figure.evidence_count:,} rows"
            value = figure.with_unit("zh")
            self.stdout.write(
                f"{figure.section}\t{figure.id}\t{value}\t{figure.kind}\t{rows_behind}\t{figure.label.zh}"
            )

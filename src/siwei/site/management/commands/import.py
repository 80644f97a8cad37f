"""`./siwei import NAME FILE`: takes a sheet in; with one bad row it writes nothing and lists every fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.sheets.intake import preview, take_in, write_faults
from siwei.site.intakes import intake_named


class Command(BaseCommand):
    """Takes a sheet in; with one bad row it writes nothing and lists every fault."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """What, from where, and whether only to look."""
        parser.add_argument("name", help="for example venues.booking")
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="look only, write nothing")
        parser.add_argument("--faults", type=Path, help="write the faults to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, write; fail with the faults when there are any."""
        intake, file = intake_named(options["name"]), options["file"]
        if not file.is_file():
            raise CommandError(f"{file} is no file")
        if options["check"]:
            seen = preview(intake, file)
        else:
            by = Actor.system(f"import {intake.name}")
            try:
                seen = take_in(
                    intake, file, by=by, progress=lambda done: self.stdout.write(f"{done} rows", ending="\r")
                )
            except (ActionRefused, ValidationError) as refusal:
                raise CommandError(f"nothing was written: {refusal}") from refusal
        if seen.faults:
            faults_file = options["faults"] or file.with_suffix(".faults.csv")
            write_faults(seen.faults, faults_file)
            for fault in seen.faults[:20]:
                self.stderr.write(f"row {fault.row}, {fault.column}: {fault.value!r} {fault.reason}")
            raise CommandError(f"nothing was written: {len(seen.faults)} fault(s), all in {faults_file}")
        self.stdout.write(f"{seen.rows} rows {'are good' if options['check'] else 'taken in'}")

"""`./siwei bench [NAME …]`: measures against a baseline in the same run and prints ratios, never bare seconds.

Each file of the folder `bench/` beside the checkout is one measurement: a function `run(scale)` that gives
`Ratio` rows. Each works in a database of its own, which is made for it and dropped after.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

FOLDER = Path(settings.BASE) / "bench"


class Command(BaseCommand):
    """Measures against a baseline in the same run and prints ratios."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Which measurements, and how large."""
        known = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
        parser.add_argument("names", nargs="*", help=f"of: {', '.join(known)}; all when none is given")
        parser.add_argument("--scale", type=float, default=1.0, help="share of the full size, for a quick look")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run them one after the other."""
        files = [FOLDER / f"{name}.py" for name in options["names"]] or sorted(FOLDER.glob("[a-z]*.py"))
        missing = [path.stem for path in files if not path.is_file()]
        if missing:
            raise CommandError(f"no such measurement: {', '.join(missing)}")
        self.stdout.write(f"{'measurement':<58} {'ratio':>7}  {'goal':>6}")
        for path in files:
            with_database(partial(self._run, path, options["scale"]))

    def _run(self, path: Path, scale: float) -> None:
        for row in _module(path).run(scale):
            verdict = "met" if row.met else "NOT met"
            self.stdout.write(f"{row.name:<58} {row.ratio:>7.2f}  {row.goal_text:>6}  {verdict}  {row.note}")
            self.stdout.flush()


def with_database(work: Callable[[], None]) -> None:
    """Run `work` in a fresh database beside the configured one."""
    name = f"{connection.settings_dict['NAME']}_bench"
    old = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    switch(name)
    try:
        call_command("migrate", verbosity=0)
        work()
    finally:
        switch(old)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def switch(name: str) -> None:
    """Go on in another database of a measurement."""
    connection.close()
    cast(Any, connection).close_pool()
    connection.settings_dict["NAME"] = name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        if cursor.fetchone() != (name,):
            raise CommandError(f"not in {name}: nothing is measured beside an office's own data")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise CommandError(f"{path} cannot be read")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

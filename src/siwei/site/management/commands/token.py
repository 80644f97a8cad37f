"""`./siwei token USER LABEL`: makes a token with which a program acts as that person; shown once."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from siwei.kernel.access.models import Token
from siwei.kernel.directory.models import Person


class Command(BaseCommand):
    """Makes a token with which a program acts as that person; shown once."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, for what, how long."""
        parser.add_argument("user")
        parser.add_argument("label")
        parser.add_argument("--days", type=int, default=365)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print its text."""
        person = Person.objects.active().filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"nobody with an open account is called {options['user']!r}")
        until = timezone.localdate() + datetime.timedelta(days=options["days"])
        self.stdout.write(Token.make(person, options["label"], until))

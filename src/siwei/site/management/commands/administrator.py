"""`./siwei administrator USER NAME`: opens the first administrator's account and prints a temporary password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import ADMINISTRATOR, Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.directory.actions import open_account, set_temporary_password
from siwei.kernel.directory.models import Person


class Command(BaseCommand):
    """Opens the first administrator's account and prints a temporary password."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """User name and name."""
        parser.add_argument("user")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Open, give the role, print; an account of that name is refused."""
        by = Actor.system("command line")
        if Person.objects.filter(username=options["user"]).exists():
            raise CommandError(f"there is an account {options['user']!r} already")
        person = open_account(by=by, username=options["user"], name_zh=options["name"])
        try:
            give(by=by, person=person, role=ADMINISTRATOR.code, since=timezone.localdate())
            password = set_temporary_password(person, by=by)
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(password)

"""`./siwei signins`: lists the sample sign-ins, one per role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from siwei.kernel.directory.models import Person
from siwei.site.sample import PASSWORD


class Command(BaseCommand):
    """Lists the sample sign-ins, one per role."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print user name, name and roles; nothing when there is no sample."""
        people = Person.objects.filter(invented=True).prefetch_related("grants").exclude(grants=None)
        if not people:
            return
        self.stdout.write(f"Sample sign-ins (invented people), password for all: {PASSWORD}")
        for person in people:
            roles = ", ".join(sorted(grant.role for grant in person.grants.all()))
            self.stdout.write(f"  {person.username:<12} {person.name_zh}  {roles}")

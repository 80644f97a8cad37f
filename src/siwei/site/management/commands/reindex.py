"""`./siwei reindex`: writes the search entries of all records anew, as when the rules of words change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from siwei.kernel.module import record_types
from siwei.kernel.search.index import reindex


class Command(BaseCommand):
    """Writes the search entries of all records anew."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """A line per type."""
        for record_type in record_types():
            if record_type.searched:
                self.stdout.write(f"{reindex(record_type):>9,}  {record_type._meta.label}")

"""`./siwei worker`: runs the jobs of all modules until it is stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from siwei.kernel.jobs.runner import register


class Command(BaseCommand):
    """Runs the jobs of all modules until it is stopped."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Register the periodic tasks and work."""
        register()
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(queues=["siwei"], delete_jobs="successful")

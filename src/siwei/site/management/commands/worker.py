"""`./siwei worker`: runs the jobs and loops of all modules until it is stopped."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from siwei.kernel.jobs.runner import register
from siwei.kernel.module import modules


class Command(BaseCommand):
    """Runs the jobs of all modules until it is stopped."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Register the periodic tasks and work."""
        register()
        stop = threading.Event()
        for loop in (loop for module in modules() for loop in module.loops):
            threading.Thread(target=loop.run, args=(stop,), name=loop.name, daemon=True).start()
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(queues=["siwei"], delete_jobs="successful")
        stop.set()

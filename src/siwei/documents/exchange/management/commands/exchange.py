"""`./siwei exchange work|chaos`: carries documents without the other jobs, or tries what happens when all is killed."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Carries documents, or tries what happens when everything is killed while they travel."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("work", help="carry documents until stopped (./siwei worker does it too)")
        chaos = verbs.add_parser("chaos", help="kill worker, web and database while documents travel, then count")
        chaos.add_argument("--documents", type=int, default=1000)
        chaos.add_argument("--agencies", type=int, default=20)
        chaos.add_argument("--kills", type=int, default=0, help="at least so many; default: until all have travelled")
        town = verbs.add_parser("town", help="invented agencies with keys of the test authority, for trials only")
        town.add_argument("--agencies", type=int, required=True)
        town.add_argument("--first", type=int, default=0)
        town.add_argument("--address", default="", help="their installation; empty: this one")
        post = verbs.add_parser("post", help="documents of the invented agencies, for trials only")
        post.add_argument("--agencies", type=int, required=True)
        post.add_argument("--documents", type=int, required=True)
        post.add_argument("--senders", type=int, default=0, help="only the first so many send")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        from siwei.documents.exchange.delivery import trial
        from siwei.documents.exchange.delivery.work import work

        match options["verb"]:
            case "work":
                work(threading.Event())
            case "town":
                trial.settle_town(
                    options["agencies"], first=options["first"], address=options["address"],
                    with_agency=not options["address"],
                )  # fmt: skip
            case "post":
                trial.post_all(options["documents"], options["agencies"], options["senders"])
            case _:
                from siwei.documents.exchange.delivery.chaos import run

                faults = run(options["documents"], options["agencies"], options["kills"], self.stdout.write)
                if faults:
                    raise CommandError("; ".join(faults))

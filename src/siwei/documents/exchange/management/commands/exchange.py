"""`./siwei exchange work|follow|chaos`: carries documents, follows another's address book, tries what kills do."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
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
        follow = verbs.add_parser("follow", help="take over changes of another installation's address book")
        follow.add_argument("file", help="what its /exchange/book/changes/?after=<number> answered; - reads stdin")
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
            case "follow":
                self._follow(options["file"])
            case "post":
                trial.post_all(options["documents"], options["agencies"], options["senders"])
            case _:
                from siwei.documents.exchange.delivery.chaos import run

                faults = run(options["documents"], options["agencies"], options["kills"], self.stdout.write)
                if faults:
                    raise CommandError("; ".join(faults))

    def _follow(self, name: str) -> None:
        from siwei.documents.exchange.following import follow
        from siwei.kernel.access.actor import Actor

        try:
            given = json.loads(sys.stdin.read() if name == "-" else Path(name).read_text("utf-8"))
            taken = follow(given["changes"], by=Actor.system("address book"))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise CommandError(f"{name}: {fault!r}") from fault
        self.stdout.write(f"{taken} changes taken over; ask for those after {given['next']} next")

"""The list page of 100,000 bookings against its own statements on a bare connection plus an empty page.

Both pages come from one real web server, over one kept connection, for one clerk who is signed in. The empty
page is the list of blockings, of which there are none: the same frame, with its queries, without rows.
"""

from __future__ import annotations

import datetime
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice, product

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from siwei.general.venues.actions.rooms import add_venue
from siwei.general.venues.catalogue import VENUES
from siwei.general.venues.models import CLERK, SLOTS, Venue
from siwei.general.venues.sheets import OUTCOMES, take_in
from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Centre, Person, Post, Unit
from siwei.kernel.directory.office import office
from siwei.site.ratio import Ratio, percentile

ROWS = 100_000
CHUNK = 5000
TIMES = 200
HOST = "127.0.0.1"
EMPTY = "/venues/blockings/"
PAGES = {
    "first page": "/venues/bookings/",
    "every booking": "/venues/bookings/?view=all",
    "search": "/venues/bookings/?view=all&q=%E8%81%AF%E7%B9%AB%E6%9C%83%E5%A0%B1",
    "filtered and sorted": "/venues/bookings/?view=all&state=closed&sort=-first_day",
}


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is 100,000 bookings."""
    clerk = _people()
    count = int(ROWS * scale)
    _book(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(clerk)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with _server() as port, closing(http.client.HTTPConnection(HOST, port)) as server:
        empty = _slowest(lambda: _get(server, EMPTY, cookie))
        for name, path in PAGES.items():
            statements = _statements(client, path)
            page = _slowest(lambda path=path: _get(server, path, cookie))  # type: ignore[misc]  # mypy and defaults
            bare = _slowest(lambda statements=statements: _execute(statements))  # type: ignore[misc]
            note = f"{count:,} bookings, 95th percentile of {TIMES}"
            yield Ratio(f"list, {name} / its SQL plus an empty page", page / (bare + empty), 2, note=note)


def _people() -> Person:
    load_directory(office())
    system = Actor.system("bench")
    agency = Agency.objects.order_by("pk")[0]
    unit = Unit.objects.create(code="bench", name_zh="範例", agency=agency)
    post = Post.objects.create(unit=unit, name_zh="科員")
    clerk = open_account(by=system, username="clerk", name_zh="範例", email="c@example.org", post=post, password="")
    give(by=system, person=clerk, role=CLERK.code, since=datetime.date(2010, 1, 1))
    return clerk


def _book(count: int) -> None:
    """A booking of each venue, day and session, in every state that a sheet knows."""
    by = Actor.system("bench")
    for order, (centre, fields, layouts) in enumerate(VENUES):
        add_venue(by=by, centre=Centre.objects.get(code=centre), order=order, layouts=layouts, **fields)
    days = (datetime.date(2016, 1, 1) + datetime.timedelta(days=n) for n in range(4000))
    places = product(days, [code for code, _label in SLOTS], Venue.objects.order_by("pk"))
    rows = (
        {
            "venue": venue, "day": day, "slot": slot, "outcome": list(OUTCOMES)[n % len(OUTCOMES)], "people": 20,
            "purpose": "業務聯繫會報" if n % 3 else "志工訓練", "contact": "範例", "mail": "sample@example.org",
        }
        for n, (day, slot, venue) in enumerate(islice(places, count))
    )  # fmt: skip
    while chunk := list(islice(rows, CHUNK)):
        take_in.many(chunk, by=by)


@contextmanager
def _server() -> Iterator[int]:
    """The web server of `./siwei up` with one worker, on a free port."""
    with closing(socket.socket()) as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "error",
        "siwei.site.wsgi:application",
    ]
    server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})  # noqa: S603  # our own words
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with closing(http.client.HTTPConnection(HOST, port, timeout=20)) as asked:
                asked.request("HEAD", "/")
                asked.getresponse()
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _get(server: http.client.HTTPConnection, path: str, cookie: str) -> None:
    server.request("GET", path, headers={"Cookie": cookie, "Host": HOST})
    answer = server.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _statements(client: Client, path: str) -> list[str]:
    """What the page asks of the business's own tables."""
    client.get(path, headers={"host": HOST})  # fills caches
    with CaptureQueriesContext(connection) as seen:
        client.get(path, headers={"host": HOST})
    asked = (query["sql"] for query in seen.captured_queries if '"venues_' in query["sql"])
    return [re.sub(r"^DECLARE .*? FOR ", "", statement) for statement in asked]


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("%", "%%"), ())
            cursor.fetchall()


def _slowest(work: Callable[[], object]) -> float:
    """The 95th percentile of its seconds, after a warm-up."""
    found = []
    for turn in range(TIMES + 10):
        began = time.perf_counter()
        work()
        if turn >= 10:
            found.append(time.perf_counter() - began)
    return percentile(found, 0.95)

"""Half a million archive files, and ten times that: import, search, facets, list, page, figure and history.

They are items of the archives, entered as a stocktaking enters them. Texts are made by a seeded generator, so that
every run has the same. The search is compared with Tantivy on the same texts (`uv pip install tantivy`), which is no
part of the product; trigrams are tried at the smaller size alone.
"""

from __future__ import annotations

import csv
import datetime
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client

from siwei.documents.archives.actions.items import enter
from siwei.documents.archives.actions.keeping import add_fonds
from siwei.documents.archives.measures import of_fonds
from siwei.documents.archives.models import Fonds, Item
from siwei.documents.archives.models.holdings import RETENTIONS
from siwei.documents.archives.office import OfficeFonds
from siwei.documents.archives.roles import ARCHIVIST, LEADER
from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.actions import sets
from siwei.kernel.calendar.period import Period
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Person, Post, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.events.verify import faults, make_checkpoint
from siwei.kernel.measures.measure import value
from siwei.kernel.search.asking import Asked, asked
from siwei.kernel.search.finding import Narrow, find, source
from siwei.kernel.search.frequencies import forget
from siwei.kernel.search.models import Entry
from siwei.kernel.search.words import fold
from siwei.kernel.sheets.parse import integer, one_of
from siwei.kernel.sheets.parse import text as read_text
from siwei.kernel.sheets.reading import lines
from siwei.site.ratio import Ratio, percentile

FILES, TIMES_MORE = 526_507, 10
CHUNK = 10_000
#: words of which the texts are made, from the file beside this one
WORDS = {
    paragraph.split()[0].rstrip(":"): paragraph.split()[1:]
    for paragraph in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split("\n\n")[1:]
}
AGENCIES, DISTRICTS, SUBJECTS = WORDS["agencies"], WORDS["districts"], WORDS["subjects"]
BEHIND = ("段", "里", "路", "國小", "橋", "")
COLUMNS = (
    "number varchar(60), fonds int, year smallint, class_number varchar(20), line int, file_title varchar(300), "
    "subject varchar(1000), document_number varchar(120), party varchar(200), document_year smallint, "
    "document_month smallint, document_day smallint, retention smallint, pages int, medium varchar(8)"
)
HEADS = [column.split()[0] for column in COLUMNS.split(", ")]
#: a number of the generator's to the fonds of the same place
ITEMS = (
    "SELECT (%s::bigint[])[fonds] AS fonds_id, number, year, class_number, line, file_title, subject, document_number, "
    "party, document_year, document_month, document_day, retention, pages, medium, 'handed_over' AS state, "
    "DATE '2017-06-30' AS handed_over_on FROM staged"
)
LISTS = ("", "?view=all", "?view=missing", "?view=all&year=100", "?view=all&q=%E6%9C%83%E8%AD%B0%E7%B4%80%E9%8C%84")
READERS = (
    read_text(60), integer(1, len(AGENCIES)), integer(1, 200), read_text(20), integer(), read_text(300),
    read_text(1000), read_text(120), read_text(200), integer(1, 200), integer(1, 12), integer(1, 31),
    one_of({str(years): years for years, _label in RETENTIONS}), integer(0, 9999),
    one_of({value: value for value in Item.Medium.values}),
)  # fmt: skip


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is 526,507 files, and then 5,265,070."""
    small = int(FILES * scale)
    people = _people()
    with tempfile.TemporaryDirectory() as folder:
        first = yield from _at_size(Path(folder), people, 0, small)
        second = yield from _at_size(Path(folder), people, small, small * TIMES_MORE)
    for name, before in first.items():
        yield Ratio(f"{name}, ten times as many files / as many", second[name] / before, 1.3, note=_ms(second[name]))


def _people() -> dict[str, Person]:
    """Whoever leads stocktakings for the city, archivists of a large and a small agency; a fonds for each agency."""
    load_directory(office())
    system = Actor.system("bench")
    agencies = list(Agency.objects.order_by("pk")[: len(AGENCIES)])
    for n, name in enumerate(AGENCIES):
        add_fonds(by=system, code=f"bench-{n}", name_zh=name, agency=agencies[n])
    places = {"leader": (0, LEADER), "archivist of many": (0, ARCHIVIST), "archivist of few": (-1, ARCHIVIST)}
    return {name: _person(name, agencies[at], role) for name, (at, role) in places.items()}


def _person(name: str, agency: Agency, role: Role) -> Person:
    system, code = Actor.system("bench"), name.replace(" ", "-")
    unit = Unit.objects.create(code=code, name_zh="範例", agency=agency)
    post = Post.objects.create(unit=unit, name_zh="科員")
    mail = f"{code}@example.org"
    person = open_account(by=system, username=code, name_zh="範例", email=mail, post=post, password="")
    give(by=system, person=person, role=role.code, since=datetime.date(2010, 1, 1))
    return person


def _ms(value: float) -> str:
    return f"{value * 1000:.1f} ms"


def _at_size(folder: Path, people: dict[str, Person], have: int, want: int) -> Iterator[Ratio]:
    """Take in the files up to `want`, measure, and give the slowest of each question for the comparison of sizes."""
    size = f"{want:,}"
    path = folder / "files.csv"
    _write(path, have, want)
    yield from _taken_in(path, want - have, size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    forget()
    queries = _queries()
    slow = {
        "search": _slowest([lambda q=q: _search(q) for q in queries]),  # type: ignore[misc]  # mypy and defaults
        "facet": _slowest([lambda q=q: _narrowed(q) for q in queries[:40]]),  # type: ignore[misc]
        **_pages(people),
    }
    yield from _against_tantivy(folder / size, queries, slow["search"], size)
    if not have:
        yield from _recall(size)
    slow["figure"] = yield from _figure(size)
    began = time.perf_counter()
    make_checkpoint()
    bound = time.perf_counter() - began
    wrong = list(faults((Item,)))
    if wrong:
        raise RuntimeError(f"{len(wrong)} faults in the histories: {wrong[:2]}")
    walked = time.perf_counter() - began - bound
    yield Ratio(f"history of {size}: checkpoint / walk over all chains", bound / walked, 1, note=f"{walked:.0f} s")
    return slow


def _pages(people: dict[str, Person]) -> dict[str, float]:
    """Lists of items and the page of one, as people open them, in this process."""
    found = {}
    for name, person in people.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person)
        for query in LISTS:
            found[f"list {query or 'first page'}, {name}"] = _slowest([_get(client, f"/archives/items/{query}")] * 5)
        rows = Item.objects.visible_to(Actor.of(person))
        keys = rows.order_by("-pk").values_list("pk", flat=True)[:5000:100]
        found[f"page of an item, {name}"] = _slowest([_get(client, f"/archives/items/{key}/") for key in keys])
    return found


def _get(client: Client, path: str) -> Callable[[], object]:
    def work() -> None:
        if client.get(path).status_code != 200:
            raise RuntimeError(f"{path} does not open")

    return work


# -- texts ----------------------------------------------------------------------------------------------------------


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Files as they lie in a city's archives: many of few agencies and late years, places that hardly ever recur."""
    chance = random.Random(526507)  # noqa: S311  # a generator of texts
    names = ["".join(chance.choice(WORDS["names"]) for _ in range(2)) for _ in range(6000)]
    for n in range(count):
        agency, year = _zipf(chance, len(AGENCIES)), 106 - _zipf(chance, 70)
        subject = chance.choice(SUBJECTS) if n % 2 else SUBJECTS[_zipf(chance, len(SUBJECTS))]
        name = chance.choice(names) if n % 3 else names[_zipf(chance, len(names))]
        place = chance.choice(DISTRICTS)
        text = (
            f"高雄市政府{AGENCIES[agency]}{chance.choice(WORDS['verbs'])}{place}區{name}{chance.choice(BEHIND)}{subject}"
            + chance.choice(WORDS["kinds"])
            + (f"（{year}年度第{chance.randint(1, 12)}次）" if n % 5 < 2 else "")
        )
        group = f"{chance.randint(1, 99):02d}{chance.randint(1, 9):02d}"
        yield (
            f"{year:03d}/{group}/{n // 50}/1/{n}", agency + 1, year, group, n + 1, f"{subject}卷", text,
            f"高市府{group}字第{10600000000 + n}號", f"{place}區公所", year, chance.randint(1, 12),
            chance.randint(1, 28), chance.choice((0, 30, 10, 5, 3)), chance.randint(1, 400), "paper",
        )  # fmt: skip


def _zipf(chance: random.Random, among: int) -> int:
    return min(among - 1, int(chance.paretovariate(0.8)) - 1)


def _write(path: Path, have: int, want: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(islice(_rows(want), have, None))


# -- taking in ------------------------------------------------------------------------------------------------------


def _taken_in(path: Path, count: int, size: str) -> Iterator[Ratio]:
    bare = _copied(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    _import(path, count)
    ours = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    note = f"{count:,} rows in {ours:.0f} s, memory grew by {grown} MB"
    yield Ratio(f"import up to {size} / COPY of the same file", ours / bare, 5, note=note)
    if count <= FILES:
        done = _copied_done(path.parent)
        name = f"import up to {size} / COPY of what it made, with the indexes"
        yield Ratio(name, ours / done, 5, note=f"{done:.0f} s; nothing is read, checked or reckoned there")


def _copied(path: Path) -> float:
    """Seconds that PostgreSQL needs for the same file, unchecked and without index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare ({COLUMNS})")
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy, path.open("rb") as file:  # type: ignore[attr-defined]  # psycopg's
            while piece := file.read(1 << 16):
                copy.write(piece)
        taken = time.perf_counter() - began
        cursor.execute("DROP TABLE bare")
    return taken


def _copied_done(folder: Path) -> float:
    """Seconds that PostgreSQL needs for the finished rows, events and entries, into tables with their indexes."""
    taken = 0.0
    with connection.cursor() as cursor:
        for table in ("archives_item", "events_event", "search_entry"):
            path = folder / table
            with cursor.copy(f"COPY {table} TO STDOUT") as out, path.open("wb") as file:  # type: ignore[attr-defined]
                for piece in out:
                    file.write(piece)
            cursor.execute(f"CREATE TABLE done (LIKE {table} INCLUDING ALL)")
            began = time.perf_counter()
            with cursor.copy("COPY done FROM STDIN") as copy, path.open("rb") as file:  # type: ignore[attr-defined]
                while piece := file.read(1 << 16):
                    copy.write(piece)
            taken += time.perf_counter() - began
            cursor.execute("DROP TABLE done")
            path.unlink()
    return taken


def _import(path: Path, count: int) -> None:
    """Every cell is read and checked, and each chunk is a transaction: its rows, events, digests and search entries."""
    by = Actor.system("bench")
    fonds = list(Fonds.objects.order_by("pk").values_list("pk", flat=True))
    rows = islice(lines(path), 1, None)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS staged ({COLUMNS})")
        done = 0
        while chunk := list(islice(rows, CHUNK)):
            with transaction.atomic():
                with cursor.copy("COPY staged FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's
                    for row in chunk:
                        copy.write_row([read(cell) for read, cell in zip(READERS, row, strict=True)])
                sets.make(enter, sets.Rows(ITEMS, [fonds]), by=by)
                cursor.execute("TRUNCATE staged")
            done += len(chunk)
            sys.stderr.write(f"\r{done:,} of {count:,} ")
        sys.stderr.write("\n")


# -- searching ------------------------------------------------------------------------------------------------------


def _queries() -> list[str]:
    """What people would type: single characters, words of two and more, several words, of every frequency."""
    chance = random.Random(4)  # noqa: S311
    names = ["".join(chance.choice(WORDS["names"]) for _ in range(2)) for _ in range(60)]
    words = [
        *chance.sample(SUBJECTS, 30),
        *(f"{d}區" for d in DISTRICTS[:10]),
        *AGENCIES[:8],
        "市政府",
        "高雄市政府",
        "會議紀錄",
    ]
    several = [f"{chance.choice(DISTRICTS)} {chance.choice(SUBJECTS)}" for _ in range(30)]
    several += [f"{chance.choice(SUBJECTS)} {chance.choice(names)}" for _ in range(20)]
    pairs = [word[at : at + 2] for word in chance.sample(SUBJECTS, 30) for at in (0, len(word) - 2)]
    return [*names, *words, *several, *pairs, *"港橋廟漁墘龜", "臺灣", "鯨魚"]


def _search(text: str, narrow: Narrow = Narrow()) -> int:  # noqa: B008
    found = find(text, [source(Item.objects.visible_to(Actor.system("bench")))], narrow=narrow)
    return len([record.title() for record in found.records])


def _narrowed(text: str) -> None:
    since, before = datetime.date(2010, 1, 1), datetime.date(2015, 1, 1)
    _search(text, Narrow(agency=Fonds.objects.order_by("pk")[1].agency_id, since=since, before=before))
    _search(text, Narrow(since=since, before=datetime.date(2011, 1, 1)))


def _slowest(works: list[Callable[[], object]]) -> float:
    """The 95th percentile of the seconds of each, asked five times in turn after a warm-up; the median of its runs."""
    found: list[list[float]] = [[] for _work in works]
    for turn in range(6):
        for at, work in enumerate(works):
            began = time.perf_counter()
            work()
            if turn:
                found[at].append(time.perf_counter() - began)
    return percentile([sorted(times)[2] for times in found], 0.95)


def _against_tantivy(folder: Path, queries: list[str], ours: float, size: str) -> Iterator[Ratio]:
    try:
        import tantivy
    except ImportError:
        sys.stderr.write("tantivy is not installed, so the search is compared with nothing\n")
        return
    folder.mkdir()
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    schema.add_text_field("single", tokenizer_name="whitespace", index_option="basic")
    schema.add_integer_field("day", fast=True)
    schema.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(256_000_000, 1)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(TEXTS)
        while rows := cursor.fetchmany(5000):
            for title, text, day in rows:
                text = fold(text)
                pairs = " ".join(a + b for a, b in pairwise(text) if (a + b).strip() == a + b)
                writer.add_document(tantivy.Document(pairs=pairs, single=" ".join(text), day=day, title=title))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, known = index.searcher(), index.schema
    theirs = _slowest([lambda q=q: _ask(tantivy, searcher, known, q) for q in queries])  # type: ignore[misc]
    bytes_there = sum(one.stat().st_size for one in folder.iterdir())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('search_entry'), pg_relation_size('search_words')")
        entries, words = cursor.fetchone()
    note = f"{_ms(ours)} / {_ms(theirs)}; {entries >> 20} MB, of them {words >> 20} of words / {bytes_there >> 20} MB"
    yield Ratio(f"search of {size}, 95th percentile / Tantivy with pairs", ours / theirs, 1.5, note=note)


TEXTS = f"SELECT {Item.as_sql.title}, {Item.as_sql.searched}, {Item.as_sql.day} - DATE '1900-01-01' FROM archives_item"  # noqa: S608


def _ask(tantivy: Any, searcher: Any, schema: Any, text: str) -> int:
    """The twenty newest files with their titles, as ours gives them."""
    must = []
    for term in asked(text).wanted:
        run = term.runs[0]
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        if not pairs:
            query = tantivy.Query.term_query(schema, "single", run)
        elif len(pairs) == 1:
            query = tantivy.Query.term_query(schema, "pairs", pairs[0])
        else:
            query = tantivy.Query.phrase_query(schema, "pairs", pairs)
        must.append((tantivy.Occur.Must, query))
    answer = searcher.search(tantivy.Query.boolean_query(must), 20, count=False, order_by_field="day")
    return len([searcher.doc(address)["title"] for _key, address in answer.hits])


def _recall(size: str) -> Iterator[Ratio]:
    """Of the files that hold a word of two characters, how many are found; and how many by trigrams."""
    words = [query for query in _queries() if len(query) == 2][:12]
    there = ours = trigrams = 0
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for word in words:
            cursor.execute("SELECT id FROM archives_item WHERE position(%s in subject) > 0 ORDER BY id", [word])
            holding = {key for (key,) in cursor.fetchall()}
            there += len(holding)
            said: Asked = asked(word)
            hits = Entry.objects.extra(where=["words @@ %s::tsquery"], params=[said.tsquery])
            ours += len(holding & set(hits.values_list("object_id", flat=True)))
            cursor.execute(
                "SELECT count(*) FROM archives_item WHERE %s <%% subject AND position(%s in subject) > 0", [word] * 2
            )
            trigrams += cursor.fetchone()[0]
    note = f"{there:,} places of {len(words)} words; pg_trgm finds {trigrams / max(there, 1):.1%} of them"
    yield Ratio(
        f"search of {size}: found / there, words of two characters", ours / max(there, 1), 1, at_least=True, note=note
    )


def _figure(size: str) -> Generator[Ratio, None, float]:
    """A figure over all files, as a measure counts it, against its bare SQL; gives its seconds."""
    year = Period.roc_year(106)
    measure = of_fonds(OfficeFonds("bench-0", "秘書處", "", "", "", "", 106))
    bare_sql = (
        "SELECT count(*) FROM archives_item i JOIN archives_fonds f ON f.id = i.fonds_id WHERE f.code = 'bench-0' "
        "AND i.state = 'handed_over' AND i.handed_over_on >= '2017-01-01' AND i.handed_over_on < '2018-01-01'"
    )

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(bare_sql)
            cursor.fetchone()

    ours = _slowest([lambda: value(measure, year)] * 5)
    yield Ratio(f"figure over {size} / its bare SQL", ours / _slowest([bare] * 5), 1.5, note=_ms(ours))
    return ours

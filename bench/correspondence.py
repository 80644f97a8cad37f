"""The approve step with a million documents on file against the same step with ten thousand.

A few letters live through drafting, slip, decision, seal, issue and file by actions; one in twenty is still on its way.
Everything they left behind (versions, slips, steps, events, duties, notices, recipients, log of the seal, search
entries) is then copied as often as needed by the database itself, over ten years, and of every fifty copies one stays
in the unit that is measured while the others go to other agencies. What is measured is what a click does: find the
letter among those that the actor may see, approve, commit.

Both sizes stand beside each other in two databases and are measured by turns, so that whatever else the machine does
weighs on both alike.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from siwei.documents.content.model import Content, Party, Recipient, Section
from siwei.documents.correspondence.actions import deciding, drafting, filing, issuing, tables
from siwei.documents.correspondence.actions.recipients import note_exchange
from siwei.documents.correspondence.models import Letter, LetterRecipient, SealUse, Version
from siwei.documents.correspondence.roles import HANDLER, KEEPER, LEVELS, REGISTRY, SEALER
from siwei.kernel.access.actions import give
from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.approvals.models import Slip, SlipStep
from siwei.kernel.deadlines.models import Duty
from siwei.kernel.directory.actions import open_account
from siwei.kernel.directory.loading import load_directory
from siwei.kernel.directory.models import Agency, Person, Post, Unit
from siwei.kernel.directory.office import office
from siwei.kernel.events.models import Event
from siwei.kernel.notices.models import Notice
from siwei.kernel.records.models import type_of
from siwei.kernel.search.models import Entry
from siwei.site.management.commands.bench import switch
from siwei.site.ratio import Ratio, percentile

FEW, MANY = 10_000, 1_000_000
SEEDS = 100
ELSEWHERE = 50  # of so many copies one stays in the unit
TABLES = (Letter, Version, SealUse, LetterRecipient, Slip, SlipStep, Event, Duty, Notice, Entry)
TURNS, STEPS, COLD = 20, 20, 5  # the first of each turn open connection and plans
DAY = datetime.date(2017, 5, 15)


class House:
    """The people of one unit, and letters that they write."""

    def __init__(self) -> None:
        load_directory(office())
        self.unit = Unit.objects.get(code="documents")
        self.post = Post.objects.create(unit=self.unit, name_zh="科員")
        self.handler = self._person("handler", HANDLER, KEEPER, REGISTRY)
        self.sealer = self._person("sealer", SEALER)
        self.section, self.head = self._person("section", LEVELS[3]), self._person("head", LEVELS[0])
        by = Actor.of(self.handler)
        agency = self.unit.agency
        self.word = tables.add_word(by=by, agency=agency, text="高市秘文字", since=DAY)
        self.file_class = tables.add_class(by=by, agency=agency, code="0417", name="調查")

    def _person(self, name: str, *roles: Role) -> Person:
        system = Actor.system("bench")
        made = open_account(
            by=system, username=name, name_zh=name, email=f"{name}@example.org", post=self.post, password=""
        )
        for role in roles:
            give(by=system, person=made, role=role.code, since=datetime.date(2010, 1, 1))
        return made

    def submitted(self, nth: int) -> Letter:
        """A letter that waits for the section's head."""
        to = Agency.objects.order_by("code")[nth % 100]
        content = Content(
            "函", Party(self.unit.agency.name_zh, "agency", self.unit.agency.code), f"檢送第{nth}號調查表，請查照。",
            (Section("說明", "依貴機關來函及年度計畫辦理，調查表如附件。"),),
            recipients=(Recipient(Party(to.name_zh, "agency", to.code)),),
        )  # fmt: skip
        handler = Actor.of(self.handler)
        letter = drafting.draft(by=handler, unit=self.unit, content=content, opened_on=DAY, word=self.word)
        deciding.submit(letter, by=Actor.of(self.handler), route=[self.section, self.head])
        return letter

    def seed(self, nth: int) -> None:
        """A letter that lived its whole life; one in twenty still waits."""
        letter = self.submitted(nth)
        if nth % 20 == 0:
            return
        deciding.approve(letter, by=Actor.of(self.section), opinion="擬如擬")
        deciding.decide(letter, by=Actor.of(self.head), opinion="如擬")
        registry = Actor.of(self.handler)
        issuing.proofread(letter, by=registry)
        issuing.seal(letter, by=Actor.of(self.sealer))
        issuing.issue(letter, by=Actor.system("bench"), issued_on=DAY)
        note_exchange(letter, by=Actor.system("bench"), has=list(letter.recipients.values_list("code", flat=True)))
        filing.file_letter(letter, by=registry, file_class=self.file_class)


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is a million documents against ten thousand."""
    house = House()
    for nth in range(SEEDS):
        house.seed(nth)
    few, many = max(SEEDS, int(FEW * scale)), max(10 * SEEDS, int(MANY * scale))
    fill(few)
    large = str(connection.settings_dict["NAME"])
    small = _twin(large)
    try:
        fill(many)
        times = _by_turns(house, (small, large))
    finally:
        switch(large)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{small}" WITH (FORCE)')
    (at_few, at_many), middle = ([percentile(times[name], share) for name in (small, large)] for share in (0.95, 0.5))
    note = f"95th percentile of {len(times[large])}, {many:,} documents against {few:,}; {1000 * at_many:.0f} ms"
    note += f"; medians {middle[1] / middle[0]:.2f}"
    yield Ratio("approve step with many documents / with few", at_many / at_few, 1.3, note=note)


def _twin(name: str) -> str:
    """A copy of the database as it stands."""
    twin = f"{name}_few"
    switch("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{twin}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{twin}" TEMPLATE "{name}"')
    switch(name)
    return twin


def _by_turns(house: House, names: tuple[str, str]) -> dict[str, list[float]]:
    """Seconds of approve steps in each database, a few in one and then a few in the other."""
    times: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        switch(name)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what a night does; else it would be done while we measure
    for _turn in range(TURNS):
        for name in names:
            switch(name)
            times[name] += _approved(house)
    return times


def _approved(house: House) -> list[float]:
    times = []
    for letter in [house.submitted(nth) for nth in range(STEPS + COLD)]:
        began = time.perf_counter()
        actor = Actor.of(house.section)
        seen = Letter.objects.visible_to(actor).get(pk=letter.pk)
        deciding.approve.submit({"opinion": "擬如擬"}, by=actor, record=seen, seen=seen.version)
        times.append(time.perf_counter() - began)
    return times[COLD:]


def fill(total: int) -> None:
    """Copy the seeds until so many documents are on file."""
    seeds = list(Letter.objects.order_by("pk").values_list("pk", flat=True)[:SEEDS])
    copies = -(-(total - Letter.objects.count()) // SEEDS)
    if copies <= 0:
        return
    with _bare():
        _copies(seeds, copies)


def _copies(seeds: list[int], copies: int) -> None:
    letter = _top(Letter) + 1
    number = f"lpad(({letter} + k * {SEEDS} + s.place)::text, 10, '0')"
    own = Unit.objects.get(code="documents")
    units = list(Unit.objects.exclude(pk=own.pk).values_list("agency", "pk")) or [(own.agency_id, own.pk)]

    def away(at_home: int, others: list[int]) -> str:
        listed = ", ".join(map(str, others))
        return f"CASE WHEN k %% {ELSEWHERE} = 0 THEN {at_home} ELSE (ARRAY[{listed}])[1 + k %% {len(others)}] END"

    changes = {
        "id": f"{letter} + k * {SEEDS} + s.place",
        "number": f"'b' || {number}",
        "issue_number": f"CASE t.issue_number WHEN '' THEN '' ELSE '高市字第' || {number} || '號' END",
        "agency_id": away(own.agency_id, [agency for agency, _unit in units]),
        "unit_id": away(own.pk, [unit for _agency, unit in units]),
        **{day: f't."{day}" - (k %% 3650)::int' for day in ("opened_on", "issued_on", "closed_on")},
    }
    _copy(Letter, "id", seeds, copies, changes)
    for model in (Version, LetterRecipient, SealUse):
        _copy(model, "letter_id", seeds, copies, {"letter_id": f"{letter} + k * {SEEDS} + s.place"})
    kind = type_of(Letter)
    of_seeds = Slip.objects.filter(content_type=kind, object_id__in=seeds).order_by("object_id")
    slips = list(of_seeds.values_list("pk", flat=True))
    slip = _top(Slip) + 1
    place = {"object_id": f"{letter} + k * {SEEDS} + s.place"}
    _copy(Slip, "object_id", seeds, copies, {**place, "id": f"{slip} + k * {SEEDS} + s.place"}, kind)
    _copy(SlipStep, "slip_id", slips, copies, {"slip_id": f"{slip} + k * {SEEDS} + s.place"})
    for about in (Event, Duty, Notice, Entry):
        _copy(about, "object_id", seeds, copies, place, kind)


@contextmanager
def _bare() -> Iterator[None]:
    """Without indexes that are no constraint and without looking up foreign keys; both are put back after.

    Twenty million rows one by one into some sixty indexes take hours; the indexes made at the end take minutes, and are
    as they would be after a year of work and a night of `REINDEX`.
    """
    tables = [model._meta.db_table for model in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conname = indexname)",
            [tables],
        )
        indexes = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, made in indexes:
            cursor.execute(made)
        for name in ("session_replication_role", "synchronous_commit", "maintenance_work_mem"):
            cursor.execute(f"RESET {name}")


def _top(model: type[models.Model]) -> int:
    return int(model._default_manager.aggregate(top=models.Max("pk"))["top"])


def _copy(
    model: type[models.Model],
    key: str,
    seeds: list[int],
    copies: int,
    changes: dict[str, str],
    kind: ContentType | None = None,
) -> None:
    """Rows of the seeds, so many times over; ids go on from the last, and the sequence with them."""
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields]
    of_type = f"AND t.content_type_id = {kind.pk}" if kind else ""
    start = _top(model) + 1
    ids = f"{start} + row_number() OVER () - 1"
    values = [changes.get(column, ids if column == "id" else f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f"""
        INSERT INTO {table} ({names}) SELECT {", ".join(values)}
        FROM generate_series(0, %s) AS k CROSS JOIN unnest(%s::bigint[]) WITH ORDINALITY AS o (seed, nth)
        CROSS JOIN LATERAL (SELECT o.seed, o.nth - 1 AS place) AS s JOIN {table} AS t ON t."{key}" = s.seed {of_type}
    """  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, [copies - 1, seeds])
        cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))", [table])  # noqa: S608

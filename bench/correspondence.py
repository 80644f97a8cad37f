"""The approve step with a million documents on file against the same step with ten thousand.

A few letters live through drafting, slip and decision by actions. Everything they left behind (versions, slips, steps,
events, duties, notices, recipients, search entries) is then copied as often as needed by the database itself. What
is measured is what a click does: find the letter among those that the actor may see, approve, commit.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from siwei.documents.content.model import Content, Party, Recipient, Section
from siwei.documents.correspondence.actions import deciding, drafting, tables
from siwei.documents.correspondence.models import Letter, LetterRecipient, Version
from siwei.documents.correspondence.roles import HANDLER, KEEPER, LEVELS
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
from siwei.site.ratio import Ratio, percentile

FEW, MANY = 10_000, 1_000_000
SEEDS = 100
TIMES, ROUNDS = 200, 3
DAY = datetime.date(2017, 5, 15)


class House:
    """The people of one unit, and letters that they write."""

    def __init__(self) -> None:
        load_directory(office())
        self.unit = Unit.objects.get(code="documents")
        self.post = Post.objects.create(unit=self.unit, name_zh="科員")
        self.handler = self._person("handler", HANDLER, KEEPER)
        self.section, self.head = self._person("section", LEVELS[3]), self._person("head", LEVELS[0])
        by = Actor.of(self.handler)
        self.word = tables.add_word(by=by, agency=self.unit.agency, text="高市秘文字", since=DAY)

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
        letter = drafting.draft(by=Actor.of(self.handler), unit=self.unit, content=content, opened_on=DAY)
        deciding.submit(letter, by=Actor.of(self.handler), route=[self.section, self.head])
        return letter

    def seed(self, nth: int) -> None:
        """A letter that was decided."""
        letter = self.submitted(nth)
        deciding.approve(letter, by=Actor.of(self.section), opinion="擬如擬")
        deciding.decide(letter, by=Actor.of(self.head), opinion="如擬")


def run(scale: float) -> Iterator[Ratio]:
    """`scale` 1 is a million documents against ten thousand."""
    house = House()
    for nth in range(SEEDS):
        house.seed(nth)
    few, many = max(SEEDS, int(FEW * scale)), max(10 * SEEDS, int(MANY * scale))
    _fill(few)
    small = _approved(house)
    _fill(many)
    large = _approved(house)
    note = f"95th percentile of {TIMES}, {many:,} documents against {few:,}; {1000 * large:.0f} ms"
    yield Ratio("approve step with many documents / with few", large / small, 1.3, note=note)


def _approved(house: House) -> float:
    """Seconds of an approve step, 95th percentile; of some rounds the quietest, because others use the machine too."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what a night does; else it would be done while we measure
    return min(_round(house) for _nth in range(ROUNDS))


def _round(house: House) -> float:
    times = []
    for letter in [house.submitted(nth) for nth in range(TIMES + 10)]:
        began = time.perf_counter()
        actor = Actor.of(house.section)
        seen = Letter.objects.visible_to(actor).get(pk=letter.pk)
        deciding.approve.submit({"opinion": "擬如擬"}, by=actor, record=seen, seen=seen.version)
        times.append(time.perf_counter() - began)
    return percentile(times[10:], 0.95)


def _fill(total: int) -> None:
    """Copy the seeds until so many documents are on file."""
    seeds = list(Letter.objects.order_by("pk").values_list("pk", flat=True)[:SEEDS])
    copies = -(-(total - Letter.objects.count()) // SEEDS)
    if copies <= 0:
        return
    letter = _top(Letter) + 1
    number = f"'b' || lpad(({letter} + k * {SEEDS} + s.place)::text, 10, '0')"
    _copy(Letter, "id", seeds, copies, {"id": f"{letter} + k * {SEEDS} + s.place", "number": number})
    for model in (Version, LetterRecipient):
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

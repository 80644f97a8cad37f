"""Which files stand on a list: found by rule, in one statement, and what stands in the way of destroying them."""

from __future__ import annotations

import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from siwei.documents.archives.disposal import holds, sql
from siwei.documents.archives.disposal.lines import list_file, stop
from siwei.documents.archives.disposal.rules import Kept, Outcome, Start, outcome
from siwei.documents.archives.models import Destruction, DestructionLine, File, Hold, Item, Lent
from siwei.kernel.access.actor import Actor
from siwei.kernel.actions import sets
from siwei.kernel.directory.office import office
from siwei.kernel.records.said import Said, said

Line = DestructionLine.State
#: what a line keeps of its file, for ever
TOLD = """
    f.id AS file_id, f.number, f.class_number, f.name, n.name_zh AS producer, f.oldest_on, f.youngest_on, f.years,
    f.years_before, f.years_reason, f.gist,
    (SELECT count(*) FROM archives_volume v WHERE v.file_id = f.id)::int AS volumes,
    (SELECT count(*) FROM archives_item i WHERE i.file_id = f.id AND i.state <> 'withdrawn')::int AS items
"""


def starts() -> Start:
    """The office's setting."""
    return Start(office().setting("archives.retention_starts"))


def kept(file: File) -> Kept:
    """What of a file decides."""
    return Kept(
        file.closed_on, file.youngest_on, file.years, file.disposition, file.original_years, file.prolonged,
        copy_only=file.state == File.State.COPIED, classified=Item.objects.filter(classified(), file=file).exists(),
    )  # fmt: skip


def classified() -> Q:
    """Items that are not declassified: their file is not destroyed before (機密檔案管理辦法 art. 18)."""
    return ~Q(secrecy="") & ~Q(state=Item.State.WITHDRAWN)


def outcome_of(file: File) -> Outcome:
    """What may be done with it, from which day, and why."""
    return outcome(kept(file), starts())


def due_files(plan: Destruction) -> sets.Rows:
    """Files of the agency whose period is over by the day of the plan, and that stand on no other list."""
    due = sql.due(starts())
    select = f"""
        SELECT {TOLD}, %s::bigint AS plan_id, f.unit_id, {due} AS due_on, f.original_years,
            {sql.SHORTENED} AS originals_only
        FROM archives_file f JOIN archives_fonds n ON n.id = f.fonds_id
        WHERE n.agency_id = %s AND f.state IN ('closed', 'copied') AND f.disposition = 'destroy' AND f.years > 0
            AND {due} <= %s
            AND NOT EXISTS (SELECT 1 FROM archives_item i WHERE i.file_id = f.id AND i.secrecy <> ''
                            AND i.state <> 'withdrawn')
            AND NOT EXISTS (SELECT 1 FROM archives_destructionline l WHERE l.file_id = f.id
                            AND (l.plan_id = %s OR l.state IN ('proposed', 'held', 'granted')))
        ORDER BY f.class_number, f.year, f.serial
    """  # noqa: S608  # expressions of our own
    return sets.Rows(select, [plan.pk, plan.agency_id, plan.as_of, plan.pk])


def list_due(plan: Destruction) -> int:
    """Put them on the list; those that a hold keeps stand on it as stopped. Gives how many."""
    by = Actor.system("archives")
    made = sets.make(list_file, due_files(plan), by=by, note=plan.number)
    stop_held(plan)
    return made


def stop_held(plan: Destruction) -> None:
    """Stop what a hold keeps; asked again at each step, for a hold or a class that came at the same moment."""
    by = Actor.system("archives")
    for hold in holds.active(plan.agency_id):
        sets.move(stop, holds.stoppable(hold).filter(plan=plan), {"hold": hold}, by=by, note=hold.number)


def to_appraise(rows: QuerySet[File], day: datetime.date) -> QuerySet[File]:
    """Files whose period is over by a day, and of which it must be decided what becomes of them (art. 5)."""
    where = f"""archives_file.id IN (SELECT f.id FROM archives_file f WHERE f.state = 'closed' AND f.years > 0
                AND f.disposition = 'appraise' AND {sql.due(starts())} <= %s)"""  # noqa: S608  # of our own
    return rows.extra(where=[where], params=[day])  # noqa: S610  # the day is a parameter


def due_by_agency(day: datetime.date) -> list[tuple[int, int, int, int]]:
    """For each agency with files that are due: how many to destroy, to appraise, to transfer."""
    due = sql.due(starts())
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT n.agency_id, count(*) FILTER (WHERE f.disposition = 'destroy' AND f.years > 0 AND {due} <= %s),
                count(*) FILTER (WHERE f.disposition = 'appraise' AND f.years > 0 AND {due} <= %s),
                count(*) FILTER (WHERE f.disposition = 'national' AND f.years = 0 AND {sql.NATIONAL_FROM} <= %s)
            FROM archives_file f JOIN archives_fonds n ON n.id = f.fonds_id WHERE f.state IN ('closed', 'copied')
            GROUP BY n.agency_id ORDER BY n.agency_id
            """,  # noqa: S608  # expressions of our own
            [day] * 3,
        )
        return [row for row in cursor.fetchall() if any(row[1:])]


def granted(plan: Destruction) -> QuerySet[DestructionLine]:
    """Lines that may be destroyed."""
    rows: QuerySet[DestructionLine] = DestructionLine.objects.filter(plan=plan, state=Line.GRANTED)
    return rows


def in_the_way(plan: Destruction) -> list[Said]:
    """Why what was approved must not be destroyed now: by which holds, and what is lent; nothing when it may."""
    found = []
    fresh = {
        hold.pk: granted(plan).filter(holds.reaches(hold, "file__")).count() for hold in holds.active(plan.agency_id)
    }
    told = {hold.pk: many for hold, _all, many in holds.stopped(plan)}
    for hold in Hold.objects.filter(pk__in={*fresh, *told}).select_related("file").order_by("pk"):
        many = fresh.get(hold.pk, 0) + told.get(hold.pk, 0)
        if many:
            text = said("Stopped by %(hold)s (%(reason)s): %(many)s approved files.")
            found.append(text % {"hold": hold.title(), "reason": hold.reason, "many": f"{many:,}"})
    secret = Item.objects.filter(classified(), file__in=granted(plan).values("file")).order_by("pk")
    numbers = "、".join(secret.values_list("number", flat=True)[:5])
    if numbers:
        found.append(said("To be declassified first: %(items)s") % {"items": numbers})
    lent = Lent.objects.filter(out=True, item__file__in=granted(plan).values("file")).order_by("pk")
    numbers = "、".join(lent.values_list("item__number", flat=True)[:5])
    if numbers:
        found.append(said("Lent out: %(items)s") % {"items": numbers})
    return found


def of_numbers(plan: Destruction, numbers: list[str]) -> tuple[Q, list[str]]:
    """Proposed lines with these numbers of files or classes, and the numbers that name none."""
    rows = DestructionLine.objects.filter(plan=plan, state=Line.PROPOSED)
    known = set(rows.filter(number__in=numbers).values_list("number", flat=True))
    known |= set(rows.filter(class_number__in=numbers).values_list("class_number", flat=True))
    return Q(number__in=numbers) | Q(class_number__in=numbers), [one for one in numbers if one not in known]

"""Destructions whose note has arrived with a submission: their catalogue counts as sent again (銷毀辦法 art. 17)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from siwei.documents.archives.disposal.executing import note_resent
from siwei.documents.archives.models import Destruction, DestructionLine, Item, Submission, SubmissionEntry
from siwei.documents.archives.submission.entries import GONE
from siwei.kernel.access.actor import Actor

#: how an entry begins its note of what became of the item
NOTED = "<註記>"


def told_by(run: Submission) -> QuerySet[Destruction]:
    """Certified destructions that the run told something of, and of which nothing is left to tell.

    Of an item that never stood in a catalogue that was sent there is nothing to tell.
    """
    lines = DestructionLine.objects.filter(plan=OuterRef(OuterRef("pk")), state=DestructionLine.State.DESTROYED)
    items = Item.objects.filter(
        file__in=lines.values("file"), state__in=(Item.State.DESTROYED, Item.State.COPY), secrecy=""
    )
    said = SubmissionEntry.objects.filter(item=OuterRef("pk"), fault="", submission__lte=run.pk).order_by("-pk")
    noted = said.filter(submission=run, xml__contains=NOTED)
    untold = (
        items.annotate(last=Subquery(said.values("xml")[:1]), what=Subquery(said.values("function")[:1]))
        .exclude(last=None).exclude(last__contains=NOTED).exclude(what=GONE)
    )  # fmt: skip
    plans: QuerySet[Destruction] = Destruction.objects.filter(
        Exists(items.filter(Exists(noted))), ~Exists(untold), state=Destruction.State.DONE,
        executed_on__lte=run.sent_on,
    )  # fmt: skip
    return plans


def note_all(run: Submission) -> int:
    """Note them as sent again on the day the run was sent; gives how many."""
    plans = list(told_by(run).order_by("pk"))
    for plan in plans:
        assert run.sent_on is not None
        note_resent(plan, by=Actor.system("archives"), resent_on=run.sent_on, resent_in=run)
    return len(plans)

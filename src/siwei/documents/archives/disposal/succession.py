"""組織調整: files go with the tasks to the agency that takes them over (檔案法施行細則 art. 15)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions.keeping import add_fonds
from siwei.documents.archives.disposal.hold_actions import place
from siwei.documents.archives.disposal.holds import active, classes_under, reaches
from siwei.documents.archives.models import (
    Campaign,
    DestructionLine,
    File,
    Fonds,
    Handover,
    Hold,
    Item,
    Lent,
    Loan,
    Succession,
    TransferLine,
    UsePiece,
    UseRequest,
    keeps_for,
)
from siwei.documents.archives.roles import ARCHIVIST
from siwei.kernel.access.actor import SYSTEM, Actor
from siwei.kernel.actions import sets
from siwei.kernel.actions.action import action, creates, locked
from siwei.kernel.actions.forms import ActionForm, ActionModelForm, ReasonForm
from siwei.kernel.calendar.roc import roc_year
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.said import said

State = Succession.State
#: applications for use that the agency still answers for
ANSWERED_FOR = (*UseRequest.UNDECIDED, *(one for one in UseRequest.GRANTED if one != UseRequest.State.CLOSED))
BY = Actor.system("archives")


class PlanForm(ActionModelForm):
    """Which files, to whom, on what ground, and when."""

    class Meta:
        model = Succession
        fields = ("fonds", "class_number", "successor", "ground", "on", "opened_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Another agency, and a class that the fonds has."""
        given = super().clean() or self.cleaned_data
        fonds, code = given.get("fonds"), given.get("class_number")
        if fonds and given.get("successor") == fonds.agency:
            self.add_error("successor", said("This agency answers for them already."))
        if fonds and code and not _files(fonds, code).exists() and not _items(fonds, code).exists():
            self.add_error("class_number", said("The fonds has nothing of this class."))
        return given


def _classes(fonds: Fonds, code: str) -> Q:
    return Q(class_number__in=classes_under(fonds.agency_id, code)) if code else Q()


def _files(fonds: Fonds, code: str) -> QuerySet[File]:
    rows: QuerySet[File] = File.objects.filter(_classes(fonds, code), fonds=fonds)
    return rows


def _items(fonds: Fonds, code: str) -> QuerySet[Item]:
    """Its items: those of its files, and those of old lists, which have a class and no file."""
    which = (Q(file__in=_files(fonds, code)) | (_classes(fonds, code) & Q(file=None))) if code else Q()
    rows: QuerySet[Item] = Item.objects.filter(which, fonds=fonds)
    return rows


@creates(Succession, role=ARCHIVIST, label=_("Plan a succession of files"), form=PlanForm)
def plan(*, by: Actor, fonds: Fonds, successor: Agency, **fields: Any) -> Succession:
    """By the rule of organisation that moves the tasks."""
    if not keeps_for(by, fonds.agency_id):
        raise ValidationError({"fonds": said("You do not keep the archive of %(agency)s.") % {"agency": fonds.agency}})
    succession = Succession(agency=fonds.agency, fonds=fonds, successor=successor, **fields)
    succession.save()
    return succession


def _of_archivist(succession: Succession, actor: Actor) -> str | None:
    if keeps_for(actor, succession.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": succession.agency}


def against(succession: Succession) -> list[str]:
    """All that stands against it, each a sentence: somebody waits for an answer of the agency. Holds go along."""
    fonds, code = succession.fonds, succession.class_number
    files, items = _files(fonds, code), _items(fonds, code)
    lent = Lent.objects.filter(loan__state__in=Loan.OPEN, item__in=items)
    used = UsePiece.objects.filter(request__state__in=ANSWERED_FOR, item__in=items)
    sent = Handover.objects.filter(agency=fonds.agency_id, state=Handover.State.SENT)
    others = Succession.objects.filter(fonds=fonds, state=State.PLANNED).exclude(pk=succession.pk)
    found = (
        (fonds.agency_id != succession.agency_id, said("Another agency answers for the fonds by now.")),
        (
            DestructionLine.objects.filter(file__in=files, state__in=DestructionLine.OPEN).exists()
            or TransferLine.objects.filter(file__in=files, state=TransferLine.State.PROPOSED).exists(),
            said("Files of it stand on a list of destruction or transfer; end that first."),
        ),
        (lent.filter(out=True).exists(), said("Items of it are lent out.")),
        (lent.filter(out=False, loan__out_on=None).exists(), said("Loans of its items are asked for or approved.")),
        (used.exists(), said("Applications for the use of its items are under way.")),
        (
            fonds.campaigns.exclude(state__in=[Campaign.State.HANDED_OVER, Campaign.State.STOPPED]).exists(),
            said("A stocktaking of the fonds is under way."),
        ),
        (
            not code and fonds.last_year is None and sent.exists(),
            said("Papers handed over by the agency lie with the archive to be checked."),
        ),
        (not code and others.exists(), said("Another succession of the fonds is planned.")),
    )
    return [str(reason) for stands, reason in found if stands]


def _free(succession: Succession, actor: Actor) -> str | None:
    return _of_archivist(succession, actor) or " ".join(against(succession)) or None


@action(File, role=SYSTEM, label=_("Goes to the successor"))
def file_goes(file: File, *, by: Actor, fonds: Fonds, unit: Unit | None, note: str = "") -> None:
    """Its number stays: it is still a file of the body that made it; the successor says which unit is in charge."""
    file.fonds, file.unit = fonds, unit


@action(Item, role=SYSTEM, label=_("Goes to the successor with its file"))
def item_goes(item: Item, *, by: Actor, fonds: Fonds, note: str = "") -> None:
    """Its number stays."""
    item.fonds = fonds


@action(Succession, when=[State.PLANNED], to=State.DONE, role=ARCHIVIST, label=_("Give the files to the successor"),
        form=ActionForm, allowed=_free, style="primary", icon="building-community")  # fmt: skip
def carry_out(succession: Succession, *, by: Actor) -> None:
    """The successor answers for them from then on: for the whole fonds, or for a part as a fonds of its own."""
    fonds, code = locked(succession.fonds), succession.class_number
    files, items = _files(fonds, code), _items(fonds, code)
    succession.files, succession.items = files.count(), items.count()
    chosen = list(items.values_list("pk", flat=True)) if code else []
    _holds_go(files, succession)
    if code:
        succession.received = _received(fonds, succession)
        moved = {"fonds": succession.received}
        sets.move(item_goes, Item.objects.filter(pk__in=chosen), moved, by=BY, note=succession.number)
        sets.move(file_goes, files, {**moved, "unit": None}, by=BY, note=succession.number)
        return
    succession.received = fonds
    answered_by(fonds, by=BY, agency=succession.successor, last_year=roc_year(succession.on), note=succession.ground)
    sets.move(file_goes, files, {"fonds": fonds, "unit": None}, by=BY, note=succession.number)
    sets.move(item_goes, items, {"fonds": fonds}, by=BY, note=succession.number)


def _holds_go(files: QuerySet[File], succession: Succession) -> None:
    """Holds go on with the successor: those of files as they are, those of classes once more for what goes."""
    of_files = Hold.objects.filter(file__in=files, state=Hold.State.ACTIVE)
    sets.move(hold_goes, of_files, {"agency": succession.successor}, by=BY, note=succession.number)
    for hold in active(succession.agency_id).exclude(class_number=""):
        codes = files.filter(reaches(hold)).order_by("class_number").values_list("class_number", flat=True).distinct()
        for code in codes:
            place(
                by=BY, agency=succession.successor, kind=hold.kind, file=None, class_number=code, reason=hold.reason,
                opened_on=hold.opened_on, until=hold.until,
            )  # fmt: skip


@action(Hold, role=SYSTEM, label=_("Goes to the successor with its file (hold)"))
def hold_goes(hold: Hold, *, by: Actor, agency: Agency, note: str = "") -> None:
    """It keeps the file with the successor as well."""
    hold.agency = agency


@action(Fonds, role=SYSTEM, label=_("Its successor answers for it"))
def answered_by(fonds: Fonds, *, by: Actor, agency: Agency, last_year: int, note: str = "") -> None:
    """The body is no more, or its tasks are another's."""
    fonds.agency = agency
    fonds.last_year = fonds.last_year or last_year


def _received(fonds: Fonds, succession: Succession) -> Fonds:
    """The part that goes, under the name of the body that made it."""
    return add_fonds(
        by=BY, code=f"{fonds.code[:24]}-{succession.number.lower()}"[:40], agency=succession.successor,
        name_zh=f"{fonds.name_zh}（{succession.class_number}移交）"[:120], name_en=fonds.name_en,
        last_year=roc_year(succession.on),
    )  # fmt: skip


@action(Succession, when=[State.PLANNED], to=State.DROPPED, role=ARCHIVIST, label=_("Give the succession up"),
        form=ReasonForm, allowed=_of_archivist, style="danger", icon="trash")  # fmt: skip
def drop(succession: Succession, *, by: Actor, note: str) -> None:
    """The reorganisation does not come."""

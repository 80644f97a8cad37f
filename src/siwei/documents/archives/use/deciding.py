"""Decisions: piece by piece, on one of seven grounds, by the head, in writing (檔案法 art. 18, 19; 細則 art. 20)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal.people import unit_for
from siwei.documents.archives.models import UsePiece, UseRequest
from siwei.documents.archives.roles import ARCHIVIST, HEAD
from siwei.documents.archives.use.applying import (
    APPROVE,
    CORRECT,
    DECIDE,
    is_late_with_correction,
    let_go,
    of_archive,
    tell,
)
from siwei.documents.archives.use.forms import DecisionForm, PieceForm
from siwei.documents.archives.use.rules import outcome
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.actions.action import action
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.deadlines.models import close_duty, open_duties, open_duty
from siwei.kernel.records.said import said

State = UseRequest.State


def _of_head(request: UseRequest, actor: Actor) -> str | None:
    if actor.is_system or request.agency_id in agencies_of(actor, HEAD):
        return None
    return said("You do not decide for %(agency)s.") % {"agency": request.agency}


@action(UseRequest, when=[State.ACCEPTED], role=ARCHIVIST, label=_("Propose a decision on pieces"), form=PieceForm,
        allowed=of_archive, icon="checkbox")  # fmt: skip
def examine(
    request: UseRequest, *, by: Actor, pieces: Iterable[UsePiece], decision: str, ground: str = "", reason: str = ""
) -> None:
    """審核: what can be given is given, the rest is severed, each piece with its ground."""
    for piece in pieces:
        piece.decision, piece.ground, piece.reason = decision, ground, reason
        piece.save()


def _all_decided(request: UseRequest, actor: Actor) -> str | None:
    if request.pieces.filter(decision="").exists():
        return said("Propose a decision on every piece first.")
    return of_archive(request, actor)


@action(UseRequest, when=[State.ACCEPTED], to=State.EXAMINED, role=ARCHIVIST, label=_("Submit for decision"),
        form=ActionForm, allowed=_all_decided, style="primary", icon="arrow-right")  # fmt: skip
def submit(request: UseRequest, *, by: Actor) -> None:
    """To the head for archives; the term runs on."""
    label = said("Approve the decision on %(number)s") % {"number": request.number}
    open_duty(request, APPROVE, label, role=HEAD, unit=unit_for(HEAD, request.agency_id))


@action(UseRequest, when=[State.EXAMINED], to=State.ACCEPTED, role=HEAD, label=_("Give back for examination"),
        form=ReasonForm, allowed=_of_head, icon="arrow-left")  # fmt: skip
def give_back(request: UseRequest, *, by: Actor, note: str) -> None:
    """The head wants something examined again."""
    close_duty(request, APPROVE, done=False)


@action(UseRequest, when=[State.EXAMINED], to=(State.APPROVED, State.PARTLY, State.REFUSED), role=HEAD,
        label=_("Decide"), form=DecisionForm, allowed=_of_head, style="primary", icon="check")  # fmt: skip
def decide(request: UseRequest, *, by: Actor, decided_on: datetime.date, cautions: str = "") -> None:
    """准駁: follows from the pieces, and is told in writing at once."""
    _demand_come(decided_on)
    if decided_on < (request.corrected_on or request.opened_on):
        day = request.corrected_on or request.opened_on
        raise ValidationError({"decided_on": said("It came in on %(day)s.") % {"day": day}})
    request.state = outcome(request.pieces.values_list("decision", flat=True))
    request.decided_on, request.cautions = decided_on, str(cautions)
    close_duty(request, APPROVE)
    close_duty(request, DECIDE)
    if request.state == State.REFUSED:
        request.closed_on = decided_on
        let_go(request)
    words = said("The decision stands on the page of your application; number and look-up code open it.")
    tell(request, said("Decision on your application"), words)


def _demand_come(day: datetime.date) -> None:
    if day > timezone.localdate():
        raise ValidationError({"decided_on": said("%(day)s has not come yet.") % {"day": day}})


def _not_corrected(request: UseRequest, actor: Actor) -> str | None:
    if not is_late_with_correction(request):
        return said("The days for the correction have not passed.")
    return _of_head(request, actor)


@action(UseRequest, when=[State.CORRECTING], to=State.REFUSED, role=HEAD, label=_("Refuse: it was not corrected"),
        form=DecisionForm, allowed=_not_corrected, style="danger", icon="x")  # fmt: skip
def refuse_uncorrected(request: UseRequest, *, by: Actor, decided_on: datetime.date, cautions: str = "") -> None:
    """逾期不補正: after the seven days (細則 art. 19)."""
    _demand_come(decided_on)
    due = open_duties(request, CORRECT).values_list("due", flat=True).get()
    if due is not None and decided_on <= (last := timezone.localdate(due)):
        raise ValidationError({"decided_on": said("It could be corrected until %(day)s.") % {"day": last}})
    request.decided_on = request.closed_on = decided_on
    request.cautions = str(cautions)
    close_duty(request)
    words = said("It was not corrected in time: %(fault)s") % {"fault": request.fault}
    tell(request, said("Decision on your application"), words)

"""Applications come in, are corrected, accepted, withdrawn, or referred to another law (細則 art. 18, 19)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File as Upload
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal import hold_actions
from siwei.documents.archives.disposal.people import unit_for
from siwei.documents.archives.models import CODE_OF, File, Hold, Item, UsePiece, UseRequest, keeps_for
from siwei.documents.archives.roles import ARCHIVIST
from siwei.documents.archives.use.forms import ApplicationForm, CorrectionForm, FaultForm, PublicApplicationForm
from siwei.kernel.access.actor import ANYBODY, Actor
from siwei.kernel.access.codes import code_digest, new_code
from siwei.kernel.actions.action import action, creates
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.actions.forms import ActionForm, ReasonForm
from siwei.kernel.calendar.working_days import CalendarRangeError
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import Duty, close_duty, open_duties
from siwei.kernel.directory.models import Agency
from siwei.kernel.directory.office import office
from siwei.kernel.files.models import attach
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

State = UseRequest.State
DECIDE, CORRECT, APPROVE = "decide", "correct", "approve"


def of_archive(request: UseRequest, actor: Actor) -> str | None:
    """Whoever keeps the archive of the agency."""
    if keeps_for(actor, request.agency_id):
        return None
    return said("You do not keep the archive of %(agency)s.") % {"agency": request.agency}


def of_either(request: UseRequest, actor: Actor) -> str | None:
    """The applicant, who showed the code, or the archive."""
    return None if actor.kind == "citizen" else of_archive(request, actor)


def tell(request: UseRequest, subject: Any, body: Any) -> None:
    """A mail to the applicant, where one was given."""
    notify(request, to=request.mails(), subject=f"{request.number} {subject}", body=body)


def _start(request: UseRequest, field: str, kind: str, label: Any, day: datetime.date) -> Duty:
    """A term of the law for the archive; `field` is where the day was typed. Raises ValidationError."""
    unit = unit_for(ARCHIVIST, request.agency_id)
    rule = {DECIDE: "archive.use", CORRECT: "archive.use_supplement"}[kind]
    try:
        return start_clock(request, kind, label % {"number": request.number}, rule, day, role=ARCHIVIST, unit=unit)
    except CalendarRangeError as fault:
        raise ValidationError({field: str(fault)}) from fault


def _decide_from(request: UseRequest, field: str, day: datetime.date) -> None:
    """The 30 days; after a correction they begin anew (檔案法 art. 19, 細則 art. 19)."""
    _start(request, field, DECIDE, said("Decide on the application for use %(number)s"), day)


def _add(request: UseRequest, items: Iterable[Item], described: Iterable[str]) -> None:
    for item in items:
        UsePiece(request=request, item=item, described=item.title()[:300]).save()
    for words in described:
        rows = Item.objects.standing().filter(fonds__agency=request.agency_id, number=words, secrecy="")
        known: Item | None = rows.first()
        if known is None or not request.pieces.filter(item=known).exists():
            UsePiece(request=request, item=known, described=words).save()
    if not request.pieces.exists():
        raise ValidationError({"described": said("Name at least one file.")})


def _new(
    by: Actor, items: Sequence[Item], described: Sequence[str], mandate: Any, fields: dict[str, Any]
) -> UseRequest:
    request = UseRequest(**fields)
    request.save()
    _add(request, items, described)
    if mandate is not None:
        attach(request, mandate, by=by, kind="mandate")
    _decide_from(request, "opened_on", request.opened_on)
    return request


@creates(UseRequest, role=ARCHIVIST, label=_("Enter an application for use"), form=ApplicationForm)
def register(
    *, by: Actor, agency: Agency, described: Sequence[str], items: Sequence[Item] = (),
    mandate: Upload[bytes] | None = None, **fields: Any,
) -> UseRequest:  # fmt: skip
    """One that came in person, by post, by fax or as an e-document."""
    if not keeps_for(by, agency.pk):
        raise ValidationError({"agency": said("You do not keep the archive of %(agency)s.") % {"agency": agency}})
    return _new(by, items, described, mandate, {"agency": agency, **fields})


def _is_known(request: UseRequest, actor: Actor) -> str | None:
    if request.forgotten_on is not None:
        return said("Who applied is no longer kept.")
    return of_archive(request, actor)


@action(UseRequest, role=ARCHIVIST, label=_("Give out a look-up code"), form=ActionForm, allowed=_is_known, icon="key")
def give_code(request: UseRequest, *, by: Actor, code: str) -> None:
    """To whoever applied on paper, or lost it: handed over once, on the receipt; one given out before ends."""
    request.code_digest = code_digest(code, CODE_OF)


@creates(UseRequest, role=ANYBODY, label=_("Apply for the use of files"), form=PublicApplicationForm)
def apply_public(
    *, by: Actor, described: Sequence[str], agency: Agency | None = None, items: Sequence[Item] = (),
    mandate: Upload[bytes] | None = None, website: str = "", code: str = "", opened_on: datetime.date | None = None,
    **fields: Any,
) -> UseRequest:  # fmt: skip
    """Without an account: number and code are shown once and go by mail. The code is known to the returned object."""
    agency = items[0].fonds.agency if items else agency
    if agency is None:
        raise ValidationError({"agency": said("Say whose files they are, or choose some from the catalogue.")})
    today, mail = opened_on or timezone.localdate(), fields.get("mail", "")
    if UseRequest.objects.filter(mail=mail, opened_on=today).count() >= office().setting(
        "archives.use_requests_per_day"
    ):
        raise ActionRefused(said("Too many applications from this address today. Please call the archive."))
    code = code or new_code()
    given = {"agency": agency, "code_digest": code_digest(code, CODE_OF), "opened_on": today, **fields}
    request = _new(by, items, described, mandate, given)
    request.plain_code = code
    words = said("We received your application. Number: %(number)s. Look-up code: %(code)s.")
    tell(request, said("Application for use received"), words % {"number": request.number, "code": code})
    return request


@action(UseRequest, when=[State.RECEIVED], to=State.CORRECTING, role=ARCHIVIST, label=_("Ask for a correction"),
        form=FaultForm, allowed=of_archive, icon="pencil")  # fmt: skip
def ask_correction(request: UseRequest, *, by: Actor, asked_on: datetime.date, fault: str) -> None:
    """補正: the applicant has seven days from the notice; meanwhile no term of ours runs (細則 art. 19)."""
    if asked_on < request.opened_on:
        raise ValidationError({"asked_on": said("It came in on %(day)s.") % {"day": request.opened_on}})
    request.fault = fault
    close_duty(request, DECIDE, done=False)
    duty = _start(request, "asked_on", CORRECT, said("Wait for the correction of %(number)s"), asked_on)
    words = said("Please correct by %(day)s: %(fault)s")
    tell(request, said("Please correct your application"), words % {"day": _day(duty.due), "fault": fault})


def _day(due: datetime.datetime | None) -> str:
    return "" if due is None else timezone.localtime(due).date().isoformat()


class CorrectedForm(CorrectionForm):
    """The corrected application and its day, as the archive enters one that came on paper."""

    corrected_on = forms.DateField(label=_("Corrected on"), required=False, initial=timezone.localdate)


@action(UseRequest, when=[State.CORRECTING], to=State.RECEIVED, role=ANYBODY, label=_("Correct the application"),
        form=CorrectedForm, allowed=of_either, style="primary", icon="check")  # fmt: skip
def correct(
    request: UseRequest, /, *, by: Actor, described: Sequence[str] = (), mandate: Upload[bytes] | None = None,
    corrected_on: datetime.date | None = None, **fields: Any,
) -> None:  # fmt: skip
    """The 30 days start anew on the day of the correction. A citizen corrects today."""
    day = timezone.localdate() if by.kind == "citizen" or corrected_on is None else corrected_on
    if day < request.opened_on:
        raise ValidationError({"corrected_on": said("It came in on %(day)s.") % {"day": request.opened_on}})
    if day > timezone.localdate():
        raise ValidationError({"corrected_on": said("%(day)s has not come yet.") % {"day": day}})
    for name, value in fields.items():
        setattr(request, name, value)
    request.corrected_on, request.fault = day, ""
    _add(request, (), [words for words in described if not request.pieces.filter(described=words).exists()])
    if mandate is not None:
        attach(request, mandate, by=by, kind="mandate")
    close_duty(request, CORRECT)
    _decide_from(request, "corrected_on", day)


def _rests_on_archives_act(request: UseRequest, actor: Actor) -> str | None:
    if request.law != UseRequest.Law.ARCHIVES:
        return said("It rests on another law; refer it, or correct the law.")
    return of_archive(request, actor)


@action(UseRequest, when=[State.RECEIVED], to=State.ACCEPTED, role=ARCHIVIST, label=_("Accept the application"),
        form=ActionForm, allowed=_rests_on_archives_act, style="primary", icon="check")  # fmt: skip
def accept(request: UseRequest, *, by: Actor) -> None:
    """It is complete. From now on what it asks for is not destroyed: one hold for each file."""
    held: dict[int, Hold] = {}
    for piece in request.pieces.select_related("item__file").filter(item__file__state__in=File.HELD):
        assert piece.item is not None
        file = piece.item.file
        assert file is not None
        held[file.pk] = piece.hold = held.get(file.pk) or hold_actions.place(
            by=Actor.system("archives"), agency=request.agency, kind=Hold.Kind.USE, file=file, class_number="",
            reason=request.number, opened_on=timezone.localdate(), until=None,
        )  # fmt: skip
        piece.save()


def let_go(request: UseRequest) -> None:
    """End the holds: nothing is read any more."""
    kept = request.pieces.exclude(hold=None).values("hold")
    for hold in Hold.objects.filter(pk__in=kept, state=Hold.State.ACTIVE).order_by("pk"):
        hold_actions.end(hold, by=Actor.system("archives"), note=request.number)


@action(UseRequest, when=[State.RECEIVED], to=State.REFERRED, role=ARCHIVIST, label=_("Refer to another law"),
        form=ReasonForm, allowed=of_archive, icon="arrow-right")  # fmt: skip
def refer(request: UseRequest, *, by: Actor, note: str) -> None:
    """Freedom of information and procedures under way have other terms and offices; the applicant is told where."""
    close_duty(request)
    request.closed_on = timezone.localdate()
    tell(request, said("Your application was referred"), note)


@action(UseRequest, when=[*UseRequest.UNDECIDED, State.APPROVED, State.PARTLY], to=State.WITHDRAWN, role=ANYBODY,
        label=_("Withdraw the application"), form=ReasonForm, allowed=of_either, style="danger", icon="x")  # fmt: skip
def withdraw(request: UseRequest, *, by: Actor, note: str) -> None:
    """No longer wanted; seats that were booked are free again, but whoever came has come."""
    close_duty(request)
    request.closed_on = timezone.localdate()
    for visit in request.visits.filter(given_up=False, day__gte=request.closed_on):
        visit.given_up = True
        visit.save()
    let_go(request)


def is_late_with_correction(request: UseRequest) -> bool:
    """Whether the seven days have passed."""
    duty = open_duties(request, CORRECT).first()
    return duty is not None and duty.is_overdue

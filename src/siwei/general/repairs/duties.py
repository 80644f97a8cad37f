"""The clocks of a repair request: triage, arrival, completion, confirmation. Called only inside actions."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from siwei.general.repairs.models import Contract, Request
from siwei.general.repairs.roles import CLERK
from siwei.general.repairs.rules import CONFIRM, TRIAGE, Term, response_table, time_to_come, time_to_finish
from siwei.kernel.deadlines.clocks import start_clock
from siwei.kernel.deadlines.models import Duty, close_duty, open_duties
from siwei.kernel.directory.models import Person
from siwei.kernel.directory.office import office


def start_triage(request: Request) -> None:
    """Somebody has to look at a new request."""
    with override(settings.LANGUAGE_CODE):
        label = _("Accept or decline the request")
    start_clock(request, "triage", label, TRIAGE, request.opened_on, role=CLERK)


def start_work(request: Request, at: datetime.datetime) -> None:
    """Accepted: the clocks of arrival and completion begin."""
    close_duty(request, "triage")
    with override(settings.LANGUAGE_CODE):
        label = _("Finish the repair")
    term = time_to_finish(office().setting("repairs.finish_working_days"), request.priority)
    start_clock(request, "finish", label, term.rule, at.date(), length=term.length, role=CLERK)
    start_arrival(request, at)


def start_arrival(request: Request, at: datetime.datetime, contract: Contract | None = None) -> None:
    """Somebody has to be there: by the contract's hours from the order, else by the office's rule."""
    close_duty(request, "come", done=False)
    term: Term = time_to_come(response_table(office().setting("repairs.response")), request.priority, contract)
    with override(settings.LANGUAGE_CODE):
        label = _("Go there and look")
    whose = {"person": request.technician} if request.technician else {"role": CLERK}
    start_clock(request, "come", label, term.rule, at, length=term.length, **whose)


def hand_over(request: Request, person: Person | None) -> None:
    """The open clocks of the work become another person's (or the clerks'); their time runs on."""
    for duty in open_duties(request).filter(kind__in=["come", "finish"]):
        duty.person, duty.role = person, "" if person else CLERK.code
        duty.save()


def arrived(request: Request) -> None:
    """Somebody was there."""
    close_duty(request, "come")


def start_confirmation(request: Request) -> None:
    """Finished: whoever asked looks at it; where nobody with an account asked, a clerk does."""
    close_duty(request, "come")
    close_duty(request, "finish")
    with override(settings.LANGUAGE_CODE):
        label = _("Confirm the repair, or say what is still wrong")
    whose = {"person": request.requester} if request.requester else {"role": CLERK}
    assert request.finished_on is not None  # set by the action that finishes
    start_clock(request, "confirm", label, CONFIRM, request.finished_on, **whose)


def stop_all(request: Request, *, done: bool = False) -> None:
    """Nothing is waited for any more."""
    close_duty(request, done=done)


def finish_clock(request: Request) -> Duty | None:
    """The clock of completion while it is open or stands still."""
    found: Duty | None = open_duties(request, "finish").first()
    return found

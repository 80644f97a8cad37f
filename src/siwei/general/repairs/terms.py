"""Clocks and messages of a request: who has to do what until when, and who is told."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from siwei.general.repairs.models import Request
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.deadlines.clocks import STATES, clock_of, extend, resume, start_clock, take_over_moves
from siwei.kernel.deadlines.models import Duty, close_duty, hand_over, open_duties
from siwei.kernel.deadlines.rules import Length, Unit
from siwei.kernel.directory.models import Person
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

MORNING = datetime.time(8)
#: the term that a maintenance contract sets by itself
CONTRACT = "repair.respond_contract"


def setting(name: str, on: datetime.date | None = None) -> Any:
    """A number of the office, the one in force on a day where it changes."""
    return office().setting(f"repairs.{name}", on=on) if on else office().setting(f"repairs.{name}")


def begins(day: datetime.date) -> datetime.datetime:
    """The moment from which a term of hours runs: now when the day is today, else the morning of the day."""
    now = timezone.localtime()
    return now if day == now.date() else timezone.make_aware(datetime.datetime.combine(day, MORNING))


def hands(request: Request) -> dict[str, Any]:
    """Whose duty the work is: the technician's; a contractor has no inbox here, so a clerk keeps watch."""
    return {"person": request.technician} if request.technician else {"role": CLERK}


def ask_for_answer(request: Request) -> None:
    """A clerk has to accept, merge or decline it."""
    label = said("Answer the repair request")
    start_clock(request, "answer", label, "repair.answer", begins(request.opened_on), role=CLERK)


def ask_for_hand(request: Request, day: datetime.date | None = None) -> None:
    """From acceptance (or reopening) two clocks run: until somebody is there, and until it works again."""
    close_duty(request)
    start = begins(day or request.accepted_on or request.opened_on)
    rule = f"repair.respond_{request.priority}"
    start_clock(request, "respond", said("Send somebody to repair it"), rule, start, **hands(request))
    rule = f"repair.finish_{request.priority}"
    start_clock(request, "finish", said("Finish the repair"), rule, start, **hands(request))


def ask_for_work(request: Request, day: datetime.date) -> None:
    """Whoever was sent has to be there and to finish; a contract may say by itself how soon its people come."""
    whose = hands(request)
    hand_over(request, **whose)
    if finish_clock(request) is None:  # accepted under an earlier version
        rule = f"repair.finish_{request.priority}"
        start_clock(request, "finish", said("Finish the repair"), rule, begins(request.accepted_on or day), **whose)
    hours = request.contract.response_hours if request.contract else None
    if not hours and open_duties(request, "respond").filter(rule=CONTRACT).exists():
        close_duty(request, "respond", done=False)
        rule, start = f"repair.respond_{request.priority}", begins(request.accepted_on or day)
        start_clock(request, "respond", said("Send somebody to repair it"), rule, start, **whose)
    if hours and close_duty(request, "respond", done=False):
        rule, length = CONTRACT, Length(hours, Unit.HOUR)
        start_clock(request, "respond", said("Be there under the contract"), rule, begins(day), length=length, **whose)


def start_anew(request: Request) -> None:
    """The priority was changed: what still runs is measured from the same start by the other term."""
    for duty in open_duties(request).filter(kind__in=("respond", "finish")).exclude(rule=CONTRACT):
        close_duty(request, duty.kind, done=False)
        rule = f"repair.{duty.kind}_{request.priority}"
        anew = start_clock(request, duty.kind, duty.label, rule, duty.started, **hands(request))
        take_over_moves(anew, duty, STATES)


def end_wait(request: Request, by: Actor, day: datetime.date) -> None:
    """What is finished no longer waits: the clock runs again from that day, and the wait counts for nothing."""
    duty = finish_clock(request)
    if duty is not None and request.waiting_since is not None:
        resume(duty, by=by, reason=request.waiting_for, on=max(day, request.waiting_since))


def finish_clock(request: Request) -> Duty | None:
    """The clock of the completion, while it is open."""
    return open_duties(request, "finish").first()


def more_time(request: Request, by: Actor, amount: int, reason: str) -> None:
    """Extend the term of the completion, in the unit of its rule."""
    duty = finish_clock(request)
    if duty is None:
        raise ActionRefused(said("No term runs for this request."))
    extend(duty, by=by, reason=reason, length=Length(amount, clock_of(duty).rule.unit))


def ask_for_confirmation(request: Request) -> None:
    """The requester, or for citizens, callers and rounds a clerk, has to say that it works.

    The day by which it was due stays on the request: the share that was repaired in time is reckoned from it.
    """
    finishing = finish_clock(request)
    if finishing is not None and finishing.due is not None:
        request.due_on = timezone.localdate(finishing.due)
    close_duty(request)
    day = begins(request.finished_on or timezone.localdate())
    whose: dict[str, Any] = {"person": request.requester} if request.requester else {"role": CLERK}
    start_clock(request, "confirm", said("Confirm the repair"), "repair.confirm", day, **whose)


def requesters(request: Request) -> list[Person | str]:
    """Who asked for it: the requester and those whose requests were merged into it."""
    found: list[Person | str] = []
    waiting = [request]
    while waiting:
        one = waiting.pop()
        if one.requester is not None:
            found.append(one.requester)
        elif one.citizen_mail:
            found.append(one.citizen_mail)
        waiting.extend(one.duplicates.select_related("requester"))
    return found


def tell_requesters(request: Request, by: Actor, subject: str, body: str) -> None:
    """A message to everybody who asked for it, except whoever acts."""
    notify(request, to=_without(requesters(request), by), subject=subject, body=body)


def tell_hands(request: Request, by: Actor, subject: str, body: str) -> None:
    """A message to those who do something about it: technician, contractor, clerks when nobody was sent."""
    hands: list[Person | str] = []
    if request.technician is not None:
        hands.append(request.technician)
    elif request.contract is not None and request.contract.mail:
        hands.append(request.contract.mail)
    else:
        hands.extend(holders(CLERK))
    notify(request, to=_without(hands, by), subject=subject, body=body)


def _without(people: list[Person | str], by: Actor) -> list[Person | str]:
    return [one for one in people if one != by.person and not (by.kind == "citizen" and by.mail and one == by.mail)]

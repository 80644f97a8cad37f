"""Duties and messages of a request: who has to do what until when, and who is told."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from siwei.general.repairs.models import Request
from siwei.general.repairs.roles import CLERK
from siwei.general.repairs.rules import due_by
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.deadlines.models import close_duty, end_of_day, open_duty
from siwei.kernel.directory.models import Person
from siwei.kernel.directory.office import office
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

MORNING = datetime.time(8)


def setting(name: str, kind: str = "") -> int:
    """A term of the office; `kind` picks one where they differ by priority."""
    found: Any = office().setting(f"repairs.{name}")
    return int(found[kind] if kind else found)


def after(day: datetime.date, hours: int) -> datetime.datetime:
    """The end of a term that begins on a day: now when it is today, else in the morning."""
    now = timezone.localtime()
    start = now if day == now.date() else timezone.make_aware(datetime.datetime.combine(day, MORNING))
    return due_by(start, hours, office_calendar().working_day_on_or_after)


def ask_for_answer(request: Request) -> None:
    """A clerk has to accept, merge or decline it."""
    due = after(request.opened_on, setting("answer_hours"))
    open_duty(request, "answer", said("Answer the repair request"), due=due, role=CLERK)


def ask_for_hand(request: Request) -> None:
    """A clerk has to send somebody, in time for the response."""
    close_duty(request)
    due = after(request.accepted_on or request.opened_on, setting("response_hours", request.priority))
    open_duty(request, "respond", said("Send somebody to repair it"), due=due, role=CLERK)


def ask_for_work(request: Request) -> None:
    """Whoever was sent has to finish it; a contractor has no inbox here, so a clerk keeps watch."""
    close_duty(request)
    due = after(request.accepted_on or request.opened_on, setting("finish_hours", request.priority))
    whose: dict[str, Any] = {"person": request.technician} if request.technician else {"role": CLERK}
    open_duty(request, "finish", said("Finish the repair"), due=due, **whose)


def ask_for_confirmation(request: Request) -> None:
    """The requester, or for citizens and rounds a clerk, has to say that it works."""
    close_duty(request)
    day = request.finished_on or timezone.localdate()
    due = end_of_day(day + datetime.timedelta(days=setting("confirm_days")))
    whose: dict[str, Any] = {"person": request.requester} if request.requester else {"role": CLERK}
    open_duty(request, "confirm", said("Confirm the repair"), due=due, **whose)


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

"""Whom a request's news go to, and in which words. Called only inside actions; mail leaves after the commit.

Mail is written in the office's first language, whatever language the clerk who acts has chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from siwei.general.repairs.lookup import code_of
from siwei.general.repairs.models import Request
from siwei.general.repairs.roles import CLERK
from siwei.kernel.access.actor import holders
from siwei.kernel.directory.models import Person
from siwei.kernel.notices.models import notify


def _everybody(request: Request) -> Iterator[Request]:
    """The case and every case merged into it, however deep."""
    yield request
    for duplicate in request.duplicates.select_related("requester"):
        yield from _everybody(duplicate)


def _address(request: Request) -> Person | str | None:
    return request.requester or request.requester_mail or None


def tell_requesters(request: Request, news: str, detail: str = "") -> None:
    """Tell whoever asked, and whoever asked for the same thing in a merged request.

    `news` is a marked English sentence with %(number)s; `detail` is what the clerk wrote.
    """
    for one in _everybody(request):
        to = _address(one)
        if to is None:
            continue
        with override(settings.LANGUAGE_CODE):
            sentence = _(news) % {"number": one.number}
            body = "\n\n".join(filter(None, [sentence, detail, _asked(one), _way_back(one)]))
        notify(one, to=[to], subject=sentence, body=body)


def _asked(request: Request) -> str:
    return _("You had asked for: %(text)s") % {"text": request.asked_description}


def _way_back(request: Request) -> str:
    """How a citizen without an account comes back to the case."""
    if request.requester is not None:
        return ""
    return _("Look it up on the repairs page of the public site. Number: %(number)s, look-up code: %(code)s") % {
        "number": request.number, "code": code_of(request),
    }  # fmt: skip


def tell_worker(request: Request) -> None:
    """Tell the technician, or the contractor by mail, what is to be repaired and where."""
    to: Person | str = request.technician or (request.contract.mail if request.contract else "")
    if not to:
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("Repair %(number)s is assigned to you") % {"number": request.number}
        place = " ".join(filter(None, [str(request.centre), str(request.place or ""), request.where]))
        lines = [
            place,
            str(request.equipment or ""),
            f"{request.get_kind_display()} · {request.get_priority_display()}",
            request.description,
        ]
    notify(request, to=[to], subject=subject, body="\n".join(filter(None, lines)))


def tell_office(request: Request, news: str, detail: str = "") -> None:
    """Tell the technician who works on it, or the clerks."""
    to: list[Person] = [request.technician] if request.technician else holders(CLERK)
    with override(settings.LANGUAGE_CODE):
        sentence = _(news) % {"number": request.number}
    notify(request, to=to, subject=sentence, body=detail or request.description)

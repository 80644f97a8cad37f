"""What the clock does for delivery: notes complete results, asks to look at the others, removes old bytes."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.delivery.acts import ask_for_result, settle
from siwei.documents.exchange.delivery.expiry import empty_envelopes
from siwei.documents.exchange.delivery.work import work
from siwei.documents.exchange.models import Dispatch, Sending
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job, Loop

UNSETTLED = (Sending.State.UNDER_WAY, Sending.State.ATTENTION)
#: sendings of one run
MOST = 500


def note_results(_day: datetime.date) -> int:
    """Settle sendings of which nobody waits for anything any more; gives how many."""
    waiting = Dispatch.objects.filter(state__in=(*Dispatch.OPEN, *Dispatch.TROUBLE))
    rows = Sending.objects.filter(state__in=UNSETTLED).exclude(pk__in=waiting.values("sending"))
    done = list(rows.order_by("pk")[:MOST])
    for sending in done:
        settle(sending, by=Actor.system("exchange.results"))
    return len(done)


def ask_for_results(day: datetime.date) -> int:
    """Make it a duty to look at what is not complete the day after it was sent (作業辦法 art. 7); gives how many."""
    rows = list(Sending.objects.filter(state__in=UNSETTLED, opened_on__lt=day).order_by("pk"))
    for sending in rows:
        ask_for_result(sending, by=Actor.system("exchange.ask"))
    return len(rows)


JOBS = (
    Job("exchange.results", _("Note the results of the exchange"), note_results, "* * * * *"),
    Job("exchange.ask", _("Ask to look at the results of the exchange"), ask_for_results, "0 8 * * *"),
    Job("exchange.envelopes", _("Remove old bytes of envelopes"), empty_envelopes, "45 2 * * *"),
)
LOOPS = (Loop("exchange", work),)

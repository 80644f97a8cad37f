"""What the clock does in exchange: expired certificates, news of the book, old bytes of the quarantine."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.actions.book import announce, strike, suspend
from siwei.documents.exchange.actions.quarantine import discard
from siwei.documents.exchange.models import Member, Quarantine
from siwei.documents.exchange.rules import strike_on
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.office import office
from siwei.kernel.jobs.job import Job
from siwei.kernel.records.said import said

BY = Actor.system("exchange.certificates")
State = Member.State


def watch_certificates(day: datetime.date) -> int:
    """Suspend at once whose certificate has expired, strike it after its time; gives how many. Twice does no more."""
    done = 0
    for member in Member.objects.filter(state=State.OPEN, certificate_until__lt=day).order_by("pk"):
        suspend(member, by=BY, day=day, note=said("The certificate has expired."))
        done += 1
    months = office().setting("exchange.strike_after_months")
    for member in Member.objects.filter(state=State.SUSPENDED, certificate_until__lt=day).order_by("pk"):
        if member.certificate_until and strike_on(member.certificate_until, months) <= day:
            strike(member, by=BY, day=day, note=said("The certificate expired and was not renewed in time."))
            done += 1
    return done


def tell_changes(day: datetime.date) -> int:
    """Tell every member that left a mail address what changed in the book; gives how many entries."""
    mails = list(Member.objects.filter(state=State.OPEN).exclude(mail="").values_list("mail", flat=True))
    news = Member.objects.filter(changes__told=False).distinct().order_by("pk")
    for member in list(news):
        announce(member, by=Actor.system("exchange.changes"), to=mails)
    return len(news)


def empty_quarantine(day: datetime.date) -> int:
    """Remove bytes of settled envelopes after their time; gives how many."""
    days = office().setting("exchange.quarantine_days")
    before = timezone.make_aware(datetime.datetime.combine(day, datetime.time())) - datetime.timedelta(days=days)
    rows = list(Quarantine.objects.filter(state=Quarantine.State.SETTLED, received_at__lt=before).exclude(stored=""))
    for kept in rows:
        discard(kept, by=Actor.system("exchange.quarantine"))
    return len(rows)


JOBS = (
    Job("exchange.certificates", _("Suspend members whose certificate has expired"), watch_certificates, "10 0 * * *"),
    Job("exchange.changes", _("Tell members of changes of the address book"), tell_changes, "0 8 * * *"),
    Job("exchange.quarantine", _("Remove old bytes from quarantine"), empty_quarantine, "30 2 * * *"),
)

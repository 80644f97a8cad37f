"""Notices: a message to a person or a mail address, written with the act and sent after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.kernel.directory.models import Person
from siwei.kernel.records.models import About, AboutQuerySet, Record, type_of


class Notice(About):
    """One message. `mail` is empty when the person has none; then it is shown in the house only."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="notices")
    mail = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachments = models.JSONField(default=list)
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="notices_to_send"),
        ]
        verbose_name = _("notice")

    def __str__(self) -> str:
        return self.subject


def notify(
    record: Record,
    *,
    to: Iterable[Person | str],
    subject: str,
    body: str,
    attachments: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Write a message to each of `to` (people or mail addresses); it leaves after the commit.

    `attachments`: (file name, text, type), such as an invitation. Nobody is told twice in one call.
    """
    kind = type_of(record)
    seen: set[object] = set()
    rows = []
    for one in to:
        key = one if isinstance(one, str) else one.pk
        if not key or key in seen:
            continue
        seen.add(key)
        person, mail = (None, one) if isinstance(one, str) else (one, one.email)
        rows.append(
            Notice(
                content_type=kind,
                object_id=record.pk,
                person=person,
                mail=mail,
                subject=subject[:200],
                body=body,
                attachments=[list(a) for a in attachments],
            )
        )
    Notice.objects.bulk_create(rows)
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Tell a waiting worker; when none waits, the job of every minute sends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("NOTIFY siwei_notices")


def send_waiting(limit: int = 200) -> int:
    """Send what is written and not yet sent; a failure is kept beside the notice and tried again.

    Rows are locked one batch at a time, so two workers never send one message twice.
    """
    sent = 0
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True).filter(sent_at=None).exclude(mail="")
        for notice in waiting.order_by("pk")[:limit]:
            sent += _send(notice)
    return sent


def _send(notice: Notice) -> int:
    message = EmailMessage(notice.subject, notice.body, to=[notice.mail])
    for name, text, mime in notice.attachments:
        message.attach(name, text, mime)
    try:
        message.send()
    except OSError as error:
        notice.failure = str(error)
        notice.save(update_fields=["failure"])
        return 0
    notice.sent_at, notice.failure = timezone.now(), ""
    notice.save(update_fields=["sent_at", "failure"])
    return 1


def unread(person: Any) -> AboutQuerySet:
    """Notices a person has not looked at."""
    return Notice.objects.filter(person=person, read_at=None)

"""Notices: a message to a person or a mail address, written with the act and sent after it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siwei.kernel.directory.models import Person
from siwei.kernel.records.models import About, AboutQuerySet, Record, type_of
from siwei.kernel.records.said import SaidField, text_of

#: after so many failures a message is tried no more; it stays, with what was wrong
TRIES = 500
#: what a mail server says of one message; anything else is trouble with the server
OF_THE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class Notice(About):
    """One message. `mail` is empty when the person has none; then it is shown in the house only."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="notices")
    mail = models.EmailField(blank=True)
    subject = SaidField()
    body = SaidField()
    attachments = models.JSONField(default=list)
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
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
        return str(self.subject)


def notify(
    record: Record,
    *,
    to: Iterable[Person | str],
    subject: str | Promise,
    body: str | Promise,
    attachments: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Write a message to each of `to` (people or mail addresses); it leaves after the commit.

    `subject` and `body`: what `said` gave, a lazy label, or text that somebody typed; everybody reads it in his
    own language. `attachments`: (file name, text, type), such as an invitation. Nobody is told twice in one call.
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
                subject=subject,
                body=body,
                attachments=[list(a) for a in attachments],
            )
        )
    Notice.objects.bulk_create(rows)
    transaction.on_commit(_wake, robust=True)


def erase_mails(record: Record) -> None:
    """Of what was written to addresses outside the house, remove address and text: who they were is to be forgotten."""
    Notice.objects.about(record).filter(person=None).update(mail="", body="", attachments=[])


def _wake() -> None:
    """Tell a waiting worker; when none waits, the job of every minute sends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("NOTIFY siwei_notices")


def send_waiting(limit: int = 200) -> int:
    """Send what is written and not yet sent; gives how many left. A failure is kept beside the notice.

    Each message is a transaction of its own under its row's lock: two workers never send one twice, and a
    crash can repeat one message at most. What failed before waits behind what is new, and rests after TRIES.
    """
    waiting = Notice.objects.filter(sent_at=None, tries__lt=TRIES).exclude(mail="").order_by("tries", "pk")
    return sum(_send(pk) for pk in list(waiting.values_list("pk", flat=True)[:limit]))


def _send(pk: int) -> bool:
    with transaction.atomic():
        rows = Notice.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
        notice: Notice | None = rows.filter(pk=pk, sent_at=None).first()
        if notice is None:
            return False
        try:
            _message(notice).send()
        except (*OF_THE_MESSAGE, ValueError) as error:  # an address or heading that no mail can carry
            notice.failure, notice.tries = str(error), notice.tries + 1
        except OSError as error:  # no mail server: not this message's fault, however long it lasts
            notice.failure = str(error)
        else:
            notice.sent_at, notice.failure, notice.tries = timezone.now(), "", notice.tries + 1
        notice.save(update_fields=["sent_at", "failure", "tries"])
    return notice.sent_at is not None


def _message(notice: Notice) -> EmailMessage:
    subject, body = _worded(notice)
    message = EmailMessage(subject, body, to=[notice.mail])
    for name, text, mime in notice.attachments:
        message.attach(name, text, mime)
    return message


def _worded(notice: Notice) -> tuple[str, str]:
    """Subject and body in the language of a person; of an address nothing is known, so it gets all languages."""
    codes = [code for code, _name in settings.LANGUAGES]
    if notice.person is not None:
        codes = [notice.person.language or settings.LANGUAGE_CODE]
    subjects, bodies = [], []
    for code in codes:
        with override(code):
            subjects.append(" ".join(text_of(notice.subject).split()))  # a mail's subject is one line
            bodies.append(text_of(notice.body))
    return " / ".join(dict.fromkeys(subjects)), "\n\n".join(dict.fromkeys(bodies))


def unread(person: Any) -> AboutQuerySet:
    """Notices a person has not looked at."""
    return Notice.objects.filter(person=person, read_at=None)

"""What the clock does: reminds of documents that are nearly due or late, in office hours; reads the files that came."""

from __future__ import annotations

import datetime
import logging

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence import ocr
from siwei.documents.correspondence.actions.receiving import read_words
from siwei.documents.correspondence.models import Document, Incoming, IncomingText, Letter
from siwei.documents.correspondence.roles import DESK
from siwei.kernel.access.actor import Actor, holders
from siwei.kernel.calendar.office_calendar import office_calendar
from siwei.kernel.deadlines.models import Duty, note_reminded
from siwei.kernel.files.models import Attachment, attachments_of
from siwei.kernel.jobs.job import Job
from siwei.kernel.notices.models import notify
from siwei.kernel.records.said import said

log = logging.getLogger(__name__)
#: documents whose files are read in one run; the next begins a minute later
FILES_A_RUN = 200


def remind(day: datetime.date) -> int:
    """Tell handlers, on working days only, what is due today or is late; once a day each. Gives how many documents."""
    if not office_calendar().is_working_day(day):
        return 0
    midnight = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    end = midnight + datetime.timedelta(days=1)
    told = 0
    for model in (Incoming, Letter):
        due = Duty.objects.filter(state=Duty.State.OPEN, kind="handle", due__lt=end).about_type(model)
        due = due.filter(Q(reminded_at=None) | Q(reminded_at__lt=midnight))
        rows = model.objects.in_bulk(list(due.values_list("object_id", flat=True)))
        duties = list(due.filter(object_id__in=rows).select_related("person", "unit"))
        for duty in duties:
            _remind(rows[duty.object_id], duty, midnight)
        note_reminded(duties)
        told += len(duties)
    return told


def _remind(document: Document, duty: Duty, midnight: datetime.datetime) -> None:
    late = duty.due is not None and duty.due < midnight
    subject = said("Overdue: %(document)s") if late else said("Due today: %(document)s")
    body = said("It was due on %(day)s. What is due explains itself on its page.")
    to = [duty.person] if duty.person else holders(DESK, duty.unit)
    on = timezone.localdate(duty.due) if duty.due else None
    notify(document, to=to, subject=subject % {"document": document.title()}, body=body % {"day": on})


def read_files(_day: datetime.date) -> int:
    """Read the words of files that came, oldest first; gives how many documents.

    Each document is a transaction of its own: a run that is cut short goes on where it stopped.
    """
    read = 0
    rows = IncomingText.objects.filter(unread=True).order_by("pk").values_list("incoming_id", flat=True)
    for key in rows[:FILES_A_RUN]:
        incoming = Incoming.objects.get(pk=key)
        words = [_words(one) for one in attachments_of(incoming)]
        read_words(incoming, by=Actor.system("files"), words="\n".join(filter(None, words)))
        read += 1
    return read


def _words(attachment: Attachment) -> str:
    """The words of a file; of one whose bytes are gone none, so that it does not hold up those behind it."""
    try:
        return ocr.words_of(attachment.file.read(), attachment.mime)
    except OSError as lost:
        log.error("the file %s cannot be read: %s", attachment.pk, lost)
        return ""


JOBS = (
    Job("correspondence.remind", _("Remind of documents that are due"), remind, "30 8 * * 1-6"),
    Job("correspondence.read_files", _("Read the words of files"), read_files, "* * * * *", whole=False),
)

"""Attachments: files about a record, kept by checksum, with the type that their bytes show."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import About, Guarded, GuardedAboutQuerySet, Record, type_of

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor

LARGEST = 25 * 1024 * 1024  # bytes; above it a scan belongs into the archives, not onto a case
ACCEPTED = {
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Attachment(About, Guarded):
    """A file about a record. The bytes lie under their checksum, so the same file is stored once."""

    kind = models.CharField(_("Kind"), max_length=40, blank=True)
    name = models.CharField(_("File name"), max_length=200)
    mime = models.CharField(_("Type"), max_length=100)
    size = models.PositiveBigIntegerField(_("Size"))
    sha256 = models.CharField(_("Checksum"), max_length=64)
    file = models.FileField(max_length=200)
    public = models.BooleanField(_("May be shown to anybody"), default=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=120)
    keep_until = models.DateField(_("Keep until"), null=True, blank=True)

    objects = GuardedAboutQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        verbose_name = _("attachment")

    def __str__(self) -> str:
        return self.name


def checked_type(name: str, content: bytes) -> str:
    """The type that the bytes show; ValidationError when it is not one that the office takes."""
    try:
        mime = puremagic.from_string(content, mime=True, filename=name)
    except (puremagic.PureError, ValueError):
        mime = "text/plain" if _is_text(content) else ""
    if mime not in ACCEPTED:
        raise ValidationError(gettext("%(name)s: files of this type are not taken.") % {"name": name})
    return mime


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def attach(record: Record, file: File[bytes], *, by: Actor, kind: str = "", public: bool = False) -> Attachment:
    """Keep `file` with a record; only inside an action. Raises ValidationError for size or type."""
    name = (file.name or "file").rsplit("/", 1)[-1][:200]
    if file.size and file.size > LARGEST:
        raise ValidationError(gettext("%(name)s is larger than 25 MB.") % {"name": name})
    content = file.read()
    mime = checked_type(name, content)
    digest = hashlib.sha256(content).hexdigest()
    attachment = Attachment(
        content_type=type_of(record),
        object_id=record.pk,
        kind=kind,
        name=name,
        mime=mime,
        size=len(content),
        sha256=digest,
        public=public,
        added_by=by.name,
    )
    stored = f"{digest[:2]}/{digest}"
    storage = attachment.file.storage
    file.seek(0)
    attachment.file.name = stored if storage.exists(stored) else storage.save(stored, file)
    attachment.save()
    return attachment


def attachments_of(record: Record) -> GuardedAboutQuerySet:
    """Files of a record, oldest first."""
    return Attachment.objects.about(record)

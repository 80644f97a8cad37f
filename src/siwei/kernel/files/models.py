"""Attachments: files about a record, kept by checksum, with the type that their bytes show."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siwei.kernel.records.models import About, Guarded, GuardedAboutQuerySet, Record, type_of
from siwei.kernel.records.writing import writing

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor

LARGEST = 25 * 1024 * 1024  # bytes; above it a scan belongs into the archives, not onto a case
#: how the bytes of a type begin
BEGINS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("application/pdf", re.compile(rb"%PDF-\d")),
)
#: what the library raises, member by member, for an archive that is damaged, encrypted or packed in a way it lacks
DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error)
OPEN_DOCUMENTS = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
#: the part of an archive that makes it a document of its type
OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
MARKUP = re.compile(r"\s*<(!doctype|\?xml|html|head|body|script|svg|!--)", re.IGNORECASE)


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
    """The type that the bytes show; ValidationError when it is not one that the office takes.

    The name decides one thing only: whether text is a table.
    """
    mime = next((mime for mime, begins in BEGINS if begins.match(content)), "")
    if content.startswith(b"PK\x03\x04"):
        mime = _type_of_zip(content)
    elif not mime and _is_text(content):
        mime = "text/csv" if name.lower().endswith(".csv") else "text/plain"
    if not mime:
        raise ValidationError(gettext("%(name)s: files of this type are not taken.") % {"name": name})
    return mime


def _type_of_zip(content: bytes) -> str:
    """Office documents are archives that say inside what they are; other archives have no type here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                return said if said in OPEN_DOCUMENTS else ""
    except DAMAGED:
        return ""
    return next((mime for part, mime in OFFICE_PARTS.items() if part in names), "")


def _is_text(content: bytes) -> bool:
    """UTF-8 without control codes, and no markup that a browser would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and "\0" not in text and not MARKUP.match(text)


def read(file: File[bytes]) -> tuple[str, bytes]:
    """The name without folders and the bytes, which can be read again; ValidationError when there are too many."""
    name = (file.name or "file").rsplit("/", 1)[-1][:200]
    file.seek(0)
    content = file.read(LARGEST + 1)
    file.seek(0)
    if len(content) > LARGEST:
        raise ValidationError(gettext("%(name)s is larger than 25 MB.") % {"name": name})
    return name, content


def attach(
    record: Record, file: File[bytes], *, by: Actor, kind: str = "", public: bool = False,
    keep_until: datetime.date | None = None,
) -> Attachment:  # fmt: skip
    """Keep `file` with a record; only inside an action. Raises ValidationError for size or type.

    `keep_until`: the last day on which it is kept; then the row and the bytes are removed (`remove_expired`).
    """
    name, content = read(file)
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
        keep_until=keep_until,
    )
    stored = f"{digest[:2]}/{digest}"
    storage = attachment.file.storage
    _lock(digest)
    if not storage.exists(stored):
        storage.save(stored, ContentFile(content))
    attachment.file.name = stored
    attachment.save()
    return attachment


def attachments_of(record: Record) -> GuardedAboutQuerySet:
    """Files of a record, oldest first."""
    return Attachment.objects.about(record)


def is_sound(attachment: Attachment) -> bool:
    """Whether the bytes are there and still those that were attached."""
    try:
        with attachment.file.storage.open(str(attachment.file.name)) as file:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == attachment.sha256


def remove_expired(day: datetime.date) -> int:
    """Remove attachments whose last day lies before `day`; gives how many. Their records and histories stay."""
    with writing():
        removed, checksums = _remove_rows(Attachment.objects.filter(keep_until__lt=day))
    _remove_bytes(checksums)
    return removed


def remove(rows: models.QuerySet[Attachment]) -> int:
    """Remove attachments; gives how many. Only inside an action; one that fails has lost no bytes."""
    removed, checksums = _remove_rows(rows)
    transaction.on_commit(lambda: _remove_bytes(checksums))
    return removed


def _remove_rows(rows: models.QuerySet[Attachment]) -> tuple[int, list[str]]:
    checksums = sorted(set(rows.order_by().values_list("sha256", flat=True)))
    return rows.delete()[0], checksums


def _remove_bytes(checksums: Iterable[str]) -> None:
    """Bytes go with the last attachment that has them."""
    for digest in checksums:
        with transaction.atomic():
            _lock(digest)
            if not Attachment.objects.filter(sha256=digest).exists():
                default_storage.delete(f"{digest[:2]}/{digest}")


def _lock(digest: str) -> None:
    """Until the transaction ends nobody else stores or removes these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"file {digest}"])

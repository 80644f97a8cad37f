"""What incoming documents and letters share: whose they are, urgency, secrecy, the clock's result, the file."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.models.choices import SECRECY, SPEEDS, Category
from siwei.documents.correspondence.models.tables import FileClass
from siwei.documents.correspondence.models.visibility import DocumentQuerySet
from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.records.models import Case

#: what stands in every column of a classified document where its subject would
HIDDEN = "密件"
#: what stands on a file: year / class / case / volume / item
FILE_NUMBER = re.compile(r"\d{3}/[^/]{1,20}/\d{1,4}/\d{1,3}/\d{1,4}")


class Document(Case):
    """A document of an agency. What is classified keeps its words out of these columns: they would stand in lists,
    search, exports and histories (RULES 8.3).
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Unit in charge"))
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Handler")
    )
    subject = models.CharField(_("Subject"), max_length=1000)
    kind = models.CharField(_("Type of document"), max_length=40)
    category = models.CharField(
        _("Category"), max_length=20, choices=Category.choices, default=Category.GENERAL, db_index=True
    )
    speed = models.CharField(_("Speed"), max_length=10, choices=SPEEDS, default="普通件")
    secrecy = models.CharField(_("Secrecy"), max_length=2, choices=SECRECY, default="", blank=True)
    secret_until = models.CharField(_("Term or condition of secrecy"), max_length=120, blank=True)
    named_due = models.DateField(_("Due on the day named"), null=True, blank=True)

    #: what the clock said when it was closed
    closed_on = models.DateField(_("Closed on"), null=True, editable=False)
    used_days = models.DecimalField(_("Days used"), max_digits=6, decimal_places=1, null=True, editable=False)
    in_time = models.BooleanField(_("In time"), null=True, editable=False)
    online = models.BooleanField(_("Approved on-line"), default=False, editable=False)

    file_number = models.CharField(_("File number"), max_length=60, blank=True, editable=False)
    retention = models.CharField(_("Retention"), max_length=10, blank=True, editable=False)
    file_class = models.ForeignKey(
        FileClass, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("File class")
    )
    filed_on = models.DateField(_("Taken over by the archive on"), null=True, editable=False)

    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    unkept: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def is_secret(self) -> bool:
        """Whether it is classified 密."""
        return bool(self.secrecy)

    def title(self) -> str:
        """Number and subject; of a classified one the subject column says no more than that."""
        return f"{self.number} {self.subject}"[:300]

    def series(self) -> tuple[str, int]:
        """Incoming and created documents of an agency share one series a year, so either number may become the
        issue number of the answer (收發文同號).
        """
        _code, year = super().series()
        return f"D{self.agency.code}", year

    def numbered(self, year: int, number: int) -> str:
        """The nine digits that a document number has: 106000123."""
        return f"{year:03d}{number:06d}"

    @property
    def serial(self) -> int:
        """The running part of its number."""
        return int(self.number[3:])

    def tells(self, actor: Actor) -> bool:
        """The history of a classified one, from its beginning, is for those whose names stand on its list."""
        from siwei.documents.correspondence.actions.reading import is_reader

        return is_reader(self, actor)

    def given_out(self, actor: Actor, what: str | Promise) -> None:
        """Of a classified one every reading is written down, and only who stands on its list reads it."""
        from siwei.documents.correspondence.actions.reading import opened

        opened(self, actor, what)

    def searched_words(self) -> str:
        """Number and subject; a classified one is outside search."""
        return "" if self.is_secret else f"{self.number}\n{self.subject}"

    def closed(self, day: datetime.date) -> bool:
        """Whether it was done by a day."""
        return self.closed_on is not None and self.closed_on <= day

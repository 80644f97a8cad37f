"""The classification scheme of an agency (檔案分類及保存年限區分表): its classes, versions by date."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models.choices import Disposition, Ground, retention_words
from siwei.documents.archives.models.holdings import RETENTIONS
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.directory.models import Agency
from siwei.kernel.records.models import Record, RecordQuerySet

#: up to twenty letters, digits, dots and dashes (RULES 2.2); the slash divides the parts of a file number
CLASS_NUMBER = RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}\Z", _("A class number is of digits and letters."))


class SchemeQuerySet(RecordQuerySet):
    """Classes."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody with an account: it is the rule by which all file."""
        return self.all() if actor.holds_any((STAFF, AUDITOR)) else self.none()

    def on(self, day: datetime.date) -> Self:
        """Classes in force on a day."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def that_ruled(self, day: datetime.date) -> SchemeClass | None:
        """Of the versions of a class the one of that day; of a day without one the newest that is not yet to come."""
        found: SchemeClass | None = self.on(day).first()
        return found or self.filter(since__lte=timezone.localdate()).order_by("-since").first()


class SchemeClass(Record):
    """A class (分類號) in force from a day to before another.

    A change of retention is a new row, so that files keep the rule under which they were made.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"), db_index=False)
    code = models.CharField(_("Class number"), max_length=20, validators=[CLASS_NUMBER])
    name = models.CharField(_("Name of the class"), max_length=120)
    parent = models.CharField(
        _("Class above"), max_length=20, blank=True, help_text=_("Its number, which holds across versions.")
    )
    years = models.PositiveSmallIntegerField(_("Retention of the class"), choices=RETENTIONS)
    ground = models.CharField(_("Ground for keeping for ever"), max_length=20, choices=Ground.choices, blank=True)
    disposition = models.CharField(_("Disposition"), max_length=10, choices=Disposition.choices)
    since = models.DateField(_("In force from"))
    until = models.DateField(_("In force until (the first day without)"), null=True, blank=True, editable=False)
    #: what the clock makes of the two days; flows and pages go by it
    in_force = models.BooleanField(_("Version in force"), default=False, editable=False)
    note = models.CharField(_("What belongs here"), max_length=300, blank=True)

    searched: ClassVar[tuple[str, ...]] = ("code", "name", "note")
    objects = SchemeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["agency", "code", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "since"], name="archives_one_version"),
            models.UniqueConstraint(fields=["agency", "code"], condition=Q(until=None), name="archives_one_in_force"),
            models.UniqueConstraint(fields=["agency", "code"], condition=Q(in_force=True), name="archives_one_now"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=models.F("since")), name="archives_span"),
        ]
        verbose_name = _("class of the scheme")
        verbose_name_plural = _("classes of the scheme")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def business_date(self) -> datetime.date:
        """The first day it is in force."""
        return self.since

    @property
    def retention(self) -> str:
        """As it stands on a file: 10年 or 永久."""
        return retention_words(self.years)

"""Tables that a keeper keeps: words of numbers, delegated decisions, groups of recipients, templates, file classes."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from siwei.documents.content.model import Recipient, recipients_from_json
from siwei.documents.content.types import document_types
from siwei.documents.correspondence.models.choices import LEVEL_CHOICES
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.directory.models import Agency, Unit
from siwei.kernel.records.models import Record, RecordQuerySet

#: 保存年限 in years; 0 is for ever (機關檔案保存年限及銷毀辦法 arts. 3 to 5)
RETENTIONS = [(0, _("Permanent")), *((years, str(years)) for years in (30, 25, 20, 15, 10, 5, 3, 1))]


class TableQuerySet(RecordQuerySet):
    """Rows of such a table."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody with an account: they are the rules by which all work."""
        return self.all() if actor.holds_any((STAFF, AUDITOR)) else self.none()

    def on(self, day: datetime.date) -> Self:
        """Rows in force on a day."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Dated(Record):
    """A row in force from a day to before another."""

    since = models.DateField(_("In force from"))
    until = models.DateField(_("In force until (the first day without)"), null=True, blank=True)

    objects = TableQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes managers for instance variables

    class Meta:
        abstract = True

    def business_date(self) -> datetime.date:
        """The first day it is in force."""
        return self.since


class Word(Dated):
    """A word of issue numbers (發文字), of an agency or of one of its units; `in_city_name` for 高市府… ."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="words", verbose_name=_("Agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="words", verbose_name=_("Unit"))
    text = models.CharField(_("Word of issue numbers"), max_length=20)
    in_city_name = models.BooleanField(_("In the name of the city"), default=False)

    searched: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        ordering = ["agency", "text", "since"]
        constraints = [models.UniqueConstraint(fields=["text", "since"], name="correspondence_one_word")]
        verbose_name = _("word of issue numbers")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """A word ends with 字, as it prints."""
        if not self.text.endswith("字"):
            raise ValidationError({"text": _now("A word of issue numbers ends with 字.")})

    def series(self) -> str:
        """The code of its number series: the word itself, so that a row that goes on with a word goes on counting."""
        return self.text


class DelegationQuerySet(TableQuerySet):
    """The table of delegated decisions."""

    def for_unit(self, agency_id: int, unit_id: int, day: datetime.date) -> Self:
        """Items of a unit and those of its whole agency, in force on a day."""
        return self.on(day).filter(Q(unit=unit_id) | Q(unit=None, agency=agency_id))


class Delegation(Dated):
    """An item of work and the level that decides it (分層負責明細表)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit"))
    item = models.CharField(_("Item of work"), max_length=120)
    level = models.PositiveSmallIntegerField(_("Level that decides"), choices=LEVEL_CHOICES)

    searched: ClassVar[tuple[str, ...]] = ("item",)
    objects = DelegationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["agency", "unit", "item", "since"]
        verbose_name = _("delegated decision")

    def __str__(self) -> str:
        return f"{self.item}（{self.get_level_display()}）"


class OfAgencyQuerySet(TableQuerySet):
    """Rows of one agency's or unit's own."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows of the actor's agency; auditors see all."""
        if actor.is_system or actor.holds(AUDITOR):
            return self.all()
        if actor.place is None or actor.place.post is None:
            return self.none()
        return self.filter(agency=actor.place.post.unit.agency_id)


class RecipientGroup(Record):
    """Recipients that are chosen together; `members` are recipients of `documents.content` as JSON.

    With `collective` the document names the group (總稱) and the roster its members.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    name = models.CharField(_("Name of the group"), max_length=80)
    collective = models.BooleanField(_("The document names the group only"), default=False)
    members = models.JSONField(_("Members of the group"), default=list, blank=True)
    active = models.BooleanField(_("In use"), default=True, editable=False)

    searched: ClassVar[tuple[str, ...]] = ("name",)
    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["agency", "name"]
        verbose_name = _("group of recipients")

    def __str__(self) -> str:
        return self.name

    def recipients(self) -> tuple[Recipient, ...]:
        """The members as values of the content."""
        return recipients_from_json(self.members)


class Template(Record):
    """A beginning of drafts of a unit (or of the whole agency): type and content as JSON."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit"))
    name = models.CharField(_("Name of the template"), max_length=80)
    kind = models.CharField(_("Type of document"), max_length=40)
    content = models.JSONField(_("Content"), default=dict, blank=True)
    active = models.BooleanField(_("In use"), default=True, editable=False)

    searched: ClassVar[tuple[str, ...]] = ("name", "kind")
    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["agency", "name"]
        verbose_name = _("template of documents")

    def __str__(self) -> str:
        return f"{self.name}（{self.kind}）"

    def clean(self) -> None:
        """Its type is one that is issued."""
        known = document_types().get(self.kind)
        if known is None or not known.issued:
            raise ValidationError({"kind": _now("There is no such type of document.")})


class FileClass(Record):
    """A class of the classification scheme (分類號) with the retention of what is filed in it.

    Where the agency's archive keeps the scheme, it follows that and is not changed here.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    code = models.CharField(_("Class number"), max_length=20)
    name = models.CharField(_("Class"), max_length=120)
    years = models.PositiveSmallIntegerField(_("Retention in years"), choices=RETENTIONS, default=10)
    by_scheme = models.BooleanField(_("Follows the scheme of the archive"), default=False, editable=False)
    active = models.BooleanField(_("In use"), default=True, editable=False)

    searched: ClassVar[tuple[str, ...]] = ("code", "name")
    objects = OfAgencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["agency", "code"]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="correspondence_one_class")]
        verbose_name = _("file class")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def retention(self) -> str:
        """As it stands on a document: 10年 or 永久."""
        return f"{self.years}年" if self.years else "永久"

"""Record, Case and Part: the abstract bases of every business table, and About, the pointer to one of them.

Each record type is an ordinary table. What the kernel keeps about records (events, files, duties,
slips) points to "the record" through `About`, so no type needs a parent table.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siwei.kernel.numbering.models import case_number, take
from siwei.kernel.records.batch import open_batch
from siwei.kernel.records.writing import demand_writing

if TYPE_CHECKING:
    from siwei.kernel.access.actor import Actor


class GuardedQuerySet(models.QuerySet[Any]):
    """A queryset whose writes need a running action."""

    def update(self, **kwargs: Any) -> int:
        """Guarded `update`."""
        demand_writing(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Guarded `delete`."""
        demand_writing(self.model.__name__)
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Guarded `bulk_create`."""
        demand_writing(self.model.__name__)
        batch = open_batch()
        if batch is None:
            return super().bulk_create(objs, *args, **kwargs)
        rows = list(objs)
        for row in rows:
            batch.keep(row)
        return rows

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        """Guarded `bulk_update`."""
        demand_writing(self.model.__name__)
        return super().bulk_update(objs, *args, **kwargs)


class RecordQuerySet(GuardedQuerySet):
    """Base queryset of records; each type says in `visible_to` who sees which rows."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows that `actor` may know of. Every page, export, search and figure begins with it."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it")

    def exported(self) -> Self:
        """Rows that may leave the house in a sheet; types with classified records leave them out."""
        return self


class Guarded(models.Model):
    """A row that only actions write."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Guarded `save`; an open batch keeps a new row back."""
        demand_writing(type(self).__name__)
        batch = open_batch()
        if batch is None:
            super().save(*args, **kwargs)
        else:
            batch.keep(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Guarded `delete`."""
        demand_writing(type(self).__name__)
        return super().delete(*args, **kwargs)


class Part(Guarded):
    """A row that belongs to a record and lives in its history, such as a session of a booking."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


@dataclass(frozen=True)
class AsSql:
    """What a record's methods say, as SQL over its own columns, for acts on whole sets: `title`, `business_date`, the
    searched text, and day (the business date when nothing is said), agency and place of `found_under`."""

    title: str = "''"
    business_date: str = "NULL::date"
    searched: str = "''"
    agency: str = "NULL::bigint"
    place: str = "''"
    day: str = ""

    @property
    def under(self) -> tuple[str, str, str]:
        """Day, agency and place."""
        return self.day or self.business_date, self.agency, self.place


class Record(Guarded):
    """Something that exists. `version` counts its events; `head` is the hash of the last of them."""

    version = models.PositiveIntegerField(default=1, editable=False)
    head = models.CharField(max_length=64, default="", editable=False)

    #: related names of `Part` rows whose changes stand in the record's history
    parts: ClassVar[tuple[str, ...]] = ()
    #: fields that are searched, as paths; empty means the type is not searched
    searched: ClassVar[tuple[str, ...]] = ()
    #: columns that never stand in the history: secrets, and traces such as the moment of the last sign-in
    unkept: ClassVar[tuple[str, ...]] = ()
    #: the same as its methods say (a contract test compares), where sets of it are made or moved
    as_sql: ClassVar[AsSql] = AsSql()

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def title(self) -> str:
        """What lists, notices and links call this record."""
        return str(self)

    def business_date(self) -> datetime.date | None:
        """The day this record counts for, where it has one."""
        return None

    def found_under(self) -> tuple[datetime.date | None, int | None, str]:
        """Day, agency (its id) and place by which a search is ordered and narrowed; see `kernel.search`."""
        return self.business_date(), None, ""

    def tells(self, actor: Actor) -> bool:
        """Whether its history tells the actor what was changed and noted.

        Asked where acts are listed without asking `visible_to`: an auditor sees that something was done to any record,
        and by whom, but of one that is closed to him by law not what it said.
        """
        return True

    def given_out(self, actor: Actor, what: str | Promise) -> None:
        """A file of it, or its data, are about to be handed to the actor; types whose every reading is logged write it
        down here.
        """

    def get_absolute_url(self) -> str:
        """The address of its page, from the screen that shows its type."""
        from siwei.kernel.module import screen_of

        return str(screen_of(type(self)).url_of(self))


class Case(Record):
    """Something being done: a number, a life (`state`) and the business date it was opened on."""

    #: prefix of the number, e.g. VN
    code: ClassVar[str]

    number = models.CharField(_("Number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("State"), max_length=20, editable=False)
    opened_on = models.DateField(_("Received on"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new case takes its number here, last, because the series stays locked from then on."""
        if not self.number and open_batch() is None:
            demand_writing(type(self).__name__)
            code, year = self.series()
            self.number = self.numbered(year, take(code, year))
        super().save(*args, **kwargs)

    def series(self) -> tuple[str, int]:
        """Code and ROC year of the series its number comes from; ValidationError before the Republic's first year."""
        year = self.opened_on.year - 1911
        if year < 1:
            raise ValidationError({"opened_on": _("Numbers begin with the year 1 of the Republic.")})
        return self.code, year

    def numbered(self, year: int, number: int) -> str:
        """Its number as it prints: `VN106-00001` unless its type has a form of its own."""
        return case_number(self.code, year, number)

    def business_date(self) -> datetime.date | None:
        """A case counts for the day it was received, unless its measures say otherwise."""
        return self.opened_on


class AboutQuerySet(models.QuerySet[Any]):
    """Rows about records."""

    def about(self, record: models.Model) -> Self:
        """Rows about one record."""
        return self.filter(content_type=type_of(record), object_id=record.pk)

    def about_type(self, record_type: type[models.Model]) -> Self:
        """Rows about all records of a type."""
        return self.filter(content_type=type_of(record_type))


class GuardedAboutQuerySet(AboutQuerySet, GuardedQuerySet):  # type: ignore[override]  # stubs: as_manager per class
    """Rows about records that only actions write."""


class About(models.Model):
    """A row about a record of any type."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")

    class Meta:
        abstract = True


def type_of(record: models.Model | type[models.Model]) -> ContentType:
    """The row that names a record's type; Django caches it."""
    return ContentType.objects.get_for_model(record, for_concrete_model=False)


# Django looks for tables here; links stand in a file of their own, which imports this one
import siwei.kernel.records.links  # noqa: E402, F401

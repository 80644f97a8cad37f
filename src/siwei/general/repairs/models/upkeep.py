"""What repairs rest on: equipment, maintenance contracts, preventive plans."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.general.repairs.roles import CREW
from siwei.general.repairs.rules import contract_covers
from siwei.kernel.access.actor import AUDITOR, STAFF, Actor
from siwei.kernel.calendar.roc import format_day
from siwei.kernel.directory.models import Centre, Named, Place
from siwei.kernel.records.models import Record, RecordQuerySet


class Trade(models.TextChoices):
    """The class of a piece of equipment and of the work on it."""

    BUILDING = "building", _("Building fabric")
    PLUMBING = "plumbing", _("Water and electricity")
    AIR = "air", _("Air conditioning")
    FIRE = "fire", _("Fire safety")
    LIFT = "lift", _("Lifts")
    TELEPHONE = "telephone", _("Telephones")
    BROADCAST = "broadcast", _("Public address")
    CAMERA = "camera", _("Cameras")
    OTHER = "other", _("Other work")


class Urgency(models.TextChoices):
    """How soon somebody should look at it."""

    EMERGENCY = "emergency", _("Emergency")
    SOON = "soon", _("Soon")
    NORMAL = "normal", _("Ordinary")


#: what a visit and a part cost, in SQL
LABOUR = models.F("hours") * models.F("rate")
MATERIAL = models.F("quantity") * models.F("unit_price")


def total(rows: models.QuerySet[Any], amount: models.expressions.Combinable) -> Decimal:
    """The sum of an amount over rows; zero over none."""
    money = models.DecimalField(max_digits=14, decimal_places=2)
    return rows.aggregate(_sum=models.Sum(amount, output_field=money))["_sum"] or Decimal(0)


class HouseQuerySet(RecordQuerySet):
    """Equipment and plans: no secret in the house."""

    def visible_to(self, actor: Actor) -> Self:
        """Everybody with an account; the public sees one piece at a time, by the code on it."""
        return self if actor.holds_any((STAFF, AUDITOR)) else self.none()


class Equipment(Named, Record):
    """Something that can break. `token` stands in the code that is stuck on it."""

    unkept = ("token",)
    searched = ("name_zh", "name_en", "serial", "place__name_zh", "place__name_en")

    trade = models.CharField(_("Class of work"), max_length=20, choices=Trade.choices)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("Place"), related_name="equipment")
    serial = models.CharField(_("Serial number"), max_length=60, unique=True)
    token = models.CharField(max_length=32, unique=True, editable=False)
    retired_on = models.DateField(_("Out of use since"), null=True, blank=True)

    objects = HouseQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["place", "serial"]
        verbose_name = _("piece of equipment")
        verbose_name_plural = _("equipment")

    def title(self) -> str:
        """Name and serial number."""
        return f"{self.name} {self.serial}"


class ContractQuerySet(RecordQuerySet):
    """Maintenance contracts."""

    def visible_to(self, actor: Actor) -> Self:
        """Who sends people, and who audits."""
        return self if actor.holds_any((*CREW, AUDITOR)) else self.none()

    def covering(self, trade: str, day: datetime.date) -> Self:
        """Contracts that cover a class of work on a day; the same rule as `rules.contract_covers`, in SQL."""
        return self.filter(trades__contains=[trade], since__lte=day, until__gte=day)


class Contract(Record):
    """A contractor who comes for some classes of work, from one day to another."""

    searched = ("contractor", "contact")

    contractor = models.CharField(_("Contractor"), max_length=120)
    trades = ArrayField(models.CharField(max_length=20, choices=Trade.choices), verbose_name=_("Classes of work"))
    since = models.DateField(_("Valid from"))
    until = models.DateField(_("Last day"))
    contact = models.CharField(_("Contact"), max_length=200, blank=True)
    mail = models.EmailField(_("Mail"), blank=True)
    response_hours = models.PositiveSmallIntegerField(
        _("Comes within (hours)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    hour_rate = models.DecimalField(
        _("Price of an hour"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    ceiling = models.DecimalField(
        _("Ceiling of the contract"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    objects = ContractQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["contractor", "-since"]
        verbose_name = _("maintenance contract")
        verbose_name_plural = _("maintenance contracts")
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="repairs_contract_days")
        ]

    def __str__(self) -> str:
        language = get_language() or "zh-hant"
        return f"{self.contractor} ({format_day(self.since, language)} – {format_day(self.until, language)})"

    def covers(self, trade: str, day: datetime.date) -> bool:
        """Whether it covers a class of work on a day."""
        return contract_covers(self.trades, self.since, self.until, trade, day)

    def trades_text(self) -> str:
        """The classes as people read them."""
        return "、".join(str(Trade(code).label) for code in self.trades)

    def spent(self) -> Decimal:
        """What labour and parts under it came to so far."""
        return total(self.visits.all(), LABOUR) + total(self.parts_used.all(), MATERIAL)

    def left(self) -> Decimal | None:
        """What its ceiling still leaves, below zero when it was passed; None without a ceiling."""
        return None if self.ceiling is None else self.ceiling - self.spent()


class Plan(Record):
    """What is looked after every so many months before it breaks: one piece, or every piece of a class."""

    equipment = models.ForeignKey(
        Equipment, models.PROTECT, verbose_name=_("Equipment"), related_name="plans", null=True, blank=True
    )
    trade = models.CharField(_("Class of work"), max_length=20, choices=Trade.choices, blank=True)
    centre = models.ForeignKey(
        Centre, models.PROTECT, verbose_name=_("Centre"), related_name="+", null=True, blank=True
    )
    what = models.CharField(_("Work to do"), max_length=200)
    every_months = models.PositiveSmallIntegerField(
        _("Every so many months"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    next_on = models.DateField(_("Next on"))
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    objects = HouseQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["next_on", "pk"]
        verbose_name = _("preventive plan")
        verbose_name_plural = _("preventive plans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(equipment__isnull=False, trade="", centre=None)
                | models.Q(~models.Q(trade=""), equipment=None),
                name="repairs_plan_piece_or_class",
                violation_error_message=_("Choose one piece of equipment, or a class of work, one of them."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.covers_text()}: {self.what}"

    def covers_text(self) -> str:
        """What it looks after, as people read it."""
        if self.equipment is not None:
            return str(self.equipment)
        where = self.centre.name if self.centre is not None else said("both centres")
        return f"{self.get_trade_display()} · {where}"

    def pieces(self) -> models.QuerySet[Any]:
        """The equipment it looks after today: what is in use and of its class and centre, or its one piece."""
        rows = Equipment.objects.filter(retired_on=None)
        if self.equipment_id is not None:
            return rows.filter(pk=self.equipment_id)
        where = models.Q(place__centre=self.centre_id) if self.centre_id is not None else models.Q()
        return rows.filter(where, trade=self.trade)

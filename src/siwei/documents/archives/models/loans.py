"""Loans: items lent to people of the agency, with their due dates (檢調; RULES 2.6)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from siwei.documents.archives.models.holdings import Item
from siwei.documents.archives.models.visibility import sees_all
from siwei.documents.archives.roles import ARCHIVIST, LENDER
from siwei.kernel.access.actor import Actor
from siwei.kernel.access.reach import agencies_of
from siwei.kernel.directory.models import Agency, Person, Unit
from siwei.kernel.records.models import Case, Part, RecordQuerySet


class LoanQuerySet(RecordQuerySet):
    """Loans."""

    def visible_to(self, actor: Actor) -> Self:
        """Keepers and heads of the agency; others see their own and their unit's."""
        if sees_all(actor):
            return self.all()
        if not actor.is_staff or actor.place is None:
            return self.none()
        own = Q(borrower=actor.place)
        if actor.place.post is not None:
            own |= Q(unit=actor.place.post.unit_id)
        return self.filter(own | Q(agency__in=agencies_of(actor, ARCHIVIST, LENDER)))


class Loan(Case):
    """Items asked for by one person for one purpose (調案單)."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("loan", "Asked for")
        APPROVED = "approved", pgettext_lazy("loan", "Approved")
        REFUSED = "refused", pgettext_lazy("loan", "Refused")
        OUT = "out", pgettext_lazy("loan", "Lent")
        RETURNED = "returned", pgettext_lazy("loan", "Given back")
        WITHDRAWN = "withdrawn", pgettext_lazy("loan", "Withdrawn")

    OPEN: ClassVar[tuple[str, ...]] = (State.ASKED, State.APPROVED, State.OUT)

    code: ClassVar[str] = "AL"
    parts = ("lent",)
    searched = ("number", "purpose", "borrower__name_zh")

    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.ASKED, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("Agency"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Unit of the borrower"))
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Borrower"))
    purpose = models.CharField(_("Purpose of the loan"), max_length=300)
    originals = models.BooleanField(
        _("Originals"), default=False, help_text=_("Where a copy does not serve the purpose.")
    )
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Loan approved by")
    )
    out_on = models.DateField(_("Lent on"), null=True, editable=False)
    due_on = models.DateField(_("Due back on"), null=True, editable=False)
    extended = models.PositiveSmallIntegerField(_("Times prolonged"), default=0, editable=False)
    reminded_on = models.DateField(_("Last reminded on"), null=True, editable=False)
    returned_on = models.DateField(_("Given back on"), null=True, editable=False)

    objects = LoanQuerySet.as_manager()  # type: ignore[misc]  # stubs: managers cannot be overridden

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state"]),
            models.Index(fields=["due_on"], condition=Q(state="out"), name="archives_loans_out"),
        ]
        verbose_name = _("loan from the archive")
        verbose_name_plural = _("loans from the archive")

    def title(self) -> str:
        """Number and purpose."""
        return f"{self.number} {self.purpose}"[:300]


class Lent(Part):
    """An item of a loan; an item is out with one loan at a time."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="lent")
    item = models.ForeignKey(Item, models.PROTECT, related_name="loans", verbose_name=_("archive item"))
    out = models.BooleanField(_("Lent out"), default=False)
    returned_on = models.DateField(_("Given back on"), null=True)
    condition = models.CharField(_("State it came back in"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["loan", "item"], name="archives_once_in_a_loan"),
            models.UniqueConstraint(fields=["item"], condition=Q(out=True), name="archives_lent_once"),
        ]
        verbose_name_plural = _("Items of the loan")

    def __str__(self) -> str:
        return self.item.number

"""Receipts of stocktakings (移交清冊): which bytes were drawn, from which list, and who signed them for either side."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.models.campaigns import Campaign
from siwei.kernel.directory.models import Person
from siwei.kernel.records.models import Part


class Receipt(Part):
    """A receipt as it was drawn; a new one takes its place when the items change. The PDF is an attachment."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="receipts")
    drawn_on = models.DateField(_("Drawn on"))
    list_digest = models.CharField(_("Checksum of the items"), max_length=64)
    pdf_digest = models.CharField(_("Checksum of the receipt"), max_length=64)
    giver = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Signed for the agency by")
    )
    giver_at = models.DateTimeField(_("Signed for the agency at"), null=True)
    giver_signature = models.BinaryField(_("Signature for the agency"), null=True)
    receiver = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Signed for the archives by")
    )
    receiver_at = models.DateTimeField(_("Signed for the archives at"), null=True)
    receiver_signature = models.BinaryField(_("Signature for the archives"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = _("Receipts")

    def __str__(self) -> str:
        return f"{self.drawn_on} {self.pdf_digest[:8]}"

"""Who does what with archives (RULES 2, 11)."""

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

ARCHIVIST = Role(
    "archives.archivist", _("Archivist"), _("Keeps fonds, rooms and boxes, takes lists in and hands files over.")
)
COUNTER = Role("archives.counter", _("Stocktaker"), _("Checks boxes against the list by scanning."))
#: who works with archives and sees them
ROLES = (ARCHIVIST, COUNTER)
LENDER = Role("archives.lender", _("Approver of loans"), _("Approves loans of files from the archive of the agency."))

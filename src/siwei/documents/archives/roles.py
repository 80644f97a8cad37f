"""Who does what with archives (RULES 2, 11)."""

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

ARCHIVIST = Role(
    "archives.archivist", _("Archivist"), _("Keeps fonds, rooms and boxes, takes lists in and hands files over.")
)
COUNTER = Role("archives.counter", _("Stocktaker"), _("Checks boxes against the list by scanning."))
ROLES = (ARCHIVIST, COUNTER)

"""Who works in this business."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

CLERK = Role(
    "repairs.clerk", _("Repairs clerk"), _("Accepts, assigns and closes requests; keeps equipment, contracts and plans.")
)
TECHNICIAN = Role("repairs.technician", _("Technician"), _("Goes there, repairs, and writes down what was done."))

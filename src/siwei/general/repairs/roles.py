"""Who does what in repairs."""

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

CLERK = Role("repairs.clerk", _("Repairs clerk"), _("Accepts requests, sends people, keeps equipment and contracts."))
TECHNICIAN = Role("repairs.technician", _("Technician"), _("Repairs what was assigned, enters visits and parts."))
CREW = (CLERK, TECHNICIAN)

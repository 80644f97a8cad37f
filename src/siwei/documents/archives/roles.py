"""Who does what with archives (RULES 2, 11)."""

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

ARCHIVIST = Role(
    "archives.archivist", _("Archivist"), _("Keeps fonds, rooms and boxes, takes lists in and hands files over.")
)
COUNTER = Role("archives.counter", _("Stocktaker"), _("Checks boxes against the list by scanning."))
LEADER = Role(
    "archives.leader", _("Leader of stocktakings"), _("Takes over and sees the files of all agencies, for the city.")
)
#: who works with archives and sees them
ROLES = (ARCHIVIST, COUNTER, LEADER)
LENDER = Role("archives.lender", _("Approver of loans"), _("Approves loans of files from the archive of the agency."))
REVIEWER = Role(
    "archives.reviewer", _("Reviewer of files"), _("Answers for the unit whose files are due: destroyed or prolonged.")
)
HEAD = Role("archives.head", _("Head for archives"), _("Approves plans of destruction before they leave the agency."))
WITNESS = Role("archives.witness", _("Supervisor of destructions"), _("Is present when files are destroyed."))
#: who has a part in the disposal of files
OF_DISPOSAL = (REVIEWER, HEAD, WITNESS)

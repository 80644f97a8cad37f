"""Who does what with documents: registry, desk, handler, the levels that decide, seal, tables (RULES 11)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.actor import Role

REGISTRY = Role(
    "correspondence.registry",
    _("Document registry"),
    _("Receives, numbers and assigns what comes to the agency, and sends what leaves it."),
)
DESK = Role("correspondence.desk", _("Document desk of a unit"), _("Passes documents to handlers and chases them."))
HANDLER = Role("correspondence.handler", _("Document handler"), _("Drafts, consults, submits and closes documents."))
SEALER = Role(
    "correspondence.sealer", _("Keeper of the seal"), _("Compares with the approved version, seals and keeps the log.")
)
KEEPER = Role(
    "correspondence.tables", _("Keeper of document tables"), _("Keeps words, delegation, templates and file classes.")
)
#: 第一層 … 第四層 of the table of delegated decisions; a higher one (smaller number) may always decide
LEVELS = (
    Role("correspondence.level_1", _("First level: head of the agency")),
    Role("correspondence.level_2", _("Second level: deputy head, chief secretary")),
    Role("correspondence.level_3", _("Third level: head of a division")),
    Role("correspondence.level_4", _("Fourth level: head of a section")),
)
ROLES = (REGISTRY, DESK, HANDLER, SEALER, KEEPER, *LEVELS)
#: roles of people who decide, sign and read documents within their unit or agency
DECIDERS = LEVELS

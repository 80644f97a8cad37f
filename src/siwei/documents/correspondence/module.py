"""Correspondence (公文整合系統, S30 and S32): the life of a document from receipt or draft to issue and file."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.actions import (
    assigning,
    deciding,
    drafting,
    filing,
    issuing,
    noting,
    receiving,
    secrets,
    tables,
    timing,
)
from siwei.documents.correspondence.desk import attaching
from siwei.documents.correspondence.jobs import JOBS
from siwei.documents.correspondence.measures import MEASURES
from siwei.documents.correspondence.models import (
    Delegation,
    FileClass,
    Incoming,
    Letter,
    RecipientGroup,
    SecretEntry,
    Template,
    Word,
)
from siwei.documents.correspondence.roles import ROLES
from siwei.documents.correspondence.sample import build
from siwei.documents.correspondence.screens import SCREENS
from siwei.kernel.module import Module

MODULE = Module(
    name="correspondence",
    label=_("Correspondence"),
    wing="documents",
    systems=("S30", "S32"),
    icon="mail",
    order=10,
    records=(Incoming, Letter, Word, Delegation, RecipientGroup, Template, FileClass, SecretEntry),
    screens=SCREENS,
    roles=ROLES,
    measures=MEASURES,
    jobs=JOBS,
    passages=("passage-rates.md",),
    urls="siwei.documents.correspondence.urls",
    sample=build,
)

#: the verbs, in the order in which a document lives; importing them makes them known
ACTIONS = (receiving, assigning, timing, drafting, attaching, deciding, noting, issuing, filing, secrets, tables)

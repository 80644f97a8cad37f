"""Correspondence (公文整合系統, S30 and S32): the life of a document from receipt or draft to issue and file."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.correspondence.roles import ROLES
from siwei.kernel.module import Module

MODULE = Module(
    name="correspondence",
    label=_("Correspondence"),
    wing="documents",
    systems=("S30", "S32"),
    icon="mail",
    order=10,
    roles=ROLES,
)

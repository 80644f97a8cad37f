"""Table of contents of the house: who is in it, who may what, and what was done."""

from django.utils.translation import gettext_lazy as _

from siwei.kernel.access.models import Grant, Token
from siwei.kernel.approvals.models import Deputy
from siwei.kernel.calendar.models import ClosureDay
from siwei.kernel.directory.models import Person
from siwei.kernel.house.logs import AUDIT, FAILURES, RUNS, SIGN_INS
from siwei.kernel.house.models import JobOrder
from siwei.kernel.house.screens import CLOSURES, DEPUTIES, GRANTS, JOBS, LINKS, PEOPLE, TOKENS
from siwei.kernel.module import Module
from siwei.kernel.records.links import Link

MODULE = Module(
    name="house",
    label=_("People and system"),
    wing="house",
    systems=("S37",),
    icon="home-cog",
    records=(Person, Grant, Deputy, ClosureDay, Token, JobOrder, Link),
    screens=(PEOPLE, GRANTS, DEPUTIES, CLOSURES, TOKENS, JOBS, LINKS),
    logs=(RUNS, SIGN_INS, FAILURES, AUDIT),
    urls="siwei.kernel.house.urls",
    order=90,
)

"""Exchange (公文電子交換, S31): envelopes, address book of agencies and enrolled organisations, delivery."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.actions import book, enrolling, quarantine
from siwei.documents.exchange.delivery import acts, posting
from siwei.documents.exchange.delivery.jobs import JOBS as DELIVERY_JOBS
from siwei.documents.exchange.delivery.jobs import LOOPS
from siwei.documents.exchange.delivery.screens import ARRIVALS, DEAD_LETTERS, SENDINGS
from siwei.documents.exchange.jobs import JOBS
from siwei.documents.exchange.measures import MEASURES
from siwei.documents.exchange.models import APPROVER, BOOK, REGISTRY, Arrival, Enrolment, Member, Quarantine, Sending
from siwei.documents.exchange.sample import build
from siwei.documents.exchange.screens import ENROLMENTS, MEMBERS, QUARANTINES
from siwei.documents.exchange.sheets import MEMBERS as MEMBERS_SHEET
from siwei.kernel.module import Module

MODULE = Module(
    name="exchange",
    label=_("Document exchange"),
    wing="documents",
    systems=("S31",),
    icon="transfer",
    order=20,
    records=(Sending, Arrival, Member, Enrolment, Quarantine),
    screens=(SENDINGS, ARRIVALS, MEMBERS, ENROLMENTS, QUARANTINES),
    logs=(DEAD_LETTERS,),
    loops=LOOPS,
    roles=(REGISTRY, BOOK, APPROVER),
    measures=MEASURES,
    jobs=(*JOBS, *DELIVERY_JOBS),
    intakes=(MEMBERS_SHEET,),
    passages=("passage.md",),
    urls="siwei.documents.exchange.urls",
    public_urls="siwei.documents.exchange.public_urls",
    public_label=_("Apply for document exchange"),
    sample=build,
)

#: the verbs, in the order in which things happen; importing them makes them known
ACTIONS = (book, enrolling, quarantine, posting, acts)

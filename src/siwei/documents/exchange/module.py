"""Exchange (公文電子交換, S31): envelopes, address book of agencies and enrolled organisations, delivery."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.delivery.jobs import JOBS as DELIVERY_JOBS
from siwei.documents.exchange.delivery.jobs import LOOPS
from siwei.documents.exchange.models import APPROVER, BOOK, REGISTRY
from siwei.kernel.module import Module

MODULE = Module(
    name="exchange",
    label=_("Document exchange"),
    wing="documents",
    systems=("S31",),
    icon="transfer",
    order=20,
    loops=LOOPS,
    jobs=DELIVERY_JOBS,
    roles=(REGISTRY, BOOK, APPROVER),
)

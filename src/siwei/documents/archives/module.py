"""Archives (檔案): fonds, rooms and boxes (S42), stocktaking and handing over (S41), use by citizens (S44)."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.disposal.jobs import JOBS as DISPOSAL_JOBS
from siwei.documents.archives.harvest.publishing import JOBS as HARVEST_JOBS
from siwei.documents.archives.loans.jobs import JOBS as LOAN_JOBS
from siwei.documents.archives.measures import MEASURES
from siwei.documents.archives.models import (
    Box,
    Campaign,
    Destruction,
    DestructionLine,
    File,
    Fonds,
    Handover,
    Hold,
    Item,
    Loan,
    NationalTransfer,
    Room,
    SchemeClass,
    Submission,
    Succession,
    TransferLine,
    UseRequest,
)
from siwei.documents.archives.roles import LENDER, OF_DISPOSAL, ROLES
from siwei.documents.archives.sample import build
from siwei.documents.archives.scheme.jobs import JOBS as SCHEME_JOBS
from siwei.documents.archives.scheme.sheets import CLASSES as SCHEME_SHEET
from siwei.documents.archives.screens import SCREENS
from siwei.documents.archives.stocktaking.jobs import JOBS
from siwei.documents.archives.submission.jobs import JOBS as SUBMISSION_JOBS
from siwei.documents.archives.takeover.jobs import JOBS as HANDOVER_JOBS
from siwei.documents.archives.use.jobs import JOBS as USE_JOBS
from siwei.documents.archives.use.measures import MEASURES as USE_MEASURES
from siwei.kernel.module import Module

MODULE = Module(
    name="archives",
    label=_("Archives"),
    wing="documents",
    systems=("S41", "S42", "S44"),
    icon="archive",
    order=30,
    records=(
        *(Campaign, Item, Box, Fonds, Room, File, SchemeClass, Handover, Loan, Hold, Destruction, DestructionLine),
        *(NationalTransfer, TransferLine, Succession, UseRequest, Submission),
    ),
    screens=SCREENS,
    roles=(*ROLES, LENDER, *OF_DISPOSAL),
    measures=(*MEASURES, *USE_MEASURES),
    jobs=(*JOBS, *HANDOVER_JOBS, *LOAN_JOBS, *DISPOSAL_JOBS, *USE_JOBS, *HARVEST_JOBS, *SUBMISSION_JOBS, *SCHEME_JOBS),
    intakes=(SCHEME_SHEET,),
    urls="siwei.documents.archives.urls",
    public_urls="siwei.documents.archives.use.public_urls",
    public_label=_("Search and use the archives"),
    sample=build,
)

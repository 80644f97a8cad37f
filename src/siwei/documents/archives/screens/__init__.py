"""How people meet archives."""

from siwei.documents.archives.disposal.screens import SCREENS as OF_DISPOSAL
from siwei.documents.archives.disposal.transfer_screens import SCREENS as OF_TRANSFER
from siwei.documents.archives.loans.screens import LOANS
from siwei.documents.archives.scheme.screens import CLASSES, FILES
from siwei.documents.archives.screens.holdings import BOXES, FONDS, ITEMS, ROOMS
from siwei.documents.archives.screens.stocktakings import CAMPAIGNS
from siwei.documents.archives.submission.screens import SUBMISSIONS
from siwei.documents.archives.takeover.screens import HANDOVERS
from siwei.documents.archives.use.screens import USE

SCREENS = (
    *(HANDOVERS, LOANS, USE, FILES, ITEMS, CLASSES, CAMPAIGNS, BOXES, FONDS, ROOMS, *OF_DISPOSAL, *OF_TRANSFER),
    SUBMISSIONS,
)
__all__ = ["BOXES", "CAMPAIGNS", "CLASSES", "FILES", "FONDS", "HANDOVERS", "ITEMS", "LOANS", "ROOMS", "SCREENS", "USE"]

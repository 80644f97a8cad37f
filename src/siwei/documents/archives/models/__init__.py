"""Tables of archives: scheme, fonds, files and items, rooms and boxes, stocktakings, handovers, loans."""

from siwei.documents.archives.models.campaigns import Campaign, Finding, ListRow
from siwei.documents.archives.models.choices import SECRECY, Access, Disposition, Ground, Limit, retention_words
from siwei.documents.archives.models.disposal import Destruction, DestructionLine, Hold
from siwei.documents.archives.models.files import File, Volume
from siwei.documents.archives.models.holdings import PERMANENT, RETENTIONS, Fonds, Item
from siwei.documents.archives.models.loans import Lent, Loan
from siwei.documents.archives.models.national import NationalTransfer, Succession, TransferLine
from siwei.documents.archives.models.published import Published
from siwei.documents.archives.models.receipts import Receipt
from siwei.documents.archives.models.scheme import CLASS_NUMBER, SchemeClass
from siwei.documents.archives.models.storage import Box, Reading, Room, Share
from siwei.documents.archives.models.submission import Submission, SubmissionEntry
from siwei.documents.archives.models.takeover import Fault, Handover
from siwei.documents.archives.models.use import CODE_OF, UseFee, UsePiece, UseRequest, UseVisit
from siwei.documents.archives.models.visibility import home_of, keeps_for, sees_all

__all__ = [
    "CLASS_NUMBER",
    "CODE_OF",
    "PERMANENT",
    "RETENTIONS",
    "SECRECY",
    "Access",
    "Box",
    "Campaign",
    "Destruction",
    "DestructionLine",
    "Disposition",
    "Fault",
    "File",
    "Finding",
    "Fonds",
    "Ground",
    "Handover",
    "Hold",
    "Item",
    "Lent",
    "Limit",
    "ListRow",
    "Loan",
    "NationalTransfer",
    "Published",
    "Reading",
    "Receipt",
    "Room",
    "SchemeClass",
    "Share",
    "Submission",
    "SubmissionEntry",
    "Succession",
    "TransferLine",
    "UseFee",
    "UsePiece",
    "UseRequest",
    "UseVisit",
    "Volume",
    "home_of",
    "keeps_for",
    "retention_words",
    "sees_all",
]

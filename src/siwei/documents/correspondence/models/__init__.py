"""Tables of correspondence: incoming documents, letters with their versions, tables of the office, name lists."""

from siwei.documents.correspondence.models.choices import NO_EXCHANGE, Category
from siwei.documents.correspondence.models.documents import HIDDEN, Document
from siwei.documents.correspondence.models.incoming import Incoming, IncomingText, duplicate, duplicates
from siwei.documents.correspondence.models.letters import Answer, Letter, LetterRecipient, SealUse, Version, number_of
from siwei.documents.correspondence.models.secrets import SecretEntry
from siwei.documents.correspondence.models.tables import Delegation, FileClass, RecipientGroup, Template, Word
from siwei.documents.correspondence.models.visibility import (
    NamedReader,
    View,
    name_readers,
    units_of,
    works_in,
)
from siwei.kernel.access.reach import agencies_of

__all__ = [
    "HIDDEN", "NO_EXCHANGE", "Answer", "Category", "Delegation", "Document", "FileClass", "Incoming", "IncomingText",
    "Letter", "LetterRecipient", "NamedReader", "RecipientGroup", "SealUse", "SecretEntry", "Template", "Version",
    "View", "Word", "agencies_of", "duplicate", "duplicates", "name_readers", "number_of", "units_of", "works_in",
]  # fmt: skip

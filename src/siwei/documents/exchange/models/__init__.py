"""Tables of document exchange: the address book, applications, what was refused, what is sent and received."""

from siwei.documents.exchange.models.choices import APPROVER, BOOK, REGISTRY, access_code
from siwei.documents.exchange.models.delivery import (
    Answer,
    Arrival,
    Dispatch,
    FirstReader,
    Owed,
    Parcel,
    Sending,
    TakenOut,
)
from siwei.documents.exchange.models.enrolments import Enrolment
from siwei.documents.exchange.models.members import CODE, Change, Member
from siwei.documents.exchange.models.quarantine import Quarantine

__all__ = [
    "APPROVER",
    "BOOK",
    "CODE",
    "REGISTRY",
    "Answer",
    "Arrival",
    "Change",
    "Dispatch",
    "Enrolment",
    "FirstReader",
    "Member",
    "Owed",
    "Parcel",
    "Quarantine",
    "Sending",
    "TakenOut",
    "access_code",
]

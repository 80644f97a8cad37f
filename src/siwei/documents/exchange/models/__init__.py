"""Tables of document exchange: the address book, applications, what was refused."""

from siwei.documents.exchange.models.choices import APPROVER, BOOK, REGISTRY, access_code
from siwei.documents.exchange.models.enrolments import Enrolment
from siwei.documents.exchange.models.members import CODE, Change, Member
from siwei.documents.exchange.models.quarantine import Quarantine

__all__ = ["APPROVER", "BOOK", "CODE", "REGISTRY", "Change", "Enrolment", "Member", "Quarantine", "access_code"]

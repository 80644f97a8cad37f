"""Tables of repairs."""

from siwei.general.repairs.models.requests import CODE_OF, PartUsed, Request, Visit
from siwei.general.repairs.models.upkeep import (
    LABOUR,
    MATERIAL,
    Contract,
    Equipment,
    Plan,
    Trade,
    Urgency,
    total,
)

__all__ = [
    "CODE_OF",
    "LABOUR",
    "MATERIAL",
    "Contract",
    "Equipment",
    "PartUsed",
    "Plan",
    "Request",
    "Trade",
    "Urgency",
    "Visit",
    "total",
]

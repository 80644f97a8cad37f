"""Tables of repairs."""

from siwei.general.repairs.models.requests import PartUsed, Request, Visit
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

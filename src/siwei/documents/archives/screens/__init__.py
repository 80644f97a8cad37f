"""How people meet archives."""

from siwei.documents.archives.screens.holdings import BOXES, FONDS, ITEMS, ROOMS
from siwei.documents.archives.screens.stocktakings import CAMPAIGNS

SCREENS = (CAMPAIGNS, ITEMS, BOXES, FONDS, ROOMS)
__all__ = ["BOXES", "CAMPAIGNS", "FONDS", "ITEMS", "ROOMS", "SCREENS"]

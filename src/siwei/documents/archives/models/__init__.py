"""Tables of archives: fonds and their items, rooms and boxes, campaigns and the lines of agencies' lists."""

from siwei.documents.archives.models.campaigns import Campaign, Finding, ListRow
from siwei.documents.archives.models.holdings import PERMANENT, RETENTIONS, Fonds, Item
from siwei.documents.archives.models.storage import Box, Reading, Room, Share

__all__ = [
    "PERMANENT",
    "RETENTIONS",
    "Box",
    "Campaign",
    "Finding",
    "Fonds",
    "Item",
    "ListRow",
    "Reading",
    "Room",
    "Share",
]

"""Tables of venue hire: what can be had (`venues`), what is asked for (`bookings`), who occupies what (`times`)."""

from siwei.general.venues.models.bookings import (
    Booking,
    BookingQuerySet,
    FeedKey,
    Payment,
    Session,
    access_code,
    feed_key,
)
from siwei.general.venues.models.choices import (
    APPLICANTS,
    APPROVER,
    CASHIER,
    CLERK,
    EQUIPMENT,
    EXTRAS,
    ITEMS,
    SLOTS,
    WEEKDAYS,
    in_words,
    listed,
)
from siwei.general.venues.models.times import Blocking, Occupation, occupied, overlap
from siwei.general.venues.models.venues import Fee, Layout, Opening, Photo, Venue

__all__ = [
    "APPLICANTS", "APPROVER", "CASHIER", "CLERK", "EQUIPMENT", "EXTRAS", "ITEMS", "SLOTS", "WEEKDAYS", "Blocking",
    "Booking", "BookingQuerySet", "Fee", "FeedKey", "Layout", "Occupation", "Opening", "Payment", "Photo", "Session",
    "Venue", "access_code", "feed_key", "in_words", "listed", "occupied", "overlap",
]  # fmt: skip

"""Who works on venue hire, and the fixed words of its tables: sessions, applicants, equipment, weekdays."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from siwei.general.venues.fees import AIRCON, HALL
from siwei.general.venues.rules import Applicant, Slot
from siwei.kernel.access.actor import Role

CLERK = Role("venues.clerk", _("Venue clerk"), _("Keeps venues and bookings, marks what was held."))
APPROVER = Role("venues.approver", _("Venue approver"), _("Approves and refuses applications."))
CASHIER = Role("venues.cashier", _("Venue cashier"), _("Takes payments, pays back refunds and deposits."))

Choices = list[tuple[str, str | Promise]]

SLOTS: Choices = [
    (Slot.MORNING.value, _("Morning")),
    (Slot.AFTERNOON.value, _("Afternoon")),
    (Slot.EVENING.value, _("Evening")),
]
APPLICANTS: Choices = [
    (Applicant.AGENCY.value, _("City agency or school")),
    (Applicant.CO_ORGANISED.value, _("Co-organised by a city agency")),
    (Applicant.PUBLIC_INTEREST.value, _("Association or foundation of public interest")),
    (Applicant.OTHER.value, _("Other")),
]
EQUIPMENT: Choices = [
    ("projector", _("Projector")),
    ("sound", _("Sound system")),
    ("video", _("Video conference")),
    ("whiteboard", _("Whiteboard")),
    ("screen", _("LED screen")),
    ("stage", _("Stage")),
    ("wifi", _("Wireless network")),
    ("access", _("Step-free access")),
    ("loop", _("Hearing loop")),
    ("piano", _("Piano")),
]
#: what may be asked for beside the venue itself
EXTRAS: Choices = [(AIRCON, _("Air conditioning")), *EQUIPMENT]
#: what a row of a fee table prices
ITEMS: Choices = [(HALL, _("The venue itself")), *EXTRAS]
WEEKDAYS: list[tuple[int, str | Promise]] = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the language divides them."""
    return pgettext("between words", ", ").join(str(word) for word in words)


def in_words(codes: Iterable[str]) -> str:
    """Codes of equipment and air conditioning as the reader's language lists them."""
    labels = dict(EXTRAS)
    return listed(labels[code] for code in codes if code in labels)

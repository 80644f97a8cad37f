"""The look-up code of a citizen's case: eight letters and digits, made from the number, kept nowhere.

The code is a keyed hash of the case number. So it stands in no table, history or export, and whoever has the
database still cannot open a citizen's page. Codes given out under an older key stay good while that key is
listed in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

from siwei.general.repairs.models import Request

LENGTH = 8
LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789")


def code_of(request: Request) -> str:
    """The code as it is told to the citizen, e.g. `K7MQ2XWP`. Without letters that look like digits."""
    return _code(request.number, settings.SECRET_KEY)


def _code(number: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"repairs.lookup {number}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).translate(LETTERS).decode()[:LENGTH]


def found(number: str, code: str) -> Request | None:
    """The case of that number, when the code is its own; None otherwise, without saying which was wrong."""
    number, code = number.strip().upper(), code.strip().upper().replace("-", "").replace(" ", "")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = [constant_time_compare(_code(number, key), code) for key in keys]
    return Request.objects.filter(number=number).first() if any(good) else None

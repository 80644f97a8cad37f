"""Names of the files of a document, and which names of a sender are taken (exchange-format 1)."""

from __future__ import annotations

import re

#: reserved on some systems whatever their ending
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
LONGEST = 200
ENDING = re.compile(r"\.([0-9A-Za-z]{1,8})\Z")


def stem_of(code: str, digits: str, fallback: str = "") -> str:
    """`<機關代碼>_<文號>`; without a number in today's form what `fallback` says."""
    parts = [re.sub(r"[^0-9A-Za-z]", "", part) for part in (code, digits or fallback)]
    return "_".join(part for part in parts if part) or "document"


def attachment_name(stem: str, place: int, original: str) -> str:
    """`<stem>_ATTACH<n>.<ext>`; only the ending of the original name goes along."""
    found = ENDING.search(original)
    return f"{stem}_ATTACH{place}" + (f".{found[1].lower()}" if found else "")


def is_plain(name: str) -> bool:
    """Whether a name is a file's name and nothing else: no path, no control sign, nothing reserved or hidden."""
    if not name or len(name) > LONGEST or name in (".", "..") or name != name.strip() or name.endswith("."):
        return False
    if any(sign in '/\\:*?"<>|' or not sign.isprintable() for sign in name):
        return False
    return not name.startswith(".") and not RESERVED.fullmatch(name)

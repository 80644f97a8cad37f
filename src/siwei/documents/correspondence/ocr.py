"""Reading the words of a scan: what a PDF says itself, and pictures with tesseract where the machine has it.

Files come from strangers, so they are opened by a process of their own with bounds of time and memory.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from siwei.documents.correspondence import pages

SECONDS = 300
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
#: types of files that are read
READS = (pages.PDF, *PICTURES)
#: tesseract sets Chinese characters apart, which would break every word in two
APART = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]+(?=[\u3000-\u9fff\uff00-\uffef])")
log = logging.getLogger(__name__)


@cache
def reader() -> str:
    """Where tesseract is, with Traditional Chinese; empty when this machine cannot read pictures."""
    found = shutil.which("tesseract")
    if found is None:
        return ""
    try:
        known = subprocess.run([found, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found if "chi_tra" in known.stdout + known.stderr else ""


def words_of(scan: bytes, mime: str) -> str:
    """The text of a file, page after page; of one that is damaged or takes too long what could be read."""
    if mime not in READS or (mime in PICTURES and not reader()):
        return ""
    command = [sys.executable, str(Path(pages.__file__)), mime, reader()]
    try:
        done = subprocess.run(command, input=scan, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        said, wrong = done.stdout, done.stderr[-500:] if done.returncode else b""
    except subprocess.TimeoutExpired as late:
        said, wrong = late.stdout or b"", b"it took too long"
    if wrong:
        log.warning("a scan could not be read to its end: %s", wrong.decode("utf-8", "replace"))
    return APART.sub("", said.decode("utf-8", "replace").replace("\0", "")).strip()

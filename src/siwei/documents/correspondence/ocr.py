"""Reading the words of a scan with tesseract, where the machine has it with the Chinese data."""

from __future__ import annotations

import logging
import shutil
import subprocess
from functools import cache

LANGUAGES = "chi_tra+eng"
SECONDS = 60
#: types of files that tesseract reads
READS = ("image/png", "image/jpeg", "image/webp", "image/gif")
log = logging.getLogger(__name__)


@cache
def reader() -> str:
    """Where tesseract is, with Traditional Chinese; empty when this machine cannot read scans."""
    found = shutil.which("tesseract")
    if found is None:
        return ""
    try:
        known = subprocess.run([found, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found if "chi_tra" in known.stdout + known.stderr else ""


def words_of(scan: bytes, mime: str) -> str:
    """The text of a picture; empty when it cannot be read here. The bytes go in by a pipe, so no name is trusted."""
    program = reader()
    if not program or mime not in READS:
        return ""
    try:
        done = subprocess.run(  # noqa: S603  # no shell, fixed arguments
            [program, "stdin", "stdout", "-l", LANGUAGES], input=scan, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as failure:
        log.warning("a scan could not be read: %s", failure)
        return ""
    return done.stdout.decode("utf-8", "replace").replace("\0", "").strip()

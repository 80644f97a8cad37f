"""What can be said of a paper without opening it: why the archive would return it (RULES 2.4)."""

from __future__ import annotations

from siwei.documents.archives.models.takeover import Fault
from siwei.documents.archives.numbers import FileNumber


def shortcomings(
    document_number: str, file_number: str, years: int | None, pages: int | None, *, on_paper: bool
) -> tuple[Fault, ...]:
    """The faults that a form shows; whether pages are complete and the decision is marked only a person sees."""
    found = []
    if not document_number.strip():
        found.append(Fault.NUMBER)
    if years is None or not _is_complete(file_number):
        found.append(Fault.CLASS)
    if on_paper and not pages:
        found.append(Fault.PAGES)
    return tuple(found)


def _is_complete(file_number: str) -> bool:
    try:
        FileNumber.read(file_number)
    except ValueError:
        return False
    return True

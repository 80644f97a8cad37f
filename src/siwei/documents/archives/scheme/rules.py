"""What of retention, ground and disposition fits each other (機關檔案保存年限及銷毀辦法 arts. 3, 5; RULES 2.3)."""

from __future__ import annotations

from siwei.documents.archives.models.choices import Disposition
from siwei.documents.archives.models.holdings import PERMANENT
from siwei.kernel.records.said import Said, said

FOR_EVER = (Disposition.NATIONAL, Disposition.AGENCY)


def contradictions(years: int, ground: str, disposition: str) -> dict[str, Said]:
    """What contradicts the others, by field."""
    wrong: dict[str, Said] = {}
    if years == PERMANENT and not ground:
        wrong["ground"] = said("What is kept for ever needs its ground.")
    if years != PERMANENT and ground:
        wrong["ground"] = said("Only what is kept for ever has such a ground.")
    if (years == PERMANENT) != (disposition in FOR_EVER):
        wrong["disposition"] = said("This disposition does not fit the retention.")
    return wrong


def usual_disposition(years: int) -> Disposition:
    """The cautious one where the scheme says nothing: kept by the agency, or appraised when the period ends [ours]."""
    return Disposition.AGENCY if years == PERMANENT else Disposition.APPRAISE

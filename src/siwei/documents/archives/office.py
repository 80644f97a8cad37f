"""The office's fonds: `offices/<office>/archives.toml`, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from siwei.kernel.office_files import OfficeDataError, office_name, office_toml

FILE = "archives.toml"


@dataclass(frozen=True)
class OfficeFonds:
    """A body whose files are counted: names, the agency that answers for them, the last ROC year of the body."""

    code: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    agency: str
    last_year: int


@cache
def office_fonds() -> tuple[OfficeFonds, ...]:
    """Every fonds of the office, in the order of the file. Raises OfficeDataError."""
    rows = office_toml(FILE, office_name()).get("fonds", [])
    try:
        return tuple(
            OfficeFonds(row["code"], row["zh"], row["en"], row["short"]["zh"], row["short"]["en"], row["agency"],
                        int(row["last_year"]))
            for row in rows
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise OfficeDataError(FILE, None, "fonds", str(fault), "is missing or no number") from fault

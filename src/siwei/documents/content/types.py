"""Types of documents (公文程式條例 art. 2 and the exchange tag set), read from types.csv beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type: `name` 函, its exchange `root` and value of the class attribute, usual `sections`, and what it carries.

    `dtd` is empty where no exchange format is known. `issued` is False for types that a city only reads (咨, 呈).
    """

    name: str
    statutory_class: str
    root: str
    class_value: str
    dtd: str
    sections: tuple[str, ...]
    has_speed_and_secrecy: bool
    has_recipients: bool
    issued: bool
    note: str

    @property
    def is_exchanged(self) -> bool:
        """Whether it can travel as a DI file."""
        return bool(self.root and self.dtd)


#: types whose body is fields of a meeting or an inspection on site instead of sections
GATHERINGS = ("開會通知單", "會勘通知單")
#: types that stay inside the office: they go up to whoever decides and have no recipients outside
UPWARD = ("簽", "便簽", "報告", "手令或手諭")
#: usual headings of the second and third section; the heading itself is free text (RULES 1.3)
HEADINGS = ("說明", "經過", "原因", "辦法", "建議", "請求", "擬辦", "核示事項", "依據", "公告事項")


@cache
def document_types() -> dict[str, DocumentType]:
    """All types by name, in the order of the list."""
    with files(__package__).joinpath("types.csv").open(encoding="utf-8") as lines:
        return {row["name"]: _type(row) for row in csv.DictReader(lines)}


def _type(row: dict[str, str]) -> DocumentType:
    return DocumentType(
        name=row["name"],
        statutory_class=row["statutory_class"],
        root=row["root"],
        class_value=row["class_value"],
        dtd=row["dtd"],
        sections=tuple(row["sections"].split("|")) if row["sections"] else (),
        has_speed_and_secrecy=row["has_speed_and_secrecy"] == "1",
        has_recipients=row["has_recipients"] == "1",
        issued=row["issued"] == "1",
        note=row["note"],
    )

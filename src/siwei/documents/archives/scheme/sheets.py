"""The scheme taken in from a sheet; it goes out as every list does, and comes in under the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siwei.documents.archives.models import CLASS_NUMBER, RETENTIONS, Disposition, Ground
from siwei.documents.archives.scheme.actions import add_class
from siwei.documents.archives.scheme.rules import contradictions
from siwei.kernel.directory.models import Agency
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake


def _by_label(choices: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Values by code and by label in each language."""
    found: dict[str, Any] = {}
    for language in ("zh-hant", "en"):
        with override(language):
            for code, label in choices:
                found |= {str(label): code, str(code): code}
    return found


def _code(text: str) -> str:
    try:
        CLASS_NUMBER(text)
    except ValidationError as wrong:
        raise ValueError("; ".join(wrong.messages)) from None
    return text


def fields() -> Sequence[Field]:
    """The columns of the scheme."""
    agencies = {one.code: one for one in Agency.objects.all()}
    agencies |= {one.name_zh: one for one in agencies.values()}
    return (
        Field("agency", _("Agency"), parse.one_of(agencies), required=True, example="397000000A"),
        Field("code", _("Class number"), _code, required=True, example="0901"),
        Field("name", _("Name of the class"), parse.text(120), required=True, example="會議紀錄"),
        Field("parent", _("Class above"), _code, example="09"),
        Field("years", _("Retention"), parse.one_of(_by_label(RETENTIONS)), required=True, example="10年"),
        Field("ground", _("Ground for keeping for ever"), parse.one_of(_by_label(Ground.choices))),
        Field("disposition", _("Disposition"), parse.one_of(_by_label(Disposition.choices)), required=True,
              example="依規定程序銷毀"),
        Field("since", _("In force from"), parse.day, required=True, example="106/1/1"),
        Field("until", _("In force until (the first day without)"), _nothing),
        Field("note", _("What belongs here"), parse.text(300)),
    )  # fmt: skip


def _nothing(text: str) -> None:
    """The end of a version follows from the next one; a list that was exported may carry the column, empty."""
    raise ValueError(said("the end of a version follows from the one after it"))


def whole() -> Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]:
    """What only the row and the rows before it show."""
    seen: set[tuple[int, str, Any]] = set()

    def check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        for name, reason in contradictions(row["years"], row.get("ground", ""), row["disposition"]).items():
            yield name, str(reason)
        key = (row["agency"].pk, row["code"], row["since"])
        if key in seen:
            yield "code", said("stands in the sheet twice")
        seen.add(key)

    return check


CLASSES = Intake("archives.scheme", _("Classification scheme"), add_class, fields, check_all=whole)

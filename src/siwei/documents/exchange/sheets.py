"""The address book taken in from a sheet; it goes out as every list does, and comes in under the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from siwei.documents.exchange.actions.book import add_member
from siwei.documents.exchange.models import CODE, Member
from siwei.kernel.directory.models import Agency
from siwei.kernel.sheets import parse
from siwei.kernel.sheets.intake import Field, Intake


def fields() -> Sequence[Field]:
    """The columns of the book; an agency of the directory is found by its code."""
    kinds: dict[str, str] = {code: code for code in Member.Kind.values}
    kinds |= {str(label): code for code, label in Member.Kind.choices}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    return (
        Field("code", _("Exchange code"), parse.text(10), required=True, example="397010000A"),
        Field("name", _("Full name of the body"), parse.text(120), required=True, example="高雄市政府秘書處"),
        Field("short_name", _("Short name"), parse.text(60), example="秘書處"),
        Field("kind", _("Kind of member"), parse.one_of(kinds), required=True, example=str(Member.Kind.AGENCY.label)),
        Field("agency", _("Agency of the directory"), parse.one_of(agencies), example="397010000A"),
        Field("address", _("Queue or installation"), parse.text(200)),
        Field("mail", _("Mail for change notices"), parse.text(254), example="office@example.org"),
        Field("since", _("Exchanging since"), parse.day, required=True, example="106/1/1"),
    )


def once() -> Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]:
    """A code is right and stands once, in the sheet and in the book."""
    seen = set(Member.objects.values_list("code", flat=True))

    def check(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        code = row["code"]
        if not CODE.regex.match(code):  # type: ignore[union-attr]  # compiled by Django
            yield "code", str(CODE.message)
        elif code in seen:
            yield "code", said("stands more than once")
        seen.add(code)

    return check


MEMBERS = Intake("exchange.member", _("Address book"), add_member, fields, check_all=once)

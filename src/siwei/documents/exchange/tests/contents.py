"""Contents of every exchanged type for hypothesis: what the formats can carry, as they give it back."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from siwei.documents.content.model import (
    Attached,
    Consulted,
    Content,
    Copy,
    Gathering,
    Item,
    Party,
    Recipient,
    Secrecy,
    Section,
)
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.content.types import GATHERINGS, document_types
from siwei.documents.exchange.envelope.names import attachment_name, stem_of

TAIPEI = datetime.timezone(datetime.timedelta(hours=8))
#: signs that bend markup, rare Chinese beyond the first plane, and ordinary ones
SIGNS = st.sampled_from("高雄市政府檢送會議紀錄一二三12ab &<>\"'；：、（）○\u3000𠮷𪚥é-]")
KINDS = tuple(one.name for one in document_types().values() if one.is_exchanged)


def texts(most: int = 12, least: int = 0) -> st.SearchStrategy[str]:
    """Text without blanks around it, as the reader gives it."""
    return st.text(SIGNS, min_size=least, max_size=most).map(lambda text: text.strip(" \t\r\n")).filter(
        lambda text: len(text) >= least
    )  # fmt: skip


WORDS = texts(least=1)
HEADS = st.sampled_from(["", "說明", "辦法", "依據", "公告事項", "擬辦", "A & B"])
CODES = st.from_regex(r"[0-9A-Z]{10}", fullmatch=True)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31))
MOMENTS = st.builds(
    lambda day, at: datetime.datetime.combine(day, at.replace(second=0, microsecond=0), TAIPEI), DAYS, st.times()
)
ITEMS = st.recursive(
    st.builds(Item, texts()),
    lambda inner: st.builds(Item, texts(), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
SECTIONS = st.builds(Section, HEADS, texts(), st.lists(ITEMS, max_size=4).map(tuple))
NUMBERS = st.one_of(
    st.none(),
    st.builds(IssueNumber.issued, WORDS, st.integers(1, 200), st.integers(1, 999_999), st.integers(0, 99)),
    st.text("甲乙丙字12", min_size=1, max_size=8).map(IssueNumber.read),
)
SECRECY = st.one_of(st.just(Secrecy()), st.builds(Secrecy, st.just("密"), WORDS))
SPEED = st.sampled_from(["", "普通件", "速件", "最速件"])


@st.composite
def parties(draw, kinds=("agency", "unit", "person")):
    """A party with the codes of its kind."""
    kind, name = draw(st.sampled_from(kinds)), draw(WORDS)
    return Party(
        name, kind, draw(CODES), draw(st.from_regex(r"[0-9]{7}", fullmatch=True)) if kind == "unit" else "",
        draw(texts()) if kind == "person" else "",
    )  # fmt: skip


def plain(draw, least=0, kinds=("agency", "unit", "person", "group")):
    """Names in a row without codes, as 出席者 has them."""
    rows = st.builds(lambda name, kind: Party(name, kind), WORDS, st.sampled_from(kinds))
    return tuple(draw(st.lists(rows, min_size=least, max_size=3)))


@st.composite
def recipients(draw, *, first=True):
    """正本 with at most one group, then 副本; every name once, because rosters tell parties by their names."""
    found: list[Recipient] = []
    names: set[str] = set()

    def fresh():
        party = draw(parties().filter(lambda one: one.name not in names))
        names.add(party.name)
        return party

    copies: tuple[Copy, ...] = ("正本", "副本") if first else ("副本",)
    for copy in copies:
        number = draw(st.integers(1 if copy == "正本" else 0, 3))
        rows = [Recipient(fresh(), copy, draw(st.booleans())) for _ in range(number)]
        if draw(st.booleans()):
            members = tuple(fresh() for _ in range(draw(st.integers(1, 3))))
            named = Party(draw(WORDS.filter(lambda name: name not in names)), "group")
            names.add(named.name)
            rows.insert(draw(st.integers(0, len(rows))), Recipient(named, copy, draw(st.booleans()), members=members))
        found += rows
    return tuple(found)


@st.composite
def contents(draw, kind=None):
    """A content of a type with everything that its format carries."""
    kind = kind or draw(st.sampled_from(KINDS))
    if kind == "簽稿會核單":
        said = st.builds(Consulted, WORDS, SECTIONS, st.one_of(st.none(), MOMENTS), st.one_of(st.none(), MOMENTS))
        return Content(
            kind, draw(parties(("agency", "unit"))), draw(texts()), number=draw(NUMBERS), speed="",
            handled_by=draw(texts()), consulted=tuple(draw(st.lists(said, min_size=1, max_size=3))),
        )  # fmt: skip
    given = {
        "sender": draw(parties(("agency", "unit") if kind == "簽" else ("agency",))),
        "date": draw(st.one_of(st.none(), DAYS)),
        "number": draw(NUMBERS),
        "attachment_note": draw(texts()),
        "subject": draw(texts(least=1)),
    }
    stem = stem_of(given["sender"].code, given["number"].digits if given["number"] else "", str(given["number"] or ""))
    endings = draw(st.lists(st.sampled_from(["pdf", "odt", "xlsx", "7z"]), max_size=3))
    given["attachments"] = tuple(
        Attached(attachment_name(stem, n, f"a.{end}")) for n, end in enumerate(endings, start=1)
    )
    if kind != "公告":
        given |= {"speed": draw(SPEED), "secrecy": draw(SECRECY)}
        given["signature"] = tuple(draw(st.lists(WORDS, max_size=2)))
    else:
        given["speed"] = ""
    if kind in GATHERINGS:
        known = Gathering(
            tuple(draw(st.lists(MOMENTS, min_size=1, max_size=2))), draw(texts()), plain(draw, kinds=("person",)),
            plain(draw, 1), plain(draw), draw(WORDS), draw(texts()),
            draw(st.one_of(st.just(Section("")), SECTIONS)),
        )  # fmt: skip
        return Content(kind, gathering=known, recipients=draw(recipients(first=False)), **given)
    given["sections"] = tuple(draw(st.lists(SECTIONS, max_size=3)))
    if kind == "簽":
        number = given["number"]
        given["number"] = (
            IssueNumber(year=number.year, serial=number.serial, sub=number.sub, text=number.text) if number else None
        )
        above = st.builds(lambda post, name: Party(name, "person", post=post), WORDS, texts())
        return Content(
            kind,
            respectfully=tuple(draw(st.lists(above, max_size=2))),
            method=draw(st.sampled_from(["", "1", "5"])),
            **given,
        )
    if kind == "公告":
        return Content(kind, **given)
    if kind in ("函",) or document_types()[kind].root == "函":
        given |= {"address": draw(texts()), "contacts": tuple(draw(st.lists(WORDS, max_size=2)))}
    return Content(kind, recipients=draw(recipients()), **given)

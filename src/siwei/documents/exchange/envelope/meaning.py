"""What the elements of a checked tree mean: a tree of each root as content, the inverse of `trees`."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django.utils import timezone
from lxml import etree

from siwei.documents.content.ladder import mark
from siwei.documents.content.model import (
    Consulted,
    Content,
    Copy,
    Gathering,
    Item,
    Party,
    PartyKind,
    Recipient,
    Secrecy,
    Section,
)
from siwei.documents.content.numbers import IssueNumber
from siwei.documents.content.types import document_types
from siwei.documents.exchange.envelope.refusal import Reason, refuse
from siwei.documents.exchange.envelope.trees import BLANKS, NAMES
from siwei.documents.exchange.grammar.checking import place_of
from siwei.kernel.calendar.roc import DateTextError, parse_roc

KINDS: Mapping[str, PartyKind] = {tag: cast("PartyKind", kind) for kind, tag in NAMES.items()}
HOUR = re.compile(
    r"(?P<half>上午|下午|中午|晚上|晚間|凌晨)?(?P<hour>\d{1,2})[時點:](?:(?P<half_past>半)|(?P<minute>\d{1,2}))?"
)
NORMAL = "普通"  # how the 97 version said that nothing is secret
Node = etree._Element


def text_of(node: Node | None) -> str:
    """Running text without blanks around it."""
    return (node.text or "").strip(BLANKS) if node is not None else ""


def _text(node: Node, path: str) -> str:
    return text_of(node.find(path))


def _code(node: Node, name: str) -> str:
    found = node.find(name)
    return str(found.get("代碼", "")) if found is not None else ""


def parties(node: Node | None) -> Iterator[tuple[Party, Mapping[str, str]]]:
    """Parties that stand in a row, each with what follows it: 含附件, 電話, 本別 …; nameless ones are passed over."""
    given: dict[str, str] = {}
    first: Node | None = None
    for child in node if node is not None else ():
        if child.tag in KINDS:
            if first is not None:
                yield from _party(first, given)
            first, given = child, {}
        else:
            inner = child.find("收發處理本別")
            given[str(child.tag)] = inner.get("代碼", "正本") if inner is not None else text_of(child)
    if first is not None:
        yield from _party(first, given)


def _party(node: Node, given: Mapping[str, str]) -> Iterator[tuple[Party, Mapping[str, str]]]:
    name = text_of(node)
    if name:
        code, unit, post = given.get("機關代碼", ""), given.get("單位代碼", ""), given.get("職稱", "")
        yield Party(name, KINDS[str(node.tag)], code, unit, post), given


def _names(node: Node | None) -> tuple[Party, ...]:
    return tuple(party for party, _given in parties(node))


def _sender(root: Node) -> Party:
    found = [*_names(root.find("發文機關")), *_names(root.find("單位"))]
    if not found:
        raise refuse(Reason.VALUE, place=f"{root.tag}/發文機關", value="")
    return found[0]


def day(node: Node | None) -> datetime.date | None:
    """年月日; None where it is empty. Raises EnvelopeRefused."""
    written = text_of(node)
    if node is None or not written:
        return None
    try:
        return parse_roc(unicodedata.normalize("NFKC", written))
    except DateTextError as error:
        raise refuse(Reason.VALUE, place=place_of(node), value=written) from error


def hour(node: Node | None) -> datetime.time:
    """時分: the first hour in it (上午8時30分, 下午20時30分), midnight where it is empty. Raises EnvelopeRefused."""
    written = unicodedata.normalize("NFKC", text_of(node))
    if node is None or not written:
        return datetime.time()
    found = HOUR.search(written)
    number = int(found["hour"]) if found else 99
    if found and found["half"] in ("下午", "晚上", "晚間") and number < 12:
        number += 12
    minute = 30 if found and found["half_past"] else int((found and found["minute"]) or 0)
    if number > 23 or minute > 59:
        raise refuse(Reason.VALUE, place=place_of(node), value=written)
    return datetime.time(number, minute)


def _moment(node: Node | None) -> datetime.datetime | None:
    if node is None:
        return None
    on = day(node.find("年月日"))
    return timezone.make_aware(datetime.datetime.combine(on, hour(node.find("時分")))) if on else None


def _serial(node: Node, word: str) -> IssueNumber | None:
    year, serial, sub = _text(node, "年度"), _text(node, "流水號"), _text(node, "支號")
    if not year and not serial:
        return None
    if not year.isascii() or not year.isdigit() or len(year) > 3:
        return IssueNumber(text=f"{word}第{year}{serial}{sub}號" if year else serial)
    return IssueNumber(word, int(year), serial, sub)


def _number(node: Node | None) -> IssueNumber | None:
    if node is None:
        return None
    serial = node.find("文號")
    if serial is not None:
        return _serial(serial, _text(node, "字"))
    written = _text(node, "文字")
    return IssueNumber.read(written) if written else None


def _secrecy(root: Node) -> Secrecy:
    node = root.find("密等及解密條件或保密期限")
    if node is None:
        return Secrecy()
    level = _code(node, "密等").replace(NORMAL, "")
    if level not in ("", "密"):
        raise refuse(Reason.STATE_SECRET, level=level)
    return Secrecy(cast(Any, level), _text(node, "解密條件或保密期限"))


def section(node: Node | None) -> Section:
    """段落; the colon behind its heading goes."""
    if node is None:
        return Section("")
    name = str(node.get("段名", "")).strip().rstrip("：:")
    return Section(name, _text(node, "文字"), _items(node, 0))


def _items(node: Node, depth: int) -> tuple[Item, ...]:
    return tuple(_item(child, depth, place) for place, child in enumerate(node.iterfind("條列"), start=1))


def _item(node: Node, depth: int, place: int) -> Item:
    """A mark that does not follow from the item's place stays in its text, because others may refer to it."""
    sign = str(node.get("序號", "")).strip()
    usual = unicodedata.normalize("NFKC", mark(depth, place))
    text = _text(node, "文字")
    if sign and unicodedata.normalize("NFKC", sign) != usual:
        text = sign + text
    return Item(text, _items(node, depth + 1))


def _recipients(root: Node) -> tuple[Recipient, ...]:
    first = [Recipient(party) for party in _names(root.find("正本"))]
    second = [Recipient(party, "副本", "含附件" in given) for party, given in parties(root.find("副本"))]
    return (*first, *second)


def _shared(root: Node) -> dict[str, Any]:
    """What most roots have."""
    return {
        "sender": _sender(root),
        "subject": _text(root, "主旨/文字"),
        "sections": tuple(section(one) for one in root.iterfind("段落")),
        "recipients": _recipients(root),
        "date": day(root.find("發文日期/年月日")),
        "number": _number(root.find("發文字號")),
        "speed": _code(root, "速別"),
        "secrecy": _secrecy(root),
        "attachment_note": _text(root, "附件/文字"),
        "signature": tuple(line for one in root.iterfind("署名") for line in text_of(one).split("\n") if line),
    }


def _letter(root: Node) -> Content:
    kind = _kind("函", _code(root, "函類別") or "函")
    contacts = tuple(text for text in map(text_of, root.iterfind("聯絡方式")) if text)
    return Content(kind, address=_text(root, "地址"), contacts=contacts, **_shared(root))


def _order(root: Node) -> Content:
    return Content(_kind("令", _code(root, "令類別") or "獎懲令"), **_shared(root))


def _kind(root: str, value: str) -> str:
    return next(one.name for one in document_types().values() if one.root == root and one.class_value == value)


def _announcement(root: Node) -> Content:
    return Content("公告", **_shared(root))


def _notice(root: Node) -> Content:
    stem = str(root.tag)[:2]
    contacts = list(parties(root.find("聯絡人及電話")))
    phones = [text_of(one) for one in root.iterfind("聯絡人及電話/電話")]
    times = tuple(at for one in root.iterfind(f"{stem}時間") if (at := _moment(one)))
    gathering = Gathering(
        times=times,
        place=_text(root, f"{stem}地點/文字"),
        chair=_names(root.find("主持人")),
        attendees=_names(root.find("出席者")),
        observers=_names(root.find("列席者")),
        contact="、".join(party.name for party, _given in contacts),
        phone="、".join(phone for phone in phones if phone),
        remark=section(root.find("備註/段落")),
    )
    given = {**_shared(root), "subject": _text(root, f"{stem}事由/文字")}
    return Content(str(root.tag), gathering=gathering, **given)


def _memo(root: Node) -> Content:
    serial = root.find("文號")
    given = {**_shared(root), "date": day(root.find("年月日"))}
    given["number"] = _serial(serial, "") if serial is not None else None
    return Content("簽", respectfully=tuple(_above(root.find("敬陳"))), method=_code(root, "擬辦方式"), **given)


def _above(node: Node | None) -> Iterator[Party]:
    """敬陳: posts, each perhaps with a name behind it."""
    post: str | None = None
    for child in node if node is not None else ():
        if child.tag == "職稱":
            if post is not None:
                yield Party("", "person", post=post)
            post = text_of(child)
        else:
            yield Party(text_of(child), "person", post=post or "")
            post = None
    if post is not None:
        yield Party("", "person", post=post)


def _consultation(root: Node) -> Content:
    rows = zip(*(root.iterfind(name) for name in ("受會單位", "會核意見", "收會時間", "會畢時間")), strict=True)
    said = tuple(
        Consulted(_text(unit, "單位名"), section(opinion.find("段落")), _moment(received), _moment(finished))
        for unit, opinion, received, finished in rows
    )
    return Content(
        "簽稿會核單", _sender(root), subject=_text(root, "案情摘要/文字"), handled_by=_text(root, "承辦單位/單位名"),
        number=_number(root.find("收文字號")), consulted=said, speed="",
    )  # fmt: skip


#: what reads each root
MEANINGS: Mapping[str, Callable[[Node], Content]] = {
    "函": _letter,
    "令": _order,
    "公告": _announcement,
    "開會通知單": _notice,
    "會勘通知單": _notice,
    "簽": _memo,
    "簽稿會核單": _consultation,
}


def roster(root: Node) -> Iterator[tuple[Party, Copy, bool]]:
    """The lines of a 交換表單: who, which copy, with attachments."""
    for party, given in parties(root):
        yield party, cast("Copy", given.get("本別", "正本")), "含附件" in given

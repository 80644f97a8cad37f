"""The elements of each root, made out of a content in their fixed order (exchange-format 4)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from siwei.documents.content.ladder import marks
from siwei.documents.content.model import Content, Gathering, Item, Party, Section
from siwei.documents.content.numbers import IssueNumber
from siwei.kernel.calendar.roc import RocStyle, format_roc

#: names of a party's kinds in lists of recipients
NAMES = {"agency": "全銜", "unit": "單位名", "person": "姓名", "group": "總稱"}
#: what may stand around running text without being part of it; an ideographic blank is
BLANKS = " \t\r\n"
WEEKDAYS = "一二三四五六日"


@dataclass(slots=True)
class Tag:
    """An element to be written."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: Sequence[Tag] = ()


def leaf(name: str, text: str) -> Tag:
    """An element with running text."""
    return Tag(name, text=text.strip(BLANKS))


def _around(name: str, *children: Tag) -> Tag:
    return Tag(name, children=children)


def _words(name: str, text: str) -> Tag:
    return _around(name, leaf("文字", text))


def _code(name: str, value: str) -> Tag:
    return Tag(name, {"代碼": value} if value else {})


def parties(these: Iterable[Party], *, codes: bool = False) -> list[Tag]:
    """Names in a row; with `codes` as rosters and 受文者 have them, which know no groups."""
    found: list[Tag] = []
    for one in these:
        kind = "agency" if codes and one.kind == "group" else one.kind
        found.append(leaf(NAMES[kind], one.name))
        if kind == "person" and one.post:
            found.append(leaf("職稱", one.post))
        if codes:
            found.append(leaf("機關代碼", one.code))
            if kind == "unit" or (kind == "person" and one.unit_code):
                found.append(leaf("單位代碼", one.unit_code))
    return found


def _sender(party: Party) -> Tag:
    if party.kind == "unit":
        names = [leaf("單位名", party.name), leaf("機關代碼", party.code), leaf("單位代碼", party.unit_code)]
        return _around("發文機關", *names)
    return _around("發文機關", leaf("全銜", party.name), leaf("機關代碼", party.code))


def day(date: datetime.date | None) -> Tag:
    """年月日; empty before it is issued."""
    return leaf("年月日", format_roc(date, RocStyle.FULL) if date else "")


def hour(moment: datetime.datetime) -> str:
    """上午8時30分, 下午2時."""
    half = "上午" if moment.hour < 12 else "下午"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{half}{moment.hour if moment.hour <= 12 else moment.hour - 12}時{minutes}"


def _moment(name: str, moment: datetime.datetime, *, weekday: bool) -> Tag:
    at = timezone.localtime(moment)
    days = [day(at.date())] + ([leaf("星期", f"星期{WEEKDAYS[at.weekday()]}")] if weekday else [])
    hours = [leaf("時分", hour(at))] if weekday or at.hour or at.minute else []
    return _around(name, *days, *hours)


def _serial(number: IssueNumber | None) -> Tag:
    """文號: year, serial and sub-number."""
    year = f"{number.year:03d}" if number and number.year else ""
    parts = [leaf("年度", year), leaf("流水號", (number.serial or number.text) if number else "")]
    return _around("文號", *parts, *([leaf("支號", number.sub)] if number and number.sub else []))


def _number(name: str, number: IssueNumber | None) -> Tag:
    if number is None or number.text:
        return _words(name, number.text if number else "")
    return _around(name, leaf("字", number.word), _serial(number))


def _secrecy(content: Content) -> Tag:
    kept = content.secrecy
    return _around("密等及解密條件或保密期限", _code("密等", kept.level), leaf("解密條件或保密期限", kept.until))


def _attachments(content: Content) -> Tag:
    names = " ".join(f"ATTCH{n}" for n in range(1, len(content.attachments) + 1))
    files = [Tag("附件檔名", {"附件名": names})] if names else []
    return _around("附件", leaf("文字", content.attachment_note), *files)


def _item(item: Item, mark: str, depth: int) -> Tag:
    text = [leaf("文字", item.text)] if item.text.strip(BLANKS) else []
    return Tag("條列", {"序號": mark} if mark else {}, children=[*text, *_items(item.items, depth + 1)])


def _items(items: tuple[Item, ...], depth: int) -> list[Tag]:
    return [_item(item, mark, depth) for item, mark in zip(items, marks(items, depth), strict=True)]


def section(one: Section) -> Tag:
    """段落 with its heading, text and items."""
    text = [leaf("文字", one.text)] if one.text.strip(BLANKS) else []
    return Tag("段落", {"段名": f"{one.name}：" if one.name else ""}, children=[*text, *_items(one.items, 0)])


def _listed(content: Content, copy: str, name: str) -> list[Tag]:
    """正本 or 副本; a copy that nobody gets is left out."""
    found: list[Tag] = []
    rows = [one for one in content.recipients if one.copy == copy]
    for one in rows:
        found += parties([one.party])
        if copy == "副本" and one.with_attachments:
            found.append(leaf("含附件", "含附件"))
    return [Tag(name, children=found)] if rows else []


def _signature(content: Content, *, many: bool = False) -> list[Tag]:
    lines = content.signature
    if many or not lines:
        return [leaf("署名", line) for line in lines]
    return [leaf("署名", "\n".join(lines))]


def _handling(content: Content) -> list[Tag]:
    return [_code("速別", content.speed), _secrecy(content), _attachments(content)]


def _letter(content: Content, addressee: Tag | None) -> Tag:
    """函, with its classes."""
    contacts = content.contacts or ("",)
    return _around(
        "函", _sender(content.sender), _code("函類別", content.type.class_value), leaf("地址", content.address),
        *(leaf("聯絡方式", one) for one in contacts), *_or_nobody(addressee), _around("發文日期", day(content.date)),
        _number("發文字號", content.number), *_handling(content), _words("主旨", content.subject),
        *map(section, content.sections), *_listed(content, "正本", "正本"), *_listed(content, "副本", "副本"),
        *_signature(content, many=True),
    )  # fmt: skip


def _or_nobody(addressee: Tag | None) -> list[Tag]:
    """受文者 must stand even where everybody gets it on paper."""
    return [addressee or _around("受文者", leaf("全銜", ""), leaf("機關代碼", ""))]


def _order(content: Content, addressee: Tag | None) -> Tag:
    """令."""
    subject = [_words("主旨", content.subject)] if content.subject else []
    return _around(
        "令", _sender(content.sender), _code("令類別", content.type.class_value), *_or_nobody(addressee),
        _around("發文日期", day(content.date)), _number("發文字號", content.number), *_handling(content), *subject,
        *map(section, content.sections), *_listed(content, "正本", "正本"), *_listed(content, "副本", "副本"),
        *_signature(content),
    )  # fmt: skip


def _announcement(content: Content, addressee: Tag | None) -> Tag:
    """公告: no 受文者, 速別, 密等, 正本, 副本; 署名 stands in no known definition of it."""
    return _around(
        "公告", _sender(content.sender), _around("發文日期", day(content.date)), _number("發文字號", content.number),
        _attachments(content), _words("主旨", content.subject), *map(section, content.sections),
    )  # fmt: skip


def _notice(root: str, stem: str) -> Callable[[Content, Tag | None], Tag]:
    """開會通知單 and 會勘通知單, which differ in three names."""

    def write(content: Content, addressee: Tag | None) -> Tag:
        known = content.gathering or Gathering()
        observers = [Tag("列席者", children=parties(known.observers))] if known.observers else []
        remark = [_around("備註", section(known.remark))] if known.remark != Section("") else []
        contact = _around("聯絡人及電話", leaf("姓名", known.contact), leaf("電話", known.phone))
        return _around(
            root, _sender(content.sender), *_or_nobody(addressee), contact, _around("發文日期", day(content.date)),
            _number("發文字號", content.number), *_handling(content), _words(f"{stem}事由", content.subject),
            *(_moment(f"{stem}時間", at, weekday=True) for at in known.times), _words(f"{stem}地點", known.place),
            Tag("主持人", children=parties(known.chair) or [leaf("姓名", "")]),
            Tag("出席者", children=parties(known.attendees)), *observers, *_listed(content, "副本", "副本"), *remark,
            *_signature(content),
        )  # fmt: skip

    return write


def _memo(content: Content, addressee: Tag | None) -> Tag:
    """簽: inside an office; its number has no word."""
    sender = content.sender
    from_unit = sender.kind == "unit" and not sender.code
    names = [leaf("單位名", sender.name)] + ([leaf("單位代碼", sender.unit_code)] if sender.unit_code else [])
    above = [leaf(name, text) for one in content.respectfully
             for name, text in (("職稱", one.post), ("姓名", one.name)) if name == "職稱" or text]  # fmt: skip
    return _around(
        "簽", _around("單位", *names) if from_unit else _sender(sender), *([addressee] if addressee else []),
        _serial(content.number), _code("速別", content.speed), _secrecy(content),
        *([_code("擬辦方式", content.method)] if content.method else []), _attachments(content),
        _words("主旨", content.subject), *map(section, content.sections),
        *([Tag("敬陳", children=above)] if above else []), *(_signature(content) or [leaf("署名", "")]),
        day(content.date),
    )  # fmt: skip


def _consultation(content: Content, addressee: Tag | None) -> Tag:
    """簽稿會核單: what each unit said and when."""
    number = [_number("收文字號", content.number)] if content.number else []
    said: list[Tag] = []
    for one in content.consulted:
        said += [_around("受會單位", leaf("單位名", one.unit)), _around("會核意見", section(one.opinion))]
        for name, moment in (("收會時間", one.received), ("會畢時間", one.finished)):
            said.append(_moment(name, moment, weekday=False) if moment else _around(name, leaf("年月日", "")))
    return _around(
        "簽稿會核單", *_or_nobody(addressee), _sender(content.sender), _words("案情摘要", content.subject),
        _around("承辦單位", leaf("單位名", content.handled_by)), *number, *said,
    )  # fmt: skip


#: what makes each root's tree; `addressee` is 受文者 where somebody is reached by exchange
TREES: Mapping[str, Callable[[Content, Tag | None], Tag]] = {
    "函": _letter,
    "令": _order,
    "公告": _announcement,
    "開會通知單": _notice("開會通知單", "開會"),
    "會勘通知單": _notice("會勘通知單", "會勘"),
    "簽": _memo,
    "簽稿會核單": _consultation,
}

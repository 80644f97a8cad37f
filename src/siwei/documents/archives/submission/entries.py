"""An item as an entry of the submission: pure values in, XML out; and what became of it since it was last sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from siwei.documents.archives.ead3 import element, text
from siwei.documents.archives.numbers import FileNumber

NEW, CHANGED, GONE = "新增", "修改", "刪除"
#: 應用限制 of the official tag set, by the access of an item
ACCESS = {"open": "開放", "limited": "限制開放", "closed": "不開放"}


@dataclass(frozen=True)
class Digital:
    """A file of an electronic item: its name, its size in bytes, the type that its bytes show, where it comes from."""

    name: str
    size: int
    format: str
    source: str = ""


@dataclass(frozen=True)
class Entry:
    """What is said of an item. `number` is complete; the rest is left out of the entry of one that is gone."""

    key: int
    agency_code: str
    agency: str
    number: FileNumber
    subject: str = ""
    title: str = ""
    producer: str = ""
    on: str = ""
    party: str = ""
    document_number: str = ""
    retention: str = ""
    access: str = "open"
    media_code: str = ""
    medium: str = ""
    pages: int | None = None
    note: str = ""
    digital: tuple[Digital, ...] = ()


def body(entry: Entry, *, gone: bool = False) -> str:
    """All of an entry but what is done with it: two entries that say the same have the same body.

    Of one that is gone, or became classified, nothing is told but its number and its agency (RULES 2.5).
    """
    number = entry.number
    said = [
        element("機關代碼", text(entry.agency_code)), element("機關名稱", text(entry.agency)),
        element("年度號", f"{number.year:03d}"), element("分類號", text(number.class_number)),
        element("案次號", str(number.serial)), element("卷次號", str(number.volume)),
        element("目次號", str(number.item)),
    ]  # fmt: skip
    return "".join(said) + ("" if gone else element("目錄內容", _content(entry)))


def _content(entry: Entry) -> str:
    said = [
        _known("案名", entry.title), element("案由", text(entry.subject)), element("檔案產生者", text(entry.producer)),
        _known("文件產生日期", entry.on), _known("來受文者", entry.party), _known("文號", entry.document_number),
        _known("保存年限", entry.retention), element("應用限制", "", 代碼=ACCESS[entry.access]),
        element("媒體型式", "", 代碼=entry.media_code) if entry.media_code else "", _known("媒體", entry.medium),
        _known("頁數", str(entry.pages) if entry.pages is not None else ""),
        *(element("電子檔案", _file(one)) for one in entry.digital), _known("註記", entry.note),
    ]  # fmt: skip
    return "".join(said)


def _file(one: Digital) -> str:
    source = element("檔案來源別", "", 代碼=one.source) if one.source else ""
    name, kind = element("檔案名稱", text(one.name)), element("檔案格式", text(one.format))
    return name + element("檔案大小", str(one.size)) + kind + source


def _known(name: str, words: str) -> str:
    return element(name, text(words)) if words else ""


def digest(said: str) -> str:
    """By which two bodies are compared."""
    return hashlib.sha256(said.encode()).hexdigest()


def function(sent: str | None, last: str, now: str | None) -> str | None:
    """新增, 修改, 刪除, or None where there is nothing to say.

    `sent`: what was last sent of it, None for never. `last`: digest of that. `now`: digest of what it is today, None
    when it no longer belongs into the catalogue.
    """
    there = sent is not None and sent != GONE
    if now is None:
        return GONE if there else None
    if not there:
        return NEW
    return CHANGED if now != last else None


def written(entry: Entry, what: str) -> str:
    """The entry as it stands in the file."""
    inner = element("功能", "", 代碼=what) + body(entry, gone=what == GONE)
    return element("檔案目錄", inner, 識別=str(entry.key))


#: what the entry of an item notes that is no longer what it was (銷毀辦法 art. 17); the words are ours
NOTES = {"destroyed": "已銷毀", "copy": "原件已銷毀，留存複製品", "transferred": "已移轉國家檔案"}


def note(state: str, number: str, on: str) -> str:
    """What became of it, by whose approval, and when; "" for one that is as it was."""
    if state not in NOTES:
        return ""
    return "；".join(filter(None, (NOTES[state], number and f"核准文號{number}", on)))


def head(code: str, name: str, until: str, number: str) -> str:
    """How the file begins."""
    opened = element("檔案目錄彙送", "", 機關代碼=code, 機關名稱=name, 截止日期=until, 彙送編號=number)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + opened.removesuffix("</檔案目錄彙送>") + "\n"


TAIL = "</檔案目錄彙送>\n"

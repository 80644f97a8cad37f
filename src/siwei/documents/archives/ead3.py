"""Items and whole stocktakings as EAD3 (Encoded Archival Description 3): plain text, written piece by piece.

Element names and their order are those of the EAD3 schema of the Society of American Archivists; a test validates
against it. A list of 250,000 items is a generator of lines, so it needs no memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://ead3.archivists.org/schema/"
SCHEMA = "https://www.loc.gov/ead/ead3.xsd"
LANGUAGE = '<language langcode="zho"/><script scriptcode="Hant"/>'
#: characters that XML 1.0 has no place for
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True)
class Described:
    """What is said of an item; a day is a year of the Republic with month and day where they are known."""

    number: str
    subject: str
    title: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    pages: int | None = None
    medium: str = ""
    retention: str = ""
    box: str = ""
    state: str = ""


def text(words: str) -> str:
    """Words as XML holds them."""
    return escape(words.translate(FORBIDDEN))


def element(name: str, content: str, **attributes: str) -> str:
    """An element around what is XML already."""
    return f"<{name}{_attributes(attributes)}>{content}</{name}>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name.rstrip('_')}={quoteattr(value.translate(FORBIDDEN))}" for name, value in attributes.items())


def iso(year: int | None, month: int | None, day: int | None) -> str:
    """A day of the Republic as EAD3 and Dublin Core write it, as exact as it is known; "" for none."""
    if year is None:
        return ""
    known = f"{year + 1911:04d}"
    if month:
        known += f"-{month:02d}"
        if day:
            known += f"-{day:02d}"
    return known


def item(one: Described, *, identifier: str, repository: str, origin: str, on: datetime.date) -> str:
    """One item as a document of its own."""
    head = _control(identifier, one.subject, repository, on)
    described = element("did", _did(one, repository=repository, origin=origin)) + _notes(one)
    return f'<ead xmlns="{NAMESPACE}">{head}{element("archdesc", described, level="item")}</ead>'


def fonds(
    name: str, items: Iterable[Described], *, identifier: str, repository: str, title: str, on: datetime.date
) -> Iterator[str]:
    """All items of a body's files, or of one stocktaking of them, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<ead xmlns="{NAMESPACE}">{_control(identifier, title, repository, on)}\n'
    did = element("unitid", text(identifier)) + element("unittitle", text(title))
    did += element("origination", element("corpname", element("part", text(name))))
    did += element("repository", element("corpname", element("part", text(repository))))
    yield f'<archdesc level="fonds">{element("did", did)}<dsc>\n'
    empty = True
    for one in items:
        empty = False
        yield element("c", element("did", _did(one)) + _notes(one), level="item") + "\n"
    if empty:  # the schema wants a component
        yield '<c level="item"><did><unittitle>—</unittitle></did></c>\n'
    yield "</dsc></archdesc></ead>\n"


def _control(identifier: str, title: str, repository: str, on: datetime.date) -> str:
    event = element("eventtype", "", value="created") + element("eventdatetime", on.isoformat())
    event += element("agenttype", "", value="machine") + element("agent", "Siwei")
    return element(
        "control",
        element("recordid", text(identifier))
        + element("filedesc", element("titlestmt", element("titleproper", text(title) or "—")))
        + element("maintenancestatus", "", value="new")
        + element("maintenanceagency", element("agencyname", text(repository)))
        + element("languagedeclaration", LANGUAGE)
        + element("maintenancehistory", element("maintenanceevent", event)),
        countryencoding="iso3166-1", dateencoding="iso8601", langencoding="iso639-2b", scriptencoding="iso15924",
    )  # fmt: skip


def _did(one: Described, *, repository: str = "", origin: str = "") -> str:
    found = [element("unitid", text(one.number))] if one.number else []
    found.append(element("unittitle", text(one.subject) or "—"))
    if day := iso(one.year, one.month, one.day):
        found.append(element("unitdatestructured", element("datesingle", day, standarddate=day)))
    if one.pages:
        extent = element("quantity", str(one.pages)) + element("unittype", "頁")
        found.append(element("physdescstructured", extent, physdescstructuredtype="spaceoccupied", coverage="whole"))
    if one.medium:
        found.append(element("physdesc", text(one.medium)))
    if origin:
        found.append(element("origination", element("corpname", element("part", text(origin)))))
    if repository:
        found.append(element("repository", element("corpname", element("part", text(repository)))))
    if one.box:
        found.append(element("container", text(one.box), localtype="box"))
    return "".join(found)


def _notes(one: Described) -> str:
    found = ""
    if one.title:
        found += element("arrangement", element("p", text(one.title)))
    if one.retention:
        found += element("appraisal", element("p", text(one.retention)))
    if one.state:
        found += element("processinfo", element("p", text(one.state)))
    return found

"""The page of the one search box: what one may see of every type, narrowed by kind, agency, year and place."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siwei.kernel.access.actor import Actor
from siwei.kernel.directory.models import Agency
from siwei.kernel.module import Module, screens
from siwei.kernel.records.models import type_of
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.screen import Screen
from siwei.kernel.search.asking import Asked, asked
from siwei.kernel.search.finding import Found, Narrow, find, source
from siwei.kernel.search.index import searchable
from siwei.kernel.search.suggest import continuations
from siwei.kernel.search.words import marked

#: values of a facet that are shown
VALUES = 8
#: characters of a text that are shown around a hit
AROUND = 40
FACETS: tuple[tuple[str, str | Promise], ...] = (
    ("kind", gettext_lazy("Kind of record")),
    ("agency", gettext_lazy("Agency")),
    ("year", gettext_lazy("Year")),
    ("place", gettext_lazy("Place")),
)
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Line:
    """One record that was found: its name and the text around the words, with the words marked."""

    record: Any
    screen: Screen
    module: Module
    title: Pieces
    text: Pieces


@dataclass(frozen=True)
class Choice:
    """One value by which the search can be narrowed, or widened again when it is chosen."""

    label: str
    count: int | None
    url: str
    chosen: bool = False


def lines_of(found: Found, words: Asked) -> list[Line]:
    """The records of a page as they are shown; also for pages of modules."""
    places = {screen.record: (module, screen) for module, screen in screens()}
    lines = []
    for record in found.records:
        module, screen = places[type(record)]
        title = list(marked(record.title(), words.words))
        lines.append(Line(record, screen, module, title, around(searchable(record), record.title(), words)))
    return lines


def around(text: str, title: str, words: Asked) -> Pieces:
    """The first line with a hit that the title does not hold, cut around the hit."""
    for line in text.split("\n"):
        if not line or line in title:
            continue
        pieces = list(marked(line, words.words))
        if any(hit for _piece, hit in pieces):
            return _cut(pieces)
    return []


def _cut(pieces: Pieces) -> Pieces:
    first = next(at for at, (_piece, hit) in enumerate(pieces) if hit)
    shown: Pieces = []
    if first:
        before = pieces[first - 1][0]
        shown.append((("…" if len(before) > AROUND else "") + before[-AROUND:], False))
    for piece, hit in pieces[first : first + 4]:
        shown.append((piece if hit or len(piece) <= AROUND else piece[:AROUND] + "…", hit))
    return shown


def _number(request: HttpRequest, name: str, most: int) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most else None


def narrowed(request: HttpRequest) -> Narrow:
    """What the address narrows a search to."""
    year = _number(request, "year", 9998) or None
    return Narrow(
        agency=_number(request, "agency", 2**31),
        place=request.GET.get("place", "").replace("\0", "")[:120],
        since=datetime.date(year, 1, 1) if year else None,
        before=datetime.date(year + 1, 1, 1) if year else None,
    )


def link(request: HttpRequest, **changed: str) -> str:
    """This page's address with some parameters changed; empty ones are left out, and it begins at the first page."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


def facets(request: HttpRequest, found: Found, kinds: dict[str, str]) -> list[tuple[str | Promise, list[Choice]]]:
    """Per facet its values among what was found, or the one that is chosen, with the address that takes it away."""
    agencies = {one.pk: str(one) for one in Agency.objects.all()}
    drawn = []
    for name, label in FACETS:
        chosen = request.GET.get(name, "")
        if chosen:
            said = _said(name, chosen, agencies, kinds)
            drawn.append((label, [Choice(said, found.count, link(request, **{name: ""}), chosen=True)]))
            continue
        values = [(str(value), count) for value, count in found.facet(name) or _uncounted(name, found, kinds)][:VALUES]
        choices = [Choice(_said(name, v, agencies, kinds), n, link(request, **{name: v})) for v, n in values]
        if len(choices) > 1:
            drawn.append((label, choices))
    return drawn


def _uncounted(name: str, found: Found, kinds: dict[str, str]) -> list[tuple[Any, int | None]]:
    """Values to choose from where too many match to be counted: every kind, and what the page tells of the others."""
    if found.count is not None or not found.records:
        return []
    under = [record.found_under() for record in found.records]
    match name:
        case "kind":
            return [(kind, None) for kind in kinds]
        case "year":
            newest = max((day.year for day, _agency, _place in under if day), default=0)
            return [(year, None) for year in range(newest, max(newest - VALUES, 0), -1)]
        case "agency":
            return [(agency, None) for agency in dict.fromkeys(one[1] for one in under) if agency is not None]
    return [(place, None) for place in dict.fromkeys(one[2] for one in under) if place]


def _said(name: str, value: str, agencies: dict[int, str], kinds: dict[str, str]) -> str:
    if name == "kind":
        return kinds.get(value, value)
    if name == "agency" and value.isdigit():
        return agencies.get(int(value), value)
    if name == "year" and value.isdigit():
        return _("Year %(roc)d (%(year)d)") % {"roc": int(value) - 1911, "year": int(value)}
    return value


def _instead(wanted: Asked, search: Any) -> list[str]:
    """The same search with one word less, where that finds something."""
    return [less for less in wanted.less()[:5] if search(less, size=1).records]


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """One search over every record type, and over the pages of the house by their names."""
    actor = actor_of(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    wanted = asked(words)
    open_to = [screen for _module, screen in screens() if screen.record.searched and screen.open_to(actor)]
    kinds = {str(type_of(screen.record).pk): str(screen.title) for screen in open_to}
    chosen = [one for one in open_to if request.GET.get("kind", "") in ("", str(type_of(one.record).pk))]
    sources = [source(screen.rows(actor)) for screen in chosen] if wanted else []
    found = find(words, sources, narrow=narrowed(request), after=request.GET.get("after", ""))
    lines = lines_of(found, wanted)
    context = {
        "page_title": _("Search"),
        "search_words": words,
        "wanted": bool(wanted),
        "found": found,
        "lines": lines,
        "facets": facets(request, found, kinds) if wanted else [],
        "hidden": [(name, request.GET[name]) for name, _label in FACETS if request.GET.get(name)],
        "next": f"{link(request)}&after={found.next}" if found.next else "",
        "suggestions": continuations(wanted, (line.record.title() for line in lines)),
        "instead": [] if lines else _instead(wanted, lambda text, size: find(text, sources, size=size)),
        "pages": _pages(words, actor),
    }
    return render(request, "screens/search.html", context)


def _pages(words: str, actor: Actor) -> list[tuple[Module, Screen]]:
    return [
        (module, screen)
        for module, screen in screens()
        if words and screen.open_to(actor) and words.lower() in f"{module.label} {screen.title}".lower()
    ]

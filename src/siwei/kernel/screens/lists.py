"""The list of a screen: tabs, search, filters, sorting, pages, export and acts on chosen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.actions.errors import ActionRefused
from siwei.kernel.module import Module
from siwei.kernel.screens.columns import columns_for
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.filters import Panel
from siwei.kernel.screens.imports import intakes_of
from siwei.kernel.screens.screen import Rows, Screen, View
from siwei.kernel.search.matching import matching, walking
from siwei.kernel.sheets.column import Column

FORMATS = (("csv", "CSV"), ("xlsx", "Excel (XLSX)"), ("ods", "OpenDocument (ODS)"))
COUNTED = 10_000  # rows are counted up to here; beyond it the exact number helps nobody and costs a scan


class BoundedPaginator(Paginator[Any]):
    """A paginator that stops counting at COUNTED, or at a limit that is known to be passed."""

    def __init__(self, rows: Any, size: int, limit: int | None = None) -> None:
        super().__init__(rows, size)
        self.limit = limit or COUNTED
        self.passed = limit is not None

    @cached_property
    def counted(self) -> int:
        """Rows, at most one more than `limit`."""
        rows = self.object_list
        if self.passed:
            return self.limit + 1
        return rows.order_by()[: self.limit + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def count(self) -> int:
        """Rows, at most `limit`."""
        return min(self.counted, self.limit)

    @property
    def more(self) -> bool:
        """Whether there are more than `limit`."""
        return self.counted > self.limit


@dataclass(frozen=True)
class Head:
    """A column's heading: its label, and where a click on it leads."""

    column: Column
    link: str
    direction: str  # "ascending", "descending" or ""


def sort_path(screen: Screen, column: Column) -> str:
    """The database path by which a column sorts; empty when it cannot."""
    if column.sort is not None:
        return column.sort
    if callable(column.value):
        return ""
    path = column.value or column.name
    model: Any = screen.record
    for name in path.split("__"):
        fields = {f.name: f for f in model._meta.get_fields() if f.concrete}
        if name not in fields:
            return ""
        model = fields[name].related_model or model
    return path


@dataclass
class Listing:
    """One request's view of a screen's rows: which, in which order."""

    screen: Screen
    actor: Actor
    query: QueryDict

    def __post_init__(self) -> None:
        self.panel = Panel(self.screen, self.actor, self.query)
        self.columns = columns_for(self.screen, self.actor)

    @property
    def chosen(self) -> bool:
        """Whether the person chose the columns."""
        return self.columns != self.screen.shown_columns

    @property
    def words(self) -> str:
        """The words searched for."""
        return self.query.get("q", "").replace("\0", "").strip()

    @property
    def view(self) -> View | None:
        """The tab that is open; `view=all` shows everything."""
        if not self.screen.views:
            return None
        named = {view.name: view for view in self.screen.views}
        asked = self.query.get("view", "")
        return None if asked == "all" else named.get(asked, self.screen.views[0])

    @property
    def sort(self) -> tuple[str, bool]:
        """The column sorted by and whether downwards; empty name for the screen's own order."""
        asked = self.query.get("sort", "")
        name = asked.removeprefix("-")
        known = {column.name for column in self.screen.shown_columns if sort_path(self.screen, column)}
        return (name, asked.startswith("-")) if name in known else ("", False)

    def rows(self) -> Rows:
        """The rows that the actor may see and asked for, in order."""
        rows = self._narrowed()
        return self._in_order(matching(rows, self.words) if self.words else rows)

    def pages(self) -> BoundedPaginator:
        """The same in pages; of words that are frequent, those up to the page after the one asked for."""
        size, asked = self.screen.page_size, self.query.get("page", "")
        until = (int(asked) + 1 if asked.isascii() and asked.isdigit() and len(asked) < 6 else 2) * size
        if self.words and until < COUNTED:
            found = walking(self._in_order(self._narrowed()), self.words, until + 1)
            if found is not None:
                return BoundedPaginator(found, size, until)
        return BoundedPaginator(self.rows(), size)

    def _narrowed(self) -> Rows:
        rows = self.panel.narrow(self.screen.rows(self.actor))
        return rows if self.view is None else self.view.narrow(rows, self.actor)

    def _in_order(self, rows: Rows) -> Rows:
        name, down = self.sort
        if not name:
            return rows.order_by(*self.screen.order, "-pk")
        path = next(sort_path(self.screen, c) for c in self.screen.shown_columns if c.name == name)
        return rows.order_by(f"-{path}" if down else path, "-pk")

    def heads(self) -> list[Head]:
        """The headings with their links."""
        sorted_by, down = self.sort
        heads = []
        for column in self.columns:
            direction = ("descending" if down else "ascending") if column.name == sorted_by else ""
            link = ""
            if sort_path(self.screen, column):
                link = self.link(sort=f"-{column.name}" if direction == "ascending" else column.name, page="")
            heads.append(Head(column, link, direction))
        return heads

    def link(self, **changed: str) -> str:
        """This list's address with some parameters changed; empty ones are left out."""
        query = self.query.copy()
        for name, value in changed.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}"

    def hidden(self) -> list[tuple[str, str]]:
        """Parameters that the search form carries along: everything but its own words and the page."""
        return [(n, v) for n, values in self.query.lists() if n not in ("q", "page") for v in values]

    def tabs(self) -> list[tuple[View | None, str, bool]]:
        """Tabs with their address and whether they are open; the last one is "all"."""
        if not self.screen.views:
            return []
        open_ = self.view
        tabs: list[tuple[View | None, str, bool]] = [
            (view, self.link(view=view.name, page=""), view is open_) for view in self.screen.views
        ]
        return [*tabs, (None, self.link(view="all", page=""), open_ is None)]


def list_page(request: HttpRequest, module: Module, screen: Screen) -> HttpResponse:
    """The list; as a part of a page when htmx asks."""
    actor = actor_of(request)
    if request.method == "POST":
        return _bulk(request, screen, actor)
    listing = Listing(screen, actor, request.GET)
    paginator = listing.pages()
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page_title": screen.title,
        "crumbs": [(module.label, "")],
        "module": module,
        "screen": screen,
        "listing": listing,
        "page": page,
        "pages": list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "gap": Paginator.ELLIPSIS,
        "create": [(a, screen.url_of_action(a)) for a in screen.create if a.refusal(None, actor) is None],
        "intakes": intakes_of(module, screen, actor),
        "bulk": [action for action in screen.bulk if action.refusal(None, actor) is None],
        "links": screen.links(actor) if screen.links else (),
        "filters_open": bool(listing.panel.form.errors),
        "export_query": listing.link(page=""),
        "all_formats": FORMATS,
        "search_words": "",
    }
    return render(request, "screens/list.html", context)


def _bulk(request: HttpRequest, screen: Screen, actor: Actor) -> HttpResponse:
    """Run one action on the chosen rows, each by itself; those that refuse are named with their reason."""
    verb = request.POST.get("act", "")
    action = next((action for action in screen.bulk if action.verb == verb), None)
    chosen = [pk for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit()][:500]
    if action is None or not chosen:
        messages.warning(request, _("Choose rows and what to do with them."))
        return redirect(request.get_full_path())
    done = 0
    for record in screen.rows(actor).filter(pk__in=chosen):
        try:
            action.submit(request.POST, by=actor, record=record)
        except (ActionRefused, ValidationError) as refusal:
            reason = str(refusal) if isinstance(refusal, ActionRefused) else "; ".join(refusal.messages)
            messages.error(request, f"{record.title()}: {reason}")
        else:
            done += 1
    if done:
        messages.success(request, _("%(action)s: %(count)d done.") % {"action": action.label, "count": done})
    return redirect(request.get_full_path())

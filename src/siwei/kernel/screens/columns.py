"""The page on which a person chooses the columns of a list, and what becomes of the choice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor
from siwei.kernel.module import Module
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.models import Layout
from siwei.kernel.screens.screen import Screen
from siwei.kernel.sheets.column import Column


def columns_for(screen: Screen, actor: Actor) -> tuple[Column, ...]:
    """The columns of a list in a person's order; those of the screen for whoever chose none.

    Names of columns that the screen no longer has are passed over.
    """
    known = {column.name: column for column in screen.shown_columns}
    layout = Layout.objects.filter(person=actor.person, screen=screen.name).first() if actor.person else None
    chosen = tuple(known[name] for name in layout.columns if name in known) if layout else ()
    return chosen or screen.shown_columns


def columns_page(request: HttpRequest, module: Module, screen: Screen) -> HttpResponse:
    """Every column with a tick and a place; saved for this person, until he takes the usual ones again."""
    actor = actor_of(request)
    wrong = ""
    if request.method == "POST":
        chosen = _chosen(request, screen)
        if "usual" in request.POST:
            Layout.objects.filter(person=actor.person, screen=screen.name).delete()
        elif chosen:
            own = {"columns": chosen}
            Layout.objects.update_or_create(person=actor.person, screen=screen.name, defaults=own)
        if chosen or "usual" in request.POST:
            messages.success(request, _("The columns of this list are saved for you."))
            return redirect(screen.url)
        wrong = _("Choose at least one column.")
    shown = columns_for(screen, actor)
    hidden = [column for column in screen.shown_columns if column not in shown]
    rows = [(place, column, column in shown) for place, column in enumerate((*shown, *hidden), start=1)]
    context = {
        "page_title": _("Choose columns"), "crumbs": [(module.label, ""), (screen.title, screen.url)], "screen": screen,
        "rows": rows, "wrong": wrong, "back": screen.url,
    }  # fmt: skip
    return render(request, "screens/columns.html", context, status=422 if wrong else 200)


def _chosen(request: HttpRequest, screen: Screen) -> list[str]:
    """Names of the ticked columns by the places typed beside them; equal places keep the usual order."""
    ticked = [column.name for column in screen.shown_columns if column.name in request.POST.getlist("shown")]
    return sorted(ticked, key=lambda name: _place(request.POST.get(f"place-{name}", "")))


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999

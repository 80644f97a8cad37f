"""The page of one record: its facts, its life, its duties, files, links and history, and what may be done now."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from siwei.kernel.access.actor import AUDITOR, Actor
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.approvals.models import rounds_of
from siwei.kernel.deadlines.models import open_duties
from siwei.kernel.events.models import Event, history_of
from siwei.kernel.files.models import Attachment, attachments_of
from siwei.kernel.module import Module, screen_of
from siwei.kernel.records.links import Link
from siwei.kernel.records.models import Record
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.history import Reader, reached
from siwei.kernel.screens.linking import link_url
from siwei.kernel.screens.screen import Screen, Section, Text, as_column

SHOWN_ACTS = 30  # the newest acts on the record's page; the rest stand on the page of its history


@dataclass(frozen=True)
class LifeStep:
    """A state on the line of life."""

    label: Text
    at: datetime.datetime | None
    current: bool


@dataclass(frozen=True)
class Life:
    """The line of a case. One that left the main line shows the states it went through and where it ended."""

    steps: tuple[LifeStep, ...]
    tone: str = ""


@dataclass(frozen=True)
class Block:
    """A section made ready: facts, or a table of rows, or a template of its own."""

    section: Section
    facts: tuple[Any, ...] = ()
    rows: tuple[Any, ...] | None = None
    context: dict[str, Any] | None = None

    @property
    def columns(self) -> tuple[Any, ...]:
        """The columns of the table."""
        return self.facts


@dataclass(frozen=True)
class Button:
    """An act that is possible now; `direct` when it asks nothing and runs at once."""

    action: Action[Any, Any]
    url: str
    direct: bool


def life_of(screen: Screen, record: Any, events: Iterable[Event]) -> Life | None:
    """The line of life of a case; None for other records."""
    if not screen.states:
        return None
    when = reached(events)
    line = screen.life_line
    steps = tuple(LifeStep(screen.states[code], when.get(code), record.state == code) for code in line)
    if record.state in line:
        return Life(steps)
    passed = tuple(LifeStep(screen.states[code], when[code], current=False) for code in line if code in when)
    end = LifeStep(screen.states[record.state], when.get(record.state), current=True)
    return Life((*passed, end), screen.tone(record.state))


def _block(section: Section, record: Record, actor: Actor) -> Block:
    context = dict(section.context(record, actor)) if section.context else {}
    if not section.rows:
        return Block(section, tuple(as_column(type(record), c) for c in section.columns), None, context)
    if callable(section.rows):
        rows: Any = section.rows(record)
        model: type[models.Model] = getattr(rows, "model", type(record))
    else:
        manager = getattr(record, section.rows)
        rows, model = manager.all(), manager.model
    return Block(section, tuple(as_column(model, c) for c in section.columns), tuple(rows), context)


def blocks_of(screen: Screen, record: Record, actor: Actor) -> list[Block]:
    """The sections that this actor sees."""
    return [
        _block(section, record, actor)
        for section in screen.sections
        if section.visible is None or section.visible(record, actor)
    ]


def buttons_of(screen: Screen, record: Record, actor: Actor) -> list[Button]:
    """What the actor could do now; dangerous acts last."""
    order = {"primary": 0, "plain": 1, "danger": 2}
    return [
        Button(action, screen.url_of_action(action, record), not getattr(action.form, "base_fields", {}))
        for action in sorted(actions_for(record, actor), key=lambda action: order[action.style])
    ]


def links_of(record: Record, actor: Actor) -> list[tuple[Link, str, Record]]:
    """Links of this record with their relation and other end, as far as the actor may see that."""
    links = Link.objects.standing().with_end(record).prefetch_related("record", "other").order_by("pk")
    ends = [(link, *link.seen_from(record)) for link in links]
    return [(link, relation, other) for link, relation, other in ends if other is not None and may_open(other, actor)]


def may_open(record: Any, actor: Actor) -> bool:
    """Whether the actor may open the record's page."""
    return screen_of(type(record)).open_to(actor) and may_see(record, actor)


def may_see(record: Any, actor: Actor) -> bool:
    """Whether a record is among those visible to the actor."""
    return bool(type(record).objects.visible_to(actor).filter(pk=record.pk).exists())


def record_page(request: HttpRequest, module: Module, screen: Screen, pk: int) -> HttpResponse:
    """The record; 404 when it does not exist for this actor."""
    actor = actor_of(request)
    record = get_object_or_404(screen.rows(actor), pk=pk)
    events = list(history_of(record))
    blocks = blocks_of(screen, record, actor)
    context = {
        **frame(module, screen, record),
        "life": life_of(screen, record, events),
        "buttons": buttons_of(screen, record, actor),
        "blocks": [block for block in blocks if not block.section.side],
        "side_blocks": [block for block in blocks if block.section.side],
        "duties": open_duties(record).select_related("unit", "person").prefetch_related("moves"),
        "rounds": rounds_of(record),
        "attachments": attachments_of(record),
        "linked": links_of(record, actor),
        "link_url": link_url(record),
        "shows_history": actor.holds_any(screen.history_roles),
        "acts": Reader(screen.record).acts(events[::-1][:SHOWN_ACTS]),
        "act_count": len(events),
    }
    return render(request, "screens/record.html", context)


def frame(module: Module, screen: Screen, record: Record) -> dict[str, Any]:
    """What every page about a record needs."""
    state = getattr(record, "state", None)
    return {
        "page_title": record.title(),
        "crumbs": [(module.label, ""), (screen.title, screen.url)],
        "module": module,
        "screen": screen,
        "record": record,
        "record_url": screen.url_of(record),
        "version": str(record.version),
        "number": getattr(record, "number", ""),
        "state_label": screen.states.get(state) if state else None,
        "state_tone": screen.tone(state) if state in screen.states else "quiet",
    }


def history_page(request: HttpRequest, module: Module, screen: Screen, pk: int) -> HttpResponse:
    """Every act on a record, oldest first; auditors read it too."""
    actor = actor_of(request)
    if not actor.holds_any(screen.history_roles):
        raise PermissionDenied
    record = get_object_or_404(screen.rows(actor), pk=pk)
    context = {
        **frame(module, screen, record),
        "crumbs": [(module.label, ""), (screen.title, screen.url), (record.title(), screen.url_of(record))],
        "acts": Reader(screen.record).acts(history_of(record)),
        "hashes": actor.holds(AUDITOR),
    }
    return render(request, "screens/history.html", context)


def attachment(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A file, for whoever may see its record; public files for anybody. Never run as a page of ours."""
    found = get_object_or_404(Attachment, pk=pk)
    actor = actor_of(request)
    if not found.public and (found.record is None or not may_see(found.record, actor)):
        raise Http404
    if not found.public and not actor.is_staff:
        raise PermissionDenied
    if found.record is not None:
        found.record.given_out(actor, found.name)
    show = found.mime.startswith("image/") or found.mime == "application/pdf"
    response = FileResponse(found.file.open(), filename=found.name, content_type=found.mime, as_attachment=not show)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

"""Draws the programming interface from screens and actions: what a clerk can do, a program can.

Lists, records and histories are read through the same screens and `visible_to` as the pages; every action is
a POST whose body is the action's form. Nothing is written here by hand for one module.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Router, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer, SessionAuth
from pydantic import Field, create_model

from siwei.kernel.access.actor import Actor
from siwei.kernel.access.models import Token
from siwei.kernel.access.networks import may_enter
from siwei.kernel.actions.action import Action, actions_for
from siwei.kernel.actions.errors import ActionRefused, NotAllowed
from siwei.kernel.actions.registry import actions_of
from siwei.kernel.actions.snapshot import plain
from siwei.kernel.events.models import history_of
from siwei.kernel.module import Module
from siwei.kernel.records.models import Record
from siwei.kernel.screens.context import actor_of
from siwei.kernel.screens.lists import Listing
from siwei.kernel.screens.screen import Screen, as_column
from siwei.kernel.sheets.column import Column

MOST_ROWS = 500
BIGGEST_ID = 2**63 - 1


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`: a program acts as the person who made the token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a valid token."""
        found = Token.objects.valid(token)
        actor = Actor.of(found.person) if found else None
        return actor if actor and may_enter(request, actor) else None


class Session(SessionAuth):
    """A signed-in person in a browser; Django's CSRF check applies."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of a session."""
        return actor_of(request) if request.user.is_authenticated else None


AUTH = [Bearer(), Session()]


class Fault(Schema):
    """Why nothing was done: a sentence, and errors by field where the values were wrong."""

    detail: str
    fields: dict[str, list[str]] = {}


class Row(Schema):
    """A record: its id, its version (give it back as `seen`), its title and its columns."""

    id: int
    version: int
    title: str
    columns: dict[str, Any]


class Page(Schema):
    """A page of a list."""

    count: int
    results: list[Row]


class Act(Schema):
    """An event of a history."""

    seq: int
    at: datetime.datetime
    act: str
    who: str
    behalf: str | None
    note: str
    changes: dict[str, Any]
    hash: str


class Whole(Row):
    """A record with its sections and what the actor could do to it now."""

    sections: dict[str, Any]
    actions: list[str]


class Done(Schema):
    """What an action left."""

    id: int
    version: int
    title: str


class Described(NinjaAPI):
    """Ninja makes the description anew for every reader, a second and more of work with so many forms; it changes with
    the language alone.
    """

    @cached_property
    def _descriptions(self) -> dict[tuple[str, str | None], OpenAPISchema]:
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI description in the reader's language."""
        key = get_language() or "", path_prefix
        if key not in self._descriptions:
            self._descriptions[key] = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return self._descriptions[key]


def api(modules: tuple[Module, ...]) -> NinjaAPI:
    """The interface of all modules, with its OpenAPI description under `/api/v1/openapi.json`."""
    made = Described(title="Siwei", version="1", auth=AUTH, docs_url=None, urls_namespace="api")
    for module in modules:
        for screen in module.screens:
            made.add_router(f"/{module.name}/{screen.slug}", _router(module, screen))
    made.add_exception_handler(ActionRefused, lambda request, refusal: _refused(made, request, refusal))
    made.add_exception_handler(ValidationError, lambda request, error: _invalid(made, request, error))
    return made


def _refused(made: NinjaAPI, request: HttpRequest, refusal: Any) -> Any:
    status = 403 if isinstance(refusal, NotAllowed) else 409
    return made.create_response(request, {"detail": str(refusal)}, status=status)


def _invalid(made: NinjaAPI, request: HttpRequest, error: Any) -> Any:
    fields = error.message_dict if hasattr(error, "error_dict") else {}
    return made.create_response(request, {"detail": "; ".join(error.messages), "fields": fields}, status=422)


def _actor(request: HttpRequest, screen: Screen) -> Actor:
    actor = cast(Actor, request.auth)  # type: ignore[attr-defined]  # set by ninja
    if not screen.open_to(actor):
        raise NotAllowed("this list is not open to you")
    return actor


def _router(module: Module, screen: Screen) -> Router:
    router = Router(tags=[str(module.name)])
    stem = screen.name.replace(".", "_").replace("-", "_")

    @router.get("/", response={200: Page, 403: Fault}, operation_id=f"{stem}_list", summary=f"List {screen.slug}")
    def rows(
        request: HttpRequest,
        q: str = "",
        limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50,
        offset: Annotated[int, Field(ge=0, le=10**6)] = 0,
    ) -> Any:
        listing = Listing(screen, _actor(request, screen), request.GET)
        found = listing.rows()
        return {"count": found.count(), "results": [_row(screen, row) for row in found[offset : offset + limit]]}

    @router.get("/{int:pk}", response={200: Whole, 403: Fault, 404: Fault}, operation_id=f"{stem}_read")
    def one(request: HttpRequest, pk: int) -> Any:
        actor = _actor(request, screen)
        record = _record(screen, actor, pk)
        record.given_out(actor, _("Data of the record"))
        sections = {
            str(section.title): _section(screen, record, section)
            for section in screen.sections
            if section.columns and (section.visible is None or section.visible(record, actor))
        }
        acts = [action.verb for action in actions_for(record, actor)]
        return {**_row(screen, record), "sections": sections, "actions": acts}

    @router.get("/{int:pk}/history", response={200: list[Act], 403: Fault, 404: Fault}, operation_id=f"{stem}_history")
    def history(request: HttpRequest, pk: int) -> Any:
        actor = _actor(request, screen)
        if not actor.holds_any(screen.history_roles):
            raise NotAllowed("this history is not open to you")
        record = _record(screen, actor, pk)
        record.given_out(actor, _("History"))
        return [_act(event) for event in history_of(record)]

    for action in actions_of(screen.record):
        if action.fillable:
            _add_action(router, screen, action, stem)
    return router


def _record(screen: Screen, actor: Actor, pk: int) -> Record:
    found = screen.rows(actor)
    record: Record = get_object_or_404(found, pk=min(pk, BIGGEST_ID))
    return record


def _row(screen: Screen, record: Any) -> dict[str, Any]:
    columns = {column.name: plain(column.of(record)) for column in screen.shown_columns}
    return {"id": record.pk, "version": record.version, "title": record.title(), "columns": columns}


def _section(screen: Screen, record: Any, section: Any) -> Any:
    if not section.rows:
        columns = [as_column(screen.record, column) for column in section.columns]
        return {column.name: plain(column.of(record)) for column in columns}
    rows = section.rows(record) if callable(section.rows) else getattr(record, section.rows).all()
    return [
        {column.name: plain(column.of(row)) for column in section.columns if isinstance(column, Column)} for row in rows
    ]


def _act(event: Any) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at,
        "act": event.act,
        "who": event.actor_name,
        "behalf": event.behalf.name_zh if event.behalf else None,
        "note": event.note,
        "changes": event.changes,
        "hash": event.hash,
    }


TYPES: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.ModelMultipleChoiceField, list[int]),
    (forms.MultipleChoiceField, list[str]),
    (forms.ModelChoiceField, int),
    (forms.BooleanField, bool),
    (forms.DateTimeField, datetime.datetime),
    (forms.DateField, datetime.date),
    (forms.TimeField, datetime.time),
    (forms.DecimalField, Decimal),
    (forms.IntegerField, int),
)


def schema_of(action: Action[Any, Any]) -> type[Schema]:
    """The body of an action's request, drawn from its form; files are sent through the pages only."""
    fields: dict[str, Any] = {}
    for name, field in cast(Any, action.form).base_fields.items():
        if isinstance(field, forms.FileField):
            continue
        kind = next((kind for of, kind in TYPES if isinstance(field, of)), str)
        about = Field(... if field.required else None, description=str(field.help_text or field.label or name))
        fields[name] = (kind if field.required else kind | None, about)
    if not action.creates:
        fields["seen"] = (int | None, Field(None, description="the version you looked at"))
    title = "".join(part.title() for part in action.name.replace(".", "_").split("_"))
    return cast(type[Schema], create_model(title, __base__=Schema, **fields))


def _add_action(router: Router, screen: Screen, action: Action[Any, Any], stem: str) -> None:
    body = schema_of(action)
    answers: Any = {200: Done, 403: Fault, 404: Fault, 409: Fault, 422: Fault}

    def values(given: Any) -> dict[str, Any]:
        return {name: value for name, value in given.dict().items() if value is not None and name != "seen"}

    if action.creates:

        def create(request: HttpRequest, given: Any) -> Any:
            return _done(action.submit(values(given), by=_actor(request, screen)))

        create.__annotations__["given"] = body  # ninja reads the request's shape from here
        router.post(
            f"/{action.verb}", response=answers, operation_id=f"{stem}_{action.verb}", summary=str(action.label)
        )(create)
        return

    def act(request: HttpRequest, pk: int, given: Any) -> Any:
        actor = _actor(request, screen)
        record = _record(screen, actor, pk)
        action.submit(values(given), by=actor, record=record, seen=given.seen)
        return _done(record)

    act.__annotations__["given"] = body
    router.post(
        f"/{{int:pk}}/{action.verb}", response=answers, operation_id=f"{stem}_{action.verb}", summary=str(action.label)
    )(act)


def _done(record: Record) -> dict[str, Any]:
    return {"id": record.pk, "version": record.version, "title": record.title()}

"""`@action` and `@creates`: what turns a function of the business into the one way to write.

    @action(Booking, when=(State.ASKED,), to=State.APPROVED, role=APPROVER, label=_("Approve"))
    def approve(booking: Booking, *, by: Actor, note: str = "") -> None: ...

    approve(booking, by=actor, note="…")

The call opens a transaction, locks and rereads the row, checks role, state and `allowed`, runs the
body, saves the row, writes one event with the changed fields, and brings the search entry up to date.
Buttons, forms, the life-cycle picture, the API and the permission table are drawn from the same values.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Concatenate, Generic, Literal, ParamSpec, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siwei.kernel.access.actor import Actor, Role
from siwei.kernel.actions import bulk, registry
from siwei.kernel.actions.errors import ActionRefused, NotAllowed, RowRefused, Stale, WrongState
from siwei.kernel.actions.flows import follow, following
from siwei.kernel.actions.forms import NoteForm
from siwei.kernel.actions.snapshot import difference, snapshot
from siwei.kernel.events.models import Event, append, next_event
from siwei.kernel.records.batch import open_batch
from siwei.kernel.records.models import Case, Record
from siwei.kernel.records.writing import writing
from siwei.kernel.search.index import index, words_may_differ

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Record)
Text = str | Promise
Style = Literal["primary", "plain", "danger"]


@dataclass(frozen=True, eq=False)
class Action(Generic[P, R]):
    """One verb of the business. Call it like the function it was made from."""

    #: Django's templates call whatever can be called; an action is only looked at there
    do_not_call_in_templates: ClassVar[bool] = True

    name: str
    record: type[Record]
    body: Callable[..., Any]
    role: Role | tuple[Role, ...]
    label: Text
    when: tuple[str, ...]
    to: str | tuple[str, ...] | None
    form: type[forms.BaseForm]
    allowed: Callable[[Any, Actor], str | None] | None
    style: Style
    creates: bool
    help: Text
    icon: str
    bulk: bool = False
    also: tuple[str, ...] = ()

    @property
    def verb(self) -> str:
        """Last part of the name; stands in addresses."""
        return self.name.rsplit(".", 1)[1]

    @property
    def roles(self) -> tuple[Role, ...]:
        """Roles of which one is enough."""
        return self.role if isinstance(self.role, tuple) else (self.role,)

    @property
    def targets(self) -> tuple[str, ...]:
        """States it may lead to."""
        return self.to if isinstance(self.to, tuple) else ((self.to,) if self.to else ())

    @cached_property
    def fillable(self) -> bool:
        """Whether its form asks for all that the body needs. Others are for programs: imports, jobs, other actions."""
        asked = getattr(self.form, "base_fields", {}).keys()
        given = inspect.signature(self.body).parameters.values()
        needed = {p.name for p in given if p.kind is p.KEYWORD_ONLY and p.default is p.empty}
        return needed - {"by"} <= asked

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        by = cast(Actor, kwargs.pop("by"))
        if self.creates:
            return cast(R, self.run_new(by, kwargs))
        record: Any = args[0]
        return cast(R, self.run(record, by, kwargs))

    def possible(self, record: Record, actor: Actor) -> bool:
        """Whether the actor could do it now; what the buttons show."""
        if self.when and getattr(record, "state", None) not in self.when:
            return False
        return self.refusal(record, actor) is None

    def refusal(self, record: Record | None, actor: Actor) -> str | None:
        """Why the actor may not do it, as a sentence; None when he may. State is not looked at."""
        if not actor.holds_any(self.roles):
            names = "、".join(str(role.label) for role in self.roles)
            return _("“%(action)s” is for: %(roles)s.") % {"action": self.label, "roles": names}
        if record is not None and self.allowed is not None:
            return self.allowed(record, actor)
        return None

    def run(self, record: Record, by: Actor, values: Mapping[str, Any], *, seen: int | None = None) -> Any:
        """Do it to `record`; `seen` is the version the person looked at.

        Raises Stale, NotAllowed, WrongState or ValidationError and then has written nothing.
        The object handed in is brought up to date.
        """
        _demand_no_batch(self.name)
        with transaction.atomic(), writing():
            self._lock_along(record, values)
            row = _locked(record)
            self._check(row, by, seen)
            before = snapshot(row)
            result = self.body(row, by=by, **values)
            if isinstance(self.to, str):
                cast(Case, row).state = self.to
            elif self.to and cast(Case, row).state not in self.to:
                raise RuntimeError(f"{self.name} left {row} in {cast(Case, row).state}")
            changes = difference(before, snapshot(row, before), row.parts)
            append(next_event(row, by=by, act=self.name, changes=changes, note=str(values.get("note") or "")))
            row.save()
            if words_may_differ(row, changes):
                index(row)
            follow(self, [row], by)
        record.__dict__.update(row.__dict__)
        return result

    def run_new(self, by: Actor, values: Mapping[str, Any]) -> Any:
        """Make a record; its first event holds every field that was given."""
        _demand_no_batch(self.name)
        if not following(self):
            return self._made(by, values)
        with transaction.atomic():
            record = self._made(by, values)
            follow(self, [record], by)
        return record

    def _made(self, by: Actor, values: Mapping[str, Any]) -> Any:
        if self.bulk:
            made = bulk.make_one(self, values, by)
            if made is not None:
                return made
        with transaction.atomic(), writing():
            refusal = self.refusal(None, by)
            if refusal:
                raise NotAllowed(refusal)
            record = self.body(by=by, **values)
            changes = difference({}, snapshot(record, {}), record.parts)
            append(next_event(record, by=by, act=self.name, changes=changes, note=str(values.get("note") or "")))
            type(record)._default_manager.filter(pk=record.pk).update(version=record.version, head=record.head)
            index(record)
        return record

    def many(self, rows: Iterable[Mapping[str, Any]], *, by: Actor) -> list[Any]:
        """Make many records in one transaction; all or none, one event each. Raises NotAllowed or RowRefused."""
        with transaction.atomic():
            wanted = list(rows)
            made = bulk.make(self, wanted, by) if self.bulk else None
            if made is None:
                return [self._one_of_many(at, values, by) for at, values in enumerate(wanted)]
            follow(self, made, by)
            return made

    def _one_of_many(self, at: int, values: Mapping[str, Any], by: Actor) -> Any:
        try:
            return self.run_new(by, values)
        except NotAllowed:
            raise
        except (ActionRefused, ValidationError) as refusal:
            raise RowRefused(at, refusal) from refusal

    def bound(
        self, data: Any = None, files: Any = None, *, actor: Actor, record: Record | None = None, **kwargs: Any
    ) -> forms.BaseForm:
        """The action's form with the values of a request (or unbound)."""
        return self.form(data, files, actor=actor, record=record, **kwargs)  # type: ignore[call-arg]  # ActionForm's

    def submit(
        self,
        data: Mapping[str, Any],
        *,
        by: Actor,
        record: Record | None = None,
        files: Any = None,
        seen: int | None = None,
    ) -> Any:
        """Validate raw values by the form, then run; raises ValidationError with errors by field."""
        form = self.bound(data, files, actor=by, record=record)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        if self.creates:
            return self.run_new(by, form.cleaned_data)
        assert record is not None
        return self.run(record, by, form.cleaned_data, seen=seen)

    def _lock_along(self, record: Record, values: Mapping[str, Any]) -> None:
        """Lock the records of `also` in the order of their keys, so that two acts that cross wait for each other."""
        others = [values[name] for name in self.also if values.get(name) is not None]
        for one in sorted([record, *others] if others else [], key=lambda one: (one._meta.label, one.pk)):
            _locked(one)

    def _check(self, row: Record, by: Actor, seen: int | None) -> None:
        if seen is not None and seen != row.version:
            raise Stale(row, list(Event.objects.about(row).filter(seq__gt=seen).order_by("seq")))
        refusal = self.refusal(row, by)
        if refusal:
            raise NotAllowed(refusal)
        if self.when and cast(Case, row).state not in self.when:
            raise WrongState(self, row, Event.objects.about(row).order_by("-seq").first())


def _demand_no_batch(name: str) -> None:
    if open_batch() is not None:
        raise RuntimeError(f"{name} was called by a bulk action, whose rows no other action can see yet")


def _locked(record: Record) -> Record:
    manager = type(record)._default_manager
    row: Record = manager.select_for_update(of=("self",)).get(pk=record.pk)
    return row


def _named(record: type[Record], body: Callable[..., Any]) -> str:
    return f"{record._meta.app_label}.{record._meta.model_name}.{body.__name__}"


def action(
    record: type[T],
    *,
    role: Role | tuple[Role, ...],
    label: Text,
    when: Sequence[str] = (),
    to: str | tuple[str, ...] | None = None,
    form: type[forms.BaseForm] = NoteForm,
    allowed: Callable[[T, Actor], str | None] | None = None,
    style: Style = "plain",
    help: Text = "",
    icon: str = "",
    also: tuple[str, ...] = (),
) -> Callable[[Callable[Concatenate[T, P], R]], Action[Concatenate[T, P], R]]:
    """Declare an action on an existing record.

    `when`: states it starts from (empty: any). `to`: state it leads to; a tuple when the body chooses
    and sets it; None keeps it. `allowed` gives a reason when this actor may not do it to this record.
    `also` names values that are records and are locked along with this one.
    """

    def declare(body: Callable[Concatenate[T, P], R]) -> Action[Concatenate[T, P], R]:
        made: Action[Concatenate[T, P], R] = Action(
            _named(record, body),
            record,
            body,
            role,
            label,
            tuple(when),
            to,
            form,
            allowed,
            style,
            creates=False,
            help=help,
            icon=icon,
            also=also,
        )
        registry.add(made)
        return made

    return declare


def creates(
    record: type[T],
    *,
    role: Role | tuple[Role, ...],
    label: Text,
    form: type[forms.BaseForm],
    style: Style = "primary",
    help: Text = "",
    icon: str = "plus",
    bulk: bool = False,
) -> Callable[[Callable[P, T]], Action[P, T]]:
    """Declare an action that makes a record; the body returns it saved.

    `bulk` promises that the body only makes new rows and reads none that it made, so that `many` may
    keep them back and write them together (`kernel.actions.bulk`).
    """

    def declare(body: Callable[P, T]) -> Action[P, T]:
        made: Action[P, T] = Action(
            _named(record, body),
            record,
            body,
            role,
            label,
            (),
            None,
            form,
            None,
            style,
            creates=True,
            help=help,
            icon=icon,
            bulk=bulk,
        )
        registry.add(made)
        return made

    return declare


def actions_for(record: Record, actor: Actor) -> list[Action[Any, Any]]:
    """Actions the actor could do to the record now by their forms, in the order they were written."""
    acts = (a for a in registry.actions_of(type(record)) if a.fillable and not a.creates)
    return [a for a in acts if a.possible(record, actor)]


def locked(record: T) -> T:
    """Another record, locked and reread, for an action whose rule looks at it; only inside an action."""
    return cast(T, _locked(record))

"""The Module value, the list of modules of this installation, and the checks made at start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.functional import Promise

from siwei.kernel.access.actor import Role
from siwei.kernel.jobs.job import Job, Loop
from siwei.kernel.measures.measure import Derived, Measure
from siwei.kernel.records.models import Case, Record
from siwei.kernel.sheets.intake import Intake

if TYPE_CHECKING:
    from siwei.kernel.screens.screen import Panel, Screen

Text = str | Promise


@dataclass(frozen=True)
class Module:
    """The table of contents of one business. Importing a `module.py` does nothing but make this value."""

    name: str
    label: Text
    wing: str
    systems: tuple[str, ...] = ()
    icon: str = "folder"
    records: tuple[type[Record], ...] = ()
    screens: tuple[Screen, ...] = ()
    #: read-only lists of rows that are no records, such as the log of sign-ins
    logs: tuple[Screen, ...] = ()
    panels: tuple[Panel, ...] = ()
    roles: tuple[Role, ...] = ()
    measures: tuple[Measure | Derived, ...] = ()
    checks: tuple[Callable[..., Any], ...] = ()
    jobs: tuple[Job, ...] = ()
    #: what the worker does all the time, such as carrying documents
    loops: tuple[Loop, ...] = ()
    passages: tuple[str, ...] = ()
    urls: str = ""
    public_urls: str = ""
    public_label: Text = ""
    intakes: tuple[Intake, ...] = ()
    sample: Callable[..., Any] | None = None
    order: int = 50


@cache
def modules() -> tuple[Module, ...]:
    """The modules of this installation, in the order of the settings."""
    return tuple(import_module(f"{name}.module").MODULE for name in settings.SIWEI_MODULES)


def record_types() -> tuple[type[Record], ...]:
    """Every record type of every module."""
    return tuple(record for module in modules() for record in module.records)


def measures() -> tuple[Measure | Derived, ...]:
    """Every declared measure."""
    return tuple(measure for module in modules() for measure in module.measures)


def screens() -> tuple[tuple[Module, Screen], ...]:
    """Every screen with its module."""
    return tuple((module, screen) for module in modules() for screen in module.screens)


@cache
def _screens_by_record() -> dict[type[Record], Screen]:
    return {screen.record: screen for _module, screen in screens()}


def screen_of(record_type: type[Record]) -> Screen:
    """The screen that shows a record type; KeyError when none does."""
    return _screens_by_record()[record_type]


def module_of(record_type: type[Record]) -> Module:
    """The module a record type belongs to."""
    return next(module for module in modules() if record_type in module.records)


def roles() -> dict[str, Role]:
    """Every role by its code, the kernel's first."""
    from siwei.kernel.access.actor import KERNEL_ROLES

    declared = [*KERNEL_ROLES, *(role for module in modules() for role in module.roles)]
    return {role.code: role for role in declared}


def faults(installed: Iterable[Module]) -> Iterator[str]:
    """What is wrong with the modules taken together, a sentence each."""
    installed = tuple(installed)
    for what, names in (
        ("module", [m.name for m in installed]),
        ("measure", [x.id for m in installed for x in m.measures]),
        ("role", [r.code for m in installed for r in m.roles]),
        ("job", [j.name for m in installed for j in m.jobs]),
        ("screen", [f"{m.name}/{s.slug}" for m in installed for s in m.screens]),
        ("case code", [r.code for m in installed for r in m.records if issubclass(r, Case)]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{times} times the {what} {name}"
    for module in installed:
        shown = {screen.record for screen in module.screens}
        for record in module.records:
            if record not in shown:
                yield f"{module.name}: nobody can see {record.__name__}: it has no screen"
        for record in shown - set(module.records):
            yield f"{module.name}: the screen of {record.__name__} shows a type that the module does not list"


@register()
def check_modules(**_kwargs: Any) -> list[CheckMessage]:
    """Django's start-up check; an installation with a fault does not start."""
    return [Error(fault, id="siwei.E001") for fault in faults(modules())]

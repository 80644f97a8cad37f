"""The guard that lets business tables be written only inside an action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_depth: ContextVar[int] = ContextVar("siwei_writing", default=0)
_written: ContextVar[frozenset[str]] = ContextVar("siwei_written", default=frozenset())


class WriteOutsideActionError(RuntimeError):
    """Somebody tried to write a record without an action, so nobody would know who and why."""


@contextmanager
def writing() -> Iterator[None]:
    """Within it records may be written; only `kernel.actions` and migrations of data open it."""
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)
        if not _depth.get():
            _written.set(frozenset())


def was_written(what: str) -> bool:
    """Whether rows of a type of that name may have been written since the outermost action began."""
    return what in _written.get()


def demand_writing(what: str) -> None:
    """Raise unless an action is running."""
    if not _depth.get():
        raise WriteOutsideActionError(f"{what} may only be written inside an action")
    if what not in _written.get():
        _written.set(_written.get() | {what})

"""File locks that the kernel gives back by itself when their holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_lock(path: Path) -> int:
    """Opens (making it if need be) a lock file and returns its descriptor, which children do not inherit.

    The file belongs to the owner of its folder, so that a lock made by root does not shut the owner out.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Takes the lock if nobody is in the way, and says whether it did."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_lock(descriptor: int, *, shared: bool = False, seconds: float = 120) -> bool:
    """Takes the lock, waiting up to `seconds` for others; says whether it got it."""
    until = time.monotonic() + seconds
    while not try_lock(descriptor, shared=shared):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def unlock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path, seconds: float = 1800) -> Iterator[bool]:
    """Holds the lock file at `path` for the length of a with-block; yields False if it was not to be had."""
    descriptor = open_lock(path)
    try:
        yield wait_lock(descriptor, seconds=seconds)
    finally:
        os.close(descriptor)

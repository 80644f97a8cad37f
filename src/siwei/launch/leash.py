"""A child that dies with its parent, however the parent dies (Linux: the parent-death signal).

As a program: `python -IS leash.py SIGNAL PARENT_PID command…` becomes the command, which gets the signal
when the parent's thread that started it ends. As a function it does the same for the running process.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

LEASHED = "SIWEI_LEASHED"
"""Environment variable with the number of the process on the leash, for the workers it starts."""


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Has the kernel send this process signal `number` when its parent dies; exits if it is gone already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os._exit(1)


def share_leash() -> None:
    """In a worker of a leashed process: the worker dies with that process. Anywhere else it does nothing."""
    leashed = int(os.environ.get(LEASHED, "0"))
    if leashed not in (0, os.getpid()):
        die_with_parent(leashed)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[2]), signal.Signals[sys.argv[1]])
    os.environ[LEASHED] = str(os.getpid())
    os.execvp(sys.argv[3], sys.argv[3:])

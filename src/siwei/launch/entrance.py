"""Which word was said, and what is done for it: first under the machine's Python, then under .venv's."""

import os
import sys
from pathlib import Path

from siwei.launch.checkout import Checkout, not_ours
from siwei.launch.install import install
from siwei.launch.progress import Progress, Refused

HELP = """\
./siwei up [--port N] [--no-serve] [--empty]   prepare everything, then serve the site and its worker
./siwei test [pytest's arguments]              install what tests need and run all checks (or pytest alone)
./siwei psql [psql's arguments]                look into the database
./siwei dump FILE                              write the whole database into FILE
./siwei backup FOLDER                          write database, files and keys into a new folder, with their digests
./siwei restore FOLDER                         read a backup (or a FILE of dump) into an empty installation
./siwei lock                                   resolve the pinned packages anew
./siwei WORD …                                 any other word: a command of Siwei (./siwei help lists them)

DATABASE_URL   use this PostgreSQL 15 or newer instead of the embedded one
SIWEI_VAR      keep data here instead of in var/
"""


def enter(root: str, words: list[str]) -> int:
    """Installs what is missing, then goes on as .venv's Python. Returns an exit code if it cannot."""
    keep_standard_streams()
    try:
        if not words or words[0] in ("-h", "--help"):
            Progress().say(HELP)
            return 0
        checkout = Checkout.at(root)
        talkative = words[0] in ("up", "test", "lock")
        progress = Progress(sys.stdout if talkative else sys.stderr)
        if talkative:
            progress.say(f"Siwei in {checkout.root}")
        install(checkout, tests=words[0] == "test", progress=progress)
        environment = {**os.environ, "PYTHONPATH": str(checkout.root / "src")}
        command = [str(checkout.python), "-m", "siwei.launch", str(checkout.root), *words]
        sys.stdout.flush()
        os.execve(command[0], command, environment)  # (the same program, under the right Python)
    except Refused as refusal:
        return refused(refusal)
    except PermissionError as error:
        return refused(Refused(not_ours(error, root)))
    except KeyboardInterrupt:
        return interrupted()


def go_on(root: str, words: list[str]) -> int:
    """The second half, under .venv's Python with everything installed."""
    from siwei.launch import backup, checks, database, locks, up

    checkout = Checkout.at(root)
    word, rest = words[0], words[1:]
    try:
        if word == "up":
            return up.up(checkout, rest)
        if word == "test":
            return checks.run(checkout, rest)
        if word == "lock":
            return locks.write_locks(checkout, Progress())
        checkout.make_var()
        if word == "backup":
            return backup.backup(checkout, rest)
        if word == "restore" and not all(Path(name).is_file() for name in rest):
            return backup.restore(checkout, rest)
        if word in database.CLIENTS:
            return database.become_client(checkout, word, rest)
        return database.become_command(checkout, words)
    except Refused as refusal:
        return refused(refusal)
    except PermissionError as error:
        return refused(Refused(not_ours(error, root)))
    except KeyboardInterrupt:
        return interrupted()


def refused(refusal: Refused) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"\nsiwei: {refusal}\n")
    return 1


def interrupted() -> int:
    sys.stderr.write("\nStopped. Start again any time; nothing is left half done.\n")
    return 130


def keep_standard_streams() -> None:
    """Opens what was closed among stdin, stdout and stderr, so that no other file takes their numbers."""
    while True:
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            break
        os.set_inheritable(descriptor, True)  # noqa: FBT003
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))

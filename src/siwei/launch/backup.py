"""`./siwei backup FOLDER` and `./siwei restore FOLDER`: everything an office has, and whether it came back whole.

A backup is a folder, written beside its place and renamed when it is complete:

    manifest.json    SHA-256 and size of every file, and of every table the number of its rows and a digest over them
    database.dump    PostgreSQL's own custom format
    files/ keys/ trust/ secret-key    what stands in var/ and is not in the database

The digests of the tables are taken in the same snapshot as the dump. `restore` refuses a damaged folder before it
touches anything, reads the database in one transaction, and compares every table afterwards.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from siwei.launch.checkout import Checkout
from siwei.launch.cluster import binaries
from siwei.launch.database import open_database
from siwei.launch.progress import Progress, Refused

KEPT = {"files": "", "keys": "SIWEI_KEYS", "trust": "SIWEI_TRUST", "secret-key": ""}
"""What of var/ belongs to a backup, and what says that it lies elsewhere; the rest is made anew."""

FORMAT = 1

TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
DIGEST = "SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)::text FROM ONLY {table} AS row"
#: how values print, so that the same rows give the same text everywhere
PRINTING = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex'"


def backup(checkout: Checkout, words: list[str]) -> int:
    """Writes a backup into a new folder. Returns the exit code."""
    target = _only_name(words, "backup")
    if target.exists():
        raise Refused(f"{target} is there already; a backup is written into a new folder")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    progress = Progress()
    database = open_database(checkout)
    try:
        with progress.step("database") as step:
            tables = _dump(database.url, part / "database.dump")
            step.result = f"{sum(rows for rows, _digest in tables.values()):,} rows of {len(tables)} tables"
        # after the database: a file is stored before the row that names it, and never changed
        with progress.step("files") as step:
            files = {
                name: facts for kept, place in _places(checkout) for name, facts in _copied(place, part / kept, part)
            }
            step.result = f"{len(files):,} files"
    finally:
        database.close()
    files["database.dump"] = _facts(part / "database.dump")
    manifest = {"format": FORMAT, "made": time.strftime("%FT%TZ", time.gmtime()), "files": files, "tables": tables}
    with (part / "manifest.json").open("w", encoding="utf-8") as out:
        json.dump(manifest, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    part.rename(target)
    progress.say(f"{target} is complete; keep it as safe as var/: it holds the keys.")
    return 0


def restore(checkout: Checkout, words: list[str]) -> int:
    """Reads a backup into an empty installation and compares every table. Returns the exit code."""
    source = _only_name(words, "restore")
    manifest = _manifest(source)
    progress = Progress()
    with progress.step("backup") as step:
        wrong = list(_damaged(source, manifest["files"]))
        if wrong:
            raise Refused(f"{source} is damaged, nothing was touched: {'; '.join(wrong[:5])}")
        step.result = f"of {manifest['made']}, {len(manifest['files']):,} files as they were written"
    full = [str(place) for name, place in _places(checkout) if (source / name).is_dir() and _is_full(place)]
    if full:
        raise Refused(f"{', '.join(full)} holds files already; nothing was touched")
    database = open_database(checkout)
    try:
        with progress.step("database") as step:
            _read_dump(database.url, source / "database.dump")
            step.result = "read"
        with progress.step("comparison") as step:
            wrong = _different(database.url, manifest["tables"])
            if wrong:
                raise Refused(f"the database is not what was backed up, do not use it: {'; '.join(wrong[:5])}")
            step.result = f"{len(manifest['tables'])} tables, every row as it was"
    finally:
        database.close()
    with progress.step("files") as step:
        copied = [one for name, place in _places(checkout) for one in _copied(source / name, place, source)]
        step.result = f"{len(copied):,} files"
    return 0


def _only_name(words: list[str], word: str) -> Path:
    if len(words) != 1:
        raise Refused(f"./siwei {word} needs the name of one folder")
    return Path(words[0]).absolute()


def _places(checkout: Checkout) -> list[tuple[str, Path]]:
    """Where each kept thing lies in this installation."""
    return [(name, Path(os.environ.get(elsewhere) or checkout.var / name)) for name, elsewhere in KEPT.items()]


# --- the database ----------


def _tool(connection: Any, name: str) -> str:
    """PostgreSQL's program of the server's version where the machine has it: older servers refuse newer ones."""
    major = connection.info.server_version // 10000
    for folder in (binaries(), Path(f"/usr/lib/postgresql/{major}/bin"), Path(shutil.which(name) or "/none").parent):
        if (folder / name).is_file():
            said = subprocess.run([folder / name, "--version"], capture_output=True, text=True, check=False).stdout
            if re.search(rf" {major}\b", said):
                return str(folder / name)
    return str(binaries() / name)


def _dump(url: str, path: Path) -> dict[str, tuple[int, str]]:
    """Dumps the database and reckons its tables, both as they were at one moment."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")[0]
        command = [_tool(connection, "pg_dump"), "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
        with subprocess.Popen(
            [*command, f"--snapshot={snapshot}", f"--file={path}", url], stderr=subprocess.PIPE, text=True
        ) as dumping:
            tables = _digests(connection)
            _out, said = dumping.communicate()
        if dumping.returncode != 0:
            raise Refused(f"pg_dump failed: {said.strip()}")
        return tables


def _read_dump(url: str, path: Path) -> None:
    """Reads the dump in one transaction; refuses a database that holds anything."""
    import psycopg

    with psycopg.connect(url) as connection:
        there = _one(connection, f"SELECT count(*) FROM ({TABLES}) AS found")[0]  # noqa: S608  # our own words
        tool = _tool(connection, "pg_restore")
    if there:
        raise Refused(f"the database is not empty ({there} tables); a backup is read into an empty one")
    command = [tool, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={url}"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"pg_restore failed and left nothing behind: {done.stderr.strip()}")


def _digests(connection: Any) -> dict[str, tuple[int, str]]:
    """Of every table how many rows, and the sum of a hash of each, which does not ask for their order."""
    connection.execute(PRINTING)
    names = [name for (name,) in connection.execute(TABLES).fetchall()]
    return {name: tuple(_one(connection, DIGEST.format(table=name))) for name in names}


def _different(url: str, before: dict[str, list[Any]]) -> list[str]:
    import psycopg

    with psycopg.connect(url) as connection:
        now = _digests(connection)
    wrong = [f"{name} is missing" for name in before.keys() - now.keys()]
    for name in sorted(before.keys() & now.keys()):
        if list(now[name]) != list(before[name]):
            rows = f"{now[name][0]:,} rows, {before[name][0]:,} then"
            wrong.append(f"{name} differs ({rows})")
    return wrong


def _one(connection: Any, statement: str) -> Any:
    return connection.execute(statement).fetchone()


# --- files ----------


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{folder} is no complete backup: its manifest.json cannot be read ({error})") from error
    if manifest.get("format") != FORMAT:
        raise Refused(
            f"{folder} is of another form ({manifest.get('format')}); restore it with the Siwei that wrote it"
        )
    return manifest


def _damaged(folder: Path, files: dict[str, Any]) -> Iterator[str]:
    for name, facts in files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif _facts(path) != facts:
            yield f"{name} is not what was written"


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def _copied(source: Path, target: Path, root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Copies a file or a folder that may not be there; gives name and facts of each file."""
    for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
        if path.is_file() and not path.is_symlink():
            to = target / path.relative_to(source) if source.is_dir() else target
            to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(path, to)
            yield (to if root in to.parents else path).relative_to(root).as_posix(), _facts(to)


def _is_full(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(one.is_file() for one in path.rglob("*")))

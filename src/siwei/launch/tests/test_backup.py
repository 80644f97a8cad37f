"""What was backed up comes back whole; what is damaged or would be written over is refused untouched."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from siwei.launch import backup as rooms
from siwei.launch.checkout import Checkout
from siwei.launch.progress import Refused

ROWS = 2000


def admin() -> str:
    url = os.environ.get("DATABASE_URL")
    if not url:
        pytest.skip("needs DATABASE_URL, a server on which databases can be made")
    return url


def named(url: str, name: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return psycopg.conninfo.make_conninfo("", **{**parts, "dbname": name})


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """A database with rows of awkward kinds, and an empty one."""
    url = admin()
    names = (f"siwei_backup_{os.getpid()}_a", f"siwei_backup_{os.getpid()}_b")
    with psycopg.connect(url, autocommit=True) as server:
        for name in names:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}"')
        with psycopg.connect(named(url, names[0])) as first:
            first.execute(
                "CREATE TABLE item (id bigserial PRIMARY KEY, said text, at timestamptz, share float8, words tsvector, "
                'more jsonb); CREATE SCHEMA "Other"; CREATE TABLE "Other"."empty" (id int)'
            )
            first.execute(
                "INSERT INTO item (said, at, share, words, more) SELECT E'臺灣\\n\\\\ ' || n, now(), random(), "
                "array_to_tsvector(ARRAY['台北', n::text]), jsonb_build_object('n', n) FROM generate_series(1, %s) n",
                [ROWS],
            )
        yield named(url, names[0]), named(url, names[1])
        for name in names:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def office(tmp_path: Path, databases: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """An installation with files and keys, on the first database."""
    made = Checkout(tmp_path, tmp_path / "var")
    for name, text in (
        ("files/2017/a.pdf", "%PDF 臺"),
        ("keys/seal.pem", "secret"),
        ("secret-key", "k"),
        ("log/x", "x"),
    ):
        (made.var / name).parent.mkdir(parents=True, exist_ok=True)
        (made.var / name).write_text(text)
    monkeypatch.setenv("DATABASE_URL", databases[0])
    for name in ("SIWEI_KEYS", "SIWEI_TRUST"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def elsewhere(tmp_path: Path, databases: tuple[str, str]) -> Checkout:
    """Another installation, empty, for the second database."""
    made = Checkout(tmp_path / "new", tmp_path / "new" / "var")
    made.var.mkdir(parents=True)
    return made


def test_a_backup_comes_back_whole(office: Checkout, elsewhere: Checkout, databases, tmp_path, monkeypatch) -> None:
    assert rooms.backup(office, [str(tmp_path / "b")]) == 0
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert set(manifest["files"]) == {"database.dump", "files/2017/a.pdf", "keys/seal.pem", "secret-key"}
    assert manifest["tables"]["public.item"][0] == ROWS
    assert (tmp_path / "b").stat().st_mode & 0o77 == 0
    monkeypatch.setenv("DATABASE_URL", databases[1])
    assert rooms.restore(elsewhere, [str(tmp_path / "b")]) == 0
    assert (elsewhere.var / "files/2017/a.pdf").read_text() == "%PDF 臺"
    assert (elsewhere.var / "keys/seal.pem").read_text() == "secret"
    with psycopg.connect(databases[1]) as second:
        assert second.execute("SELECT count(*) FROM item").fetchone() == (ROWS,)
    with pytest.raises(Refused, match="holds files already"):
        rooms.restore(elsewhere, [str(tmp_path / "b")])
    for name in ("files", "keys"):
        (elsewhere.var / name).rename(elsewhere.var / f"old-{name}")
    with pytest.raises(Refused, match="not empty"):
        rooms.restore(elsewhere, [str(tmp_path / "b")])


@pytest.mark.parametrize("name", ["database.dump", "files/2017/a.pdf"])
def test_one_changed_byte_and_nothing_is_restored(office, elsewhere, databases, tmp_path, monkeypatch, name) -> None:
    rooms.backup(office, [str(tmp_path / "b")])
    path = tmp_path / "b" / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    monkeypatch.setenv("DATABASE_URL", databases[1])
    with pytest.raises(Refused, match=f"damaged, nothing was touched: {name}"):
        rooms.restore(elsewhere, [str(tmp_path / "b")])
    path.unlink()
    with pytest.raises(Refused, match=f"{name} is missing"):
        rooms.restore(elsewhere, [str(tmp_path / "b")])
    assert not list(elsewhere.var.iterdir())


def test_a_row_that_is_not_what_it_was_is_named(office, elsewhere, databases, tmp_path, monkeypatch) -> None:
    rooms.backup(office, [str(tmp_path / "b")])
    path = tmp_path / "b" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["tables"]["public.item"][1] = "1"
    path.write_text(json.dumps(manifest))
    monkeypatch.setenv("DATABASE_URL", databases[1])
    with pytest.raises(Refused, match=r"do not use it: public.item differs \(2,000 rows, 2,000 then\)"):
        rooms.restore(elsewhere, [str(tmp_path / "b")])


def test_what_is_no_backup_is_refused(office: Checkout, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(Refused, match="there already"):
        rooms.backup(office, [str(tmp_path / "there")])
    with pytest.raises(Refused, match="no complete backup"):
        rooms.restore(office, [str(tmp_path / "there")])
    for words in ([], ["a", "b"]):
        with pytest.raises(Refused, match="name of one folder"):
            rooms.backup(office, words)

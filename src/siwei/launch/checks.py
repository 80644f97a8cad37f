"""`./siwei test`: every check of this code base, one after the other, whatever the outcome of the others."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from siwei.launch.checkout import Checkout, site_environment
from siwei.launch.database import Database, open_throwaway
from siwei.launch.progress import Progress

BROKERS = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
#: what says that tesseract reads Traditional Chinese
READER = Path("/usr/share/tesseract-ocr/5/tessdata/chi_tra.traineddata")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Check:
    """One check: its name and Python's words for it."""

    name: str
    words: tuple[str, ...]


CHECKS = (
    Check("lint", ("-m", "ruff", "check", ".")),
    Check("format", ("-m", "ruff", "format", "--check", ".")),
    Check("types", ("-m", "mypy")),
    Check("layers", ("-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-cache")),
    Check("messages", ("-m", "siwei.site.messages", "check")),
    Check("migrations", ("-m", "siwei.site", "makemigrations", "--check", "--dry-run")),
    Check("pytest", ("-m", "pytest", "-n", "2", "--dist", "loadgroup")),
)


def run(checkout: Checkout, words: list[str]) -> int:
    """Runs all checks, or pytest alone with the words given. Returns 0 if all passed."""
    progress = Progress()
    checkout.make_var()
    browser = find_browser(progress)
    find_programs(progress)
    database = open_throwaway(checkout)
    try:
        return run_checks(checkout, words, database, browser)
    finally:
        database.close()
        until = time.monotonic() + 20
        while database.cluster and database.cluster.folder.exists() and time.monotonic() < until:
            time.sleep(0.05)  # the keeper throws server and data away


def run_checks(checkout: Checkout, words: list[str], database: Database, browser: str | None) -> int:
    progress = Progress()
    environment = site_environment(checkout, database.url)
    if browser:
        environment["SIWEI_CHROMIUM"] = browser
    subprocess.run([sys.executable, "-m", "siwei.site.messages", "compile"], env=environment, check=True)
    checks = (Check("pytest", ("-m", "pytest", *words)),) if words else CHECKS
    summary, closing, failed = [], "", False
    for check in checks:
        progress.say(f"\n── {check.name} ──")
        started = time.monotonic()
        code, last = passing_through([sys.executable, *check.words], environment, checkout)
        if check.name == "pytest":
            closing = last
        failed = failed or code != 0
        summary.append(
            f"  {check.name:<12} {'passed' if code == 0 else 'FAILED':<8} {time.monotonic() - started:.1f} s"
        )
    if not browser:
        summary.append("  browser      skipped  no Chromium on this machine (as root, ./siwei test installs it)")
    progress.say("\n" + "\n".join(summary))
    progress.say(closing)
    return 1 if failed else 0


def passing_through(command: list[str], environment: Mapping[str, str], checkout: Checkout) -> tuple[int, str]:
    """Runs the command with its output shown as it comes; returns its exit code and its last line."""
    last = ""
    with subprocess.Popen(
        command,
        env=environment,
        cwd=checkout.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.rstrip("\n") if line.strip() else last
    return process.returncode, last


# --- the browser ----------


def find_browser(progress: Progress) -> str | None:
    """A Chromium that starts: SIWEI_CHROMIUM, the machine's, or (as root, on Debian) one that apt brings."""
    found = working_browser()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with progress.step("chromium") as step:
            try:
                install_browser()
            except (subprocess.CalledProcessError, OSError) as error:
                step.result = f"could not be installed: {error}"
            found = working_browser()
    if not found:
        progress.say("Browser tests are skipped: no Chromium here, and only root can install Debian's.")
    return found


def working_browser() -> str | None:
    """Path of the first browser that tells its version (Ubuntu's package is a stub that does not)."""
    for name in filter(None, (os.environ.get("SIWEI_CHROMIUM"), *BROWSERS)):
        path = shutil.which(name)
        if path is None:
            continue
        try:
            subprocess.run([path, "--version"], capture_output=True, timeout=60, check=True)
        except (subprocess.SubprocessError, OSError):
            continue
        return path
    return None


def find_programs(progress: Progress) -> None:
    """RabbitMQ and tesseract for the tests that need them; as root, on Debian, apt brings what is missing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    wanted = (("rabbitmq", BROKERS, install_brokers), ("tesseract", READER, install_reader))
    for name, path, install in wanted:
        if path.exists():
            continue
        with progress.step(name) as step:
            try:
                install()
            except (subprocess.CalledProcessError, OSError) as error:
                step.result = f"could not be installed: {error}"


def install_brokers() -> None:
    """The package without its service: where none decides on services yet, a policy says no while apt works."""
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        apt_install("rabbitmq-server")
    finally:
        if ours:
            policy.unlink(missing_ok=True)


def install_reader() -> None:
    apt_install("tesseract-ocr", "tesseract-ocr-chi-tra")


def install_browser() -> None:
    apt_install("chromium")


def apt_install(*packages: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", *words],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

"""`./siwei test` and the entrance: what they show, what they return, which browser they take."""

import subprocess
import sys
from pathlib import Path

import pytest

from siwei.launch import checks
from siwei.launch.checkout import Checkout
from siwei.launch.tests.conftest import SOURCE

LAUNCHER = SOURCE.parent / "siwei"


def test_output_passes_through_and_the_closing_line_is_kept(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    checkout = Checkout(tmp_path, tmp_path / "var")
    program = "print('first'); print('3 passed in 1.00s'); print(); exit(1)"
    code, last = checks.passing_through([sys.executable, "-c", program], {}, checkout)
    assert (code, last) == (1, "3 passed in 1.00s")
    assert capfd.readouterr().out == "first\n3 passed in 1.00s\n\n"


def test_a_browser_that_does_not_start_is_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub, real = tmp_path / "chromium", tmp_path / "google-chrome"
    stub.write_text("#!/bin/sh\necho install the snap >&2; exit 1\n")
    real.write_text("#!/bin/sh\necho Chromium 150\n")
    for path in (stub, real):
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SIWEI_CHROMIUM", raising=False)
    assert checks.working_browser() == str(real)
    real.unlink()
    assert checks.working_browser() is None


@pytest.mark.parametrize("closed", ["<&-", "<&- 2>&-", ""])
def test_help_needs_nothing_installed_and_no_open_stdin(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{LAUNCHER}' --help {closed}"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "./siwei up" in done.stdout


def test_continuous_integration_runs_what_people_run() -> None:
    assert (SOURCE.parent / ".ci" / "run").read_text().rstrip().endswith("exec ./siwei test")

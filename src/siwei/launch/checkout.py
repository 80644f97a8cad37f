"""The folders of one checkout, and the environment its processes run in."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from siwei.launch.progress import Refused

LEASH = Path(__file__).with_name("leash.py")
TAIL_LINES = 25

Command = list[str | Path]


@dataclass(frozen=True)
class Checkout:
    """One copy of Siwei: its source in `root`, everything that is made while running in `var`."""

    root: Path
    var: Path

    @classmethod
    def at(cls, root: str | Path) -> "Checkout":
        root = Path(root).resolve()
        return cls(root, Path(os.environ.get("SIWEI_VAR") or root / "var").resolve())

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def uv(self) -> Path:
        return self.venv / "bin" / "uv"

    @property
    def requirements(self) -> Path:
        return self.root / "requirements"

    @property
    def node_modules(self) -> Path:
        return self.root / "node_modules"

    def make_var(self) -> None:
        """Makes `var`, or says who owns what stands in the way."""
        try:
            (self.var / "log").mkdir(parents=True, exist_ok=True)
            for folder in (self.root, self.var, self.var / "log"):
                if not os.access(folder, os.W_OK):
                    raise PermissionError(13, "not writable", str(folder))
        except PermissionError as error:
            raise Refused(not_ours(error, self.root)) from error


def not_ours(error: PermissionError, root: Path | str) -> str:
    """What to do about a file that another user (root, most often) has left in the checkout."""
    return (
        f"{error.filename} cannot be used by this user. Run ./siwei as its owner, or hand everything over:  "
        f"sudo chown -R {os.getuid()} '{root}'"
    )


def tool_environment(checkout: Checkout) -> dict[str, str]:
    """Environment for pip, uv and npm: nothing that bends where they install, and a HOME to write to."""
    bending = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "NODE_ENV")
    environment = {key: value for key, value in os.environ.items() if key not in bending}
    home = environment.get("HOME", "")
    if not (home and Path(home).is_dir() and os.access(home, os.W_OK)):
        (checkout.var / "home").mkdir(parents=True, exist_ok=True)
        environment["HOME"] = str(checkout.var / "home")
    authorities = environment.get("SSL_CERT_FILE") or "/etc/ssl/certs/ca-certificates.crt"
    if Path(authorities).is_file():  # Node.js knows only its own list; offices that inspect TLS add theirs here
        environment.setdefault("NODE_EXTRA_CA_CERTS", authorities)
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_NO_PROGRESS": "1"}
    return environment


def site_environment(checkout: Checkout, database_url: str) -> dict[str, str]:
    """Environment for everything that runs Siwei's own code."""
    return {
        "DJANGO_SETTINGS_MODULE": "siwei.site.settings",
        "SECRET_KEY": secret_key(checkout.var),
        **os.environ,
        "PYTHONPATH": str(checkout.root / "src"),
        "DATABASE_URL": database_url,
        "SIWEI_VAR": str(checkout.var),
    }


def secret_key(var: Path) -> str:
    """This installation's own key, made at first use, for its owner's eyes only; SECRET_KEY overrides it."""
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret-key.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)  # whoever comes second keeps the first one's key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def leashed(command: Sequence[str | Path], signal_name: str = "SIGKILL") -> list[str]:
    """The command, wrapped so that it receives the signal when this process dies."""
    words = [sys.executable, "-IS", LEASH, signal_name, os.getpid(), *command]
    return [str(word) for word in words]


def run_logged(
    checkout: Checkout,
    name: str,
    command: Sequence[str | Path],
    env: Mapping[str, str],
    cwd: Path | None = None,
) -> str:
    """Runs one step with its output in var/log/<name>.log and returns that output.

    Raises Refused with the end of the log when the command fails.
    """
    log = checkout.var / "log" / f"{name}.log"
    with log.open("wb") as out:
        code = subprocess.run(
            leashed(command),
            env=env,
            cwd=cwd or checkout.root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    output = log.read_text(errors="replace")
    if code != 0:
        end = "\n".join("    " + line for line in output.splitlines()[-TAIL_LINES:])
        raise Refused(f"{name} failed (exit {code}). The end of {log}:\n{end}")
    return output

"""Sets up .venv beside the code. Standard library only: it runs before anything is installed.

    python3.11 plugins/cxpulse/local/environment.py

Makes the environment, installs uv into it, and lets uv install exactly requirements.txt and this project. A stamp holds
what was installed; while it fits, a second run does nothing. WeasyPrint draws text with Pango, a system package: it is
installed when this runs as root on Debian, else the one line to type is printed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
STAMP = VENV / "cxpulse-installed"
UV = "uv==0.13.9"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def main() -> int:
    """Exit code: 0 ready, 1 with the reason on stderr."""
    if sys.version_info[:2] != (3, 11):
        return say(f"CX Pulse needs Python 3.11; this is {sys.version.split()[0]}. Set PYTHON=/path/to/python3.11.")
    missing = missing_packages()
    if missing and not install_packages(missing):
        return say(f"Pango is missing. As root:  apt-get install -y --no-install-recommends {' '.join(missing)}")
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return 0
    started = time.monotonic()
    print(f"Setting up {VENV} ...", file=sys.stderr, flush=True)
    try:
        install()
    except subprocess.CalledProcessError as problem:
        return say(f"set-up stopped: {' '.join(map(str, problem.cmd))} ended with {problem.returncode}")
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"Set up in {time.monotonic() - started:.0f} s.", file=sys.stderr, flush=True)
    return 0


def say(text: str) -> int:
    """Prints what is wrong; gives the exit code 1."""
    print(text, file=sys.stderr)
    return 1


def fingerprint() -> str:
    """What the environment must be made from: the pins, the project file, the interpreter, and where it lies."""
    parts = [(ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    parts += [sys.version.encode(), str(VENV).encode(), UV.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install() -> None:
    """Raises CalledProcessError naming the command that failed."""
    STAMP.unlink(missing_ok=True)
    python = VENV / "bin" / "python"
    if not works(python):
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    uv, quiet = VENV / "bin" / "uv", {"VIRTUAL_ENV": str(VENV), "UV_NO_PROGRESS": "1"}
    run(uv, "pip", "sync", "--quiet", "requirements.txt", environment=quiet)
    run(uv, "pip", "install", "--quiet", "--no-deps", "--editable", ".", environment=quiet)
    run(python, "-m", "compileall", "-q", "-j", "0", VENV / "lib", check=False)


def make_venv() -> None:
    """Debian keeps `venv` in a package of its own; as root it is installed."""
    if subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode:
        package = "python3.11-venv"
        if not install_packages([package]):
            say(f"Python's venv module is missing. As root:  apt-get install -y {package}")
    run(sys.executable, "-m", "venv", VENV)


def works(python: Path) -> bool:
    """Whether this interpreter runs and has pip (a moved or copied environment does not)."""
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def run(*command: str | Path, check: bool = True, environment: dict[str, str] | None = None) -> None:
    """Runs a command in the project's folder."""
    subprocess.run([str(part) for part in command], cwd=ROOT, check=check, env={**os.environ, **(environment or {})})  # noqa: S603


def missing_packages() -> list[str]:
    """Debian packages of the libraries that cannot be loaded."""
    return [package for library, package in LIBRARIES.items() if not loads(library)]


def loads(library: str) -> bool:
    """Whether the dynamic loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> bool:
    """Whether they could be installed: needs root and apt-get."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", check=False, environment=quiet)
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, check=False, environment=quiet)
    return not [package for package in packages if package in missing_packages()]


if __name__ == "__main__":
    sys.exit(main())

"""The one door for a newcomer: makes the environment, then runs, tests, measures or builds the program.

    python3 dev.py demo            server with sample data on 127.0.0.1, and the desktop on it
    python3 dev.py test [ARGS]     ruff, mypy, pytest (ARGS go to pytest)
    python3 dev.py test --fast     the same with the tests of core, sync and repo only
    python3 dev.py lint            ruff and mypy only
    python3 dev.py bench NAME      one benchmark or `all`; --json prints one object per row
    python3 dev.py build           a folder with the frozen program in dist/
    python3 dev.py tour --out DIR  drives the whole program without a screen and saves pictures

Only the standard library is used here, on Linux and Windows, Python 3.11 or later.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
DEMO = ROOT / ".demo"
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")

USE = ("desktop", "server")
"""Locks for running the program."""
DEVELOP = ("dev",)
"""Lock for working on the program; holds everything of the others."""

READY_SECONDS = 60.0


class Stop(Exception):
    """Something the person at the keyboard has to do first; the text says what."""


def say(text: str) -> None:
    """Write one line at once, so that it stands before what a child process writes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# ---- what the machine itself has to bring -----------------------------------------------------


def has_library(name: str) -> bool:
    """True when the loader finds the shared library of that name."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_file(pattern: str) -> bool:
    """True when something under / matches the pattern."""
    return any(Path("/").glob(pattern))


@dataclass(frozen=True)
class Need:
    """One package of Debian or Ubuntu and the test that tells whether the machine lacks it."""

    package: str
    missing: Callable[[], bool]


def _library(package: str, name: str) -> Need:
    return Need(package, lambda: not has_library(name))


def _file(package: str, pattern: str) -> Need:
    return Need(package, lambda: not has_file(pattern))


def _program(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is None)


ENVIRONMENT_NEEDS = (Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is None),)

QT_NEEDS = (
    _library("libegl1", "libEGL.so.1"),
    _library("libgl1", "libGL.so.1"),
    _library("libglib2.0-0", "libglib-2.0.so.0"),
    _library("libdbus-1-3", "libdbus-1.so.3"),
    _library("libfontconfig1", "libfontconfig.so.1"),
    _library("libfreetype6", "libfreetype.so.6"),
    _library("libxkbcommon0", "libxkbcommon.so.0"),
    _library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    _library("libx11-xcb1", "libX11-xcb.so.1"),
    _library("libxcb-cursor0", "libxcb-cursor.so.0"),
    _library("libxcb-icccm4", "libxcb-icccm.so.4"),
    _library("libxcb-image0", "libxcb-image.so.0"),
    _library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    _library("libxcb-randr0", "libxcb-randr.so.0"),
    _library("libxcb-render-util0", "libxcb-render-util.so.0"),
    _library("libxcb-shape0", "libxcb-shape.so.0"),
    _library("libxcb-xkb1", "libxcb-xkb.so.1"),
    # Two fonts: Noto for the screen, WenQuanYi because PDFs can embed TrueType outlines only.
    _file("fonts-noto-cjk", "usr/share/fonts/opentype/noto/NotoSansCJK*"),
    _file("fonts-wqy-zenhei", "usr/share/fonts/truetype/wqy/wqy-zenhei*"),
    # Rare characters (CJK extension B) with TrueType outlines; Windows has SimSun-ExtB.
    _file("fonts-hanazono", "usr/share/fonts/truetype/hanazono/HanaMinB*"),
    _file("tzdata", "usr/share/zoneinfo/Asia/Shanghai"),
)

TEST_NEEDS = (
    _file("postgresql", "usr/lib/postgresql/*/bin/initdb"),
    _program("poppler-utils", "pdftotext"),
    _program("xvfb", "Xvfb"),
    # Opens the workbooks we write as another program would.
    _program("libreoffice-calc-nogui", "soffice"),
)

BUILD_NEEDS = (_program("binutils", "objdump"),)


def apt_prefix() -> list[str] | None:
    """What to put before apt-get: nothing for root, `sudo -n` when it asks nothing, None when neither."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def ensure_system(needs: Iterable[Need]) -> None:
    """Install what the machine lacks, or raise Stop with the exact command. Windows brings all of it."""
    if not LINUX:
        return
    packages = [need.package for need in needs if need.missing()]
    if not packages:
        return
    words = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    command = " ".join(words)
    if shutil.which("apt-get") is None:
        raise Stop(f"There is no apt-get here. Install what these Debian packages hold: {' '.join(packages)}")
    prefix = apt_prefix()
    if prefix is None:
        by_hand = f"sudo apt-get update && sudo {command}"
        raise Stop(f"System packages are missing. Run this, then try again:\n  {by_hand}")
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*quiet, "apt-get", "update", "-q"], check=False)
    if subprocess.run([*quiet, *words], check=False).returncode != 0:
        raise Stop(f"apt-get could not install the packages. Repair that, then run:\n  {command}")


# ---- the virtual environment ------------------------------------------------------------------


def venv_python() -> Path:
    """The interpreter inside `.venv`."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def lock_path(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def lock_digest(name: str) -> str:
    """SHA-256 of a lock, the same whatever line ends git checked it out with."""
    text = lock_path(name).read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def read_stamp() -> dict[str, str]:
    """Which locks are installed, by digest; `python` is the interpreter's version. Empty when unknown."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def wanted_stamp(locks: Sequence[str]) -> dict[str, str]:
    return {"python": sys.version, **{name: lock_digest(name) for name in locks}}


def stamp_covers(stamp: Mapping[str, str], locks: Sequence[str]) -> bool:
    """True when the environment holds these locks as they are now; `dev` holds all of them."""
    if not venv_python().exists() or stamp.get("python") != sys.version:
        return False
    if stamp.get("dev") == lock_digest("dev"):
        return True
    return all(stamp.get(name) == lock_digest(name) for name in locks)


def ensure_environment(locks: Sequence[str]) -> None:
    """Make `.venv` or bring it up to the locks; nothing is done when their digests are unchanged."""
    stamp = read_stamp()
    if stamp_covers(stamp, locks):
        return
    ensure_system(ENVIRONMENT_NEEDS)
    if stamp.get("python") != sys.version or not venv_python().exists():
        say("Making .venv")
        run([sys.executable, "-m", "venv", "--clear", VENV])
    STAMP.unlink(missing_ok=True)
    install(locks)
    STAMP.write_text(json.dumps(wanted_stamp(locks), indent=1), encoding="utf-8")


def install(locks: Sequence[str]) -> None:
    """Install the locked requirements; every file must match a hash of the lock. One more try on failure."""
    say(f"Installing the locked requirements ({', '.join(locks)})")
    command = module("pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "60")
    command += ["--require-hashes", "--no-deps", "--prefer-binary"]
    for name in locks:
        command += ["-r", lock_path(name)]
    if run(command, check=False) != 0 and run(command, check=False) != 0:
        raise Stop("The requirements could not be installed; pip's own message above says why.")


# ---- running things ---------------------------------------------------------------------------


def environment(**extra: str) -> dict[str, str]:
    """Environment for children: the project from source, UTF-8 everywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **extra}


def run(command: Sequence[str | Path], *, check: bool = True, env: Mapping[str, str] | None = None) -> int:
    """Run a command in the project folder and give its exit code; with `check` a failure raises Stop."""
    words = [str(word) for word in command]
    code = subprocess.run(words, cwd=ROOT, env=env or environment(), check=False).returncode
    if check and code != 0:
        raise Stop(f"Failed with exit code {code}: {' '.join(words)}")
    return code


def module(*words: str | Path) -> list[str | Path]:
    """`python -m …` with the environment's interpreter."""
    return [venv_python(), "-m", *words]


def has_display() -> bool:
    """True when a window can be shown. Windows and macOS always have a screen here."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ---- subcommands ------------------------------------------------------------------------------


def demo(arguments: Sequence[str]) -> int:
    """Start a server with sample data and the desktop on it; further arguments go to the desktop."""
    ensure_system(QT_NEEDS)
    ensure_environment(USE)
    prepare_demo()
    if not has_display():
        say("Everything is prepared, but this machine has no display to open a window on.")
        say("See the whole program without one:  python3 dev.py tour --out DIR")
        return 0
    ready = DEMO / "ready.json"
    ready.unlink(missing_ok=True)
    serve = module("server", "serve", "--data", DEMO / "server", "--port", "0", "--ready-file", ready)
    serve += ["--gateway", "recording"]
    server = subprocess.Popen([str(word) for word in serve], cwd=ROOT, env=environment())
    try:
        address = f"http://127.0.0.1:{wait_until_ready(server, ready)}"
        say(f"The server listens on {address}")
        say("Log in as zhoumin (district), chenjing (city office) or liuyang (city commission),")
        say("password Shicheng-2026 (this demo only).")
        program = module("desktop", "--demo", "--profile", DEMO / "profile", "--server", address)
        return run([*program, "--keyring", f"file:{DEMO / 'keyring.json'}", *arguments], check=False)
    finally:
        end(server)


def prepare_demo() -> None:
    """Make the demo's server store with sample data once; a half-made one is made again."""
    done = DEMO / "prepared"
    if done.exists():
        return
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    say("Preparing the demo's sample data")
    run(module("server", "init", "--data", DEMO / "server"))
    run(module("server", "add-sample-data", "--data", DEMO / "server"))
    done.touch()


def wait_until_ready(server: subprocess.Popen[bytes], ready: Path) -> int:
    """Wait until the server has written the port it listens on; Stop when it ended or takes too long."""
    end_of_patience = time.monotonic() + READY_SECONDS
    while time.monotonic() < end_of_patience:
        if server.poll() is not None:
            raise Stop(f"The server ended with exit code {server.returncode} before it was ready.")
        try:
            return int(json.loads(ready.read_text(encoding="utf-8"))["port"])
        except (OSError, ValueError, KeyError):
            time.sleep(0.1)
    raise Stop(f"The server was not ready within {READY_SECONDS:.0f} seconds.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process we started: politely, then firmly."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tour(arguments: Sequence[str]) -> int:
    """Drive the whole program without a screen; `--out DIR` receives the pictures."""
    ensure_system(QT_NEEDS)
    ensure_environment(USE)
    return run(module("desktop.tour", *arguments), check=False, env=environment(QT_QPA_PLATFORM="offscreen"))


def lint(arguments: Sequence[str] = ()) -> int:
    """Ruff, and mypy for Linux and for Windows. 0 when all of them are content."""
    if arguments:
        raise Stop("lint takes no arguments.")
    ensure_environment(DEVELOP)
    return run(module("tests.support.checks", "lint"), check=False)


def test(arguments: Sequence[str]) -> int:
    """Every check: lint beside pytest with these arguments. Not 0 when any of them failed."""
    ensure_system((*QT_NEEDS, *TEST_NEEDS))
    ensure_environment(DEVELOP)
    offscreen = environment(QT_QPA_PLATFORM="offscreen")
    # Else every worker and every child of a test compiles the whole program anew.
    offscreen.pop("PYTHONDONTWRITEBYTECODE", None)
    return run(module("tests.support.checks", "test", *arguments), check=False, env=offscreen)


def bench(arguments: Sequence[str]) -> int:
    """Measure: a name or `all`, with --json one object per row."""
    ensure_system(QT_NEEDS)
    ensure_environment(DEVELOP)
    env = environment(QT_QPA_PLATFORM="offscreen")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return run(module("benchmarks", *arguments), check=False, env=env)


def build(arguments: Sequence[str]) -> int:
    """Freeze the desktop into dist/shicheng."""
    ensure_system((*QT_NEEDS, *BUILD_NEEDS))
    ensure_environment(DEVELOP)
    return run(module("PyInstaller", "--noconfirm", *arguments, ROOT / "build.spec"), check=False)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo, "test": test, "lint": lint, "bench": bench, "build": build, "tour": tour,
}  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Run one subcommand; what follows its name goes on to it."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args(words[:1]).command
    if sys.version_info < (3, 11):  # noqa: UP036  the reader may well have an older one
        say("Python 3.11 or later is needed.")
        return 2
    try:
        return COMMANDS[command](words[1:])
    except Stop as stop:
        say(str(stop))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

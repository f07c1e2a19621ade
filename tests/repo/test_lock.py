"""The locks: complete hashes, one set of versions, and a Windows wheel for everything the desktop needs."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("desktop", "server", "dev")
ENTRY = re.compile(r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>\S+)(?: ; (?P<marker>.+))?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def read_lock(name: str) -> dict[str, tuple[str, list[str]]]:
    """Give version and hashes of every requirement of a lock by its name."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = (word.strip() for word in re.split(r"\s+(?=--hash=)", entry.strip()))
        match = ENTRY.match(requirement)
        assert match, f"{name}.txt: {requirement!r} is not name==version"
        found[match["name"]] = (match["version"], hashes)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_has_hashes(name: str) -> None:
    lock = read_lock(name)
    assert lock
    for requirement, (_, hashes) in lock.items():
        assert hashes, f"{requirement} has no hash"
        assert all(HASH.match(value) for value in hashes), requirement


@pytest.mark.parametrize("name", ["desktop", "server"])
def test_locks_agree(name: str) -> None:
    """`dev` holds everything of the others in the same versions."""
    everything = read_lock("dev")
    assert {key: everything.get(key) for key in read_lock(name)} == read_lock(name)


def test_what_pyproject_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[^A-Za-z0-9-]", word)[0].lower() for group in groups for word in group}
    assert names - read_lock("dev").keys() == set()


def test_server_brings_no_screen() -> None:
    assert {"pyside6-essentials", "shiboken6"} & read_lock("server").keys() == set()


def test_qt_stays_below_the_version_that_crashes() -> None:
    """PySide6 6.12.0 loses references to None on Python 3.11."""
    assert read_lock("desktop")["pyside6-essentials"][0].startswith("6.11.")


def test_every_desktop_requirement_has_a_windows_wheel(tmp_path: Path) -> None:
    """Resolves the lock for 64-bit Windows with wheels only; reads metadata and installs nothing."""
    if importlib.util.find_spec("uv") is None:
        pytest.skip("uv is not installed here; it comes with requirements/dev.txt")
    lock = ROOT / "requirements" / "desktop.txt"
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--no-deps", "--require-hashes"]
    command += ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11"]
    command += ["--only-binary", ":all:", "--target", str(tmp_path / "windows"), "-r", str(lock)]
    environment = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache"), "UV_HTTP_TIMEOUT": "30"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    unreachable = re.search(r"(?i)error sending request|dns error|connect|timed? ?out", done.stderr)
    if done.returncode != 0 and unreachable:
        pytest.skip("no package registry can be reached from here")
    assert done.returncode == 0, done.stderr
    would = set(re.findall(r"^ \+ ([a-z0-9-]+)==", done.stderr, re.MULTILINE))
    assert {"pyside6-essentials", "sqlcipher3", "pywin32-ctypes"} <= would

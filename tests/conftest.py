"""Guards that stand around every test; what they ask for is in CONTRIBUTING.md, "Tests"."""

from __future__ import annotations

import builtins
import gc
import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Before anything may import Qt or keyring.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "tests.support.memory_keyring.MemoryKeyring"

import pytest
from hypothesis import HealthCheck, settings

from tests.support import memory_disk, network_guard, statements
from tests.support.log_guard import LogGuard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).resolve().parent
WITH_QT = ("desktop", "end_to_end", "blank")
WITHOUT_QT = ("core", "sync")
QT = {"PySide6", "shiboken6"}
INITIALS = {name[0] for name in QT}
SECONDS_TO_END = 60.0

network_guard.install()
statements.install()
memory_disk.use()
# Nothing fails on a time: a busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "patient")
_log_guard = LogGuard()


def part_of(request: pytest.FixtureRequest) -> str:
    """Give the folder below tests/ that the test lives in."""
    path = request.path
    return path.relative_to(HERE).parts[0] if path.is_relative_to(HERE) else ""


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Send everything that belongs in a person's folders to one that is thrown away."""
    home = tmp_path_factory.mktemp("home")
    folders = {
        "HOME": home, "USERPROFILE": home, "APPDATA": home / "roaming", "LOCALAPPDATA": home / "local",
        "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config", "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state", "XDG_RUNTIME_DIR": home / "run",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in folders.items():
            folder.mkdir(mode=0o700, exist_ok=True)
            patch.setenv(name, str(folder))
        yield


@pytest.fixture(scope="session", autouse=True)
def _listen_to_logs() -> Iterator[None]:
    root = logging.getLogger()
    root.addHandler(_log_guard)
    yield
    root.removeHandler(_log_guard)


@pytest.fixture(scope="session", autouse=True)
def _freeze_imports() -> None:
    """What was imported is no garbage and no window: nobody walks over it after every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest, _listen_to_logs: None) -> Iterator[None]:
    """Fail on any record of WARNING or above that `@pytest.mark.expects_log(regex)` did not announce."""
    yield
    patterns = [str(word) for mark in request.node.iter_markers("expects_log") for word in mark.args]
    unexpected = _log_guard.unexpected(patterns)
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def _no_log_file_left() -> Iterator[None]:
    """Close the log files that a program in a test opened: their folder goes with the test."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for handler in list(root.handlers):
        if isinstance(handler, logging.FileHandler) and handler not in before:
            root.removeHandler(handler)
            handler.close()


@pytest.fixture(autouse=True)
def _empty_keyring() -> Iterator[None]:
    """Let no secret pass from one test to the next."""
    yield
    module = sys.modules.get("tests.support.memory_keyring")
    if module is not None:
        module.MemoryKeyring.secrets.clear()


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail when a thread that would keep the program alive outlives the test that started it."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(SECONDS_TO_END)
    names = [thread.name for thread in left if thread.is_alive()]
    if names:
        pytest.fail(f"threads still running: {', '.join(names)}", pytrace=False)


@pytest.fixture(autouse=True)
def _no_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when a window, a QThread or a QTimer outlives its test; Qt is only imported where it is used."""
    if part_of(request) not in WITH_QT:
        yield
        return
    from tests.support.qt_guard import QtGuard

    guard = QtGuard(request.path)
    yield
    left = guard.left_over()
    if left:
        pytest.fail(f"left alive in Qt: {', '.join(left)}", pytrace=False)


@pytest.fixture(autouse=True)
def _qt_blocked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every import of PySide6 fail in the tests of core and sync.

    pytest-qt has loaded Qt long before, and Qt looks its own modules up in sys.modules (emptying that
    crashes the process), so the import statement is what fails, for everybody but Qt and the plugin.
    """
    if part_of(request) not in WITHOUT_QT:
        return
    real = builtins.__import__

    def guarded(name: str, globals: Mapping[str, Any] | None = None, *args: Any, **options: Any) -> Any:
        if name[:1] not in INITIALS:  # C code imports thousands of times a second: the others pass at once
            return real(name, globals, *args, **options)
        importer = str((globals or {}).get("__name__", "")).partition(".")[0]
        if name.partition(".")[0] in QT and importer not in {*QT, "pytestqt", "shibokensupport", ""}:
            raise ModuleNotFoundError(f"{name} is blocked in the tests of core and sync", name=name)
        return real(name, globals, *args, **options)

    monkeypatch.setattr(builtins, "__import__", guarded)

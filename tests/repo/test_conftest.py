"""The guards themselves: each is shown a test that deserves to fail, and one that does not."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def outcomes(tmp_path: Path, part: str, source: str) -> str:
    """Run a test file inside a copy of tests/ with the real conftest and give pytest's output."""
    folder = tmp_path / "tests" / part
    folder.mkdir(parents=True)
    support = tmp_path / "tests" / "support"
    support.mkdir()
    for file in (ROOT / "tests" / "support").glob("*.py"):
        (support / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "tests" / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "test_it.py").write_text(textwrap.dedent(source), encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(project, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "tests"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTHONPATH"] = str(tmp_path)
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_logs_sockets_threads_and_keyring(tmp_path: Path) -> None:
    out = outcomes(
        tmp_path,
        "server",
        """
        import logging, os, socket, threading
        import pytest

        def test_log():
            logging.getLogger("x").warning("too loud")

        @pytest.mark.expects_log("quite .* loud")
        def test_announced_log():
            logging.getLogger("x").warning("quite too loud")

        def test_quiet():
            pass

        def test_socket():
            try:
                socket.create_connection(("192.0.2.1", 80), timeout=1)
            except Exception:
                pass

        def test_wrong_name():
            with pytest.raises(OSError):
                socket.create_connection(("server.invalid", 80))

        def test_keyring(tmp_path_factory):
            import keyring
            keyring.set_password("a", "b", "c")
            assert keyring.get_password("a", "b") == "c"
            assert str(tmp_path_factory.getbasetemp()) in os.environ["HOME"]

        def test_keyring_is_empty_again():
            import keyring
            assert keyring.get_password("a", "b") is None
        """,
    )
    assert "too loud" in out
    assert "only the loopback is allowed" in out
    assert "1 failed, 6 passed, 1 error" in out


def test_qt_is_blocked_for_core(tmp_path: Path) -> None:
    out = outcomes(
        tmp_path,
        "core",
        """
        import pytest

        def test_package():
            with pytest.raises(ImportError):
                import PySide6

        def test_loaded_module():
            with pytest.raises(ImportError):
                from PySide6.QtCore import QObject

        def test_other_module():
            with pytest.raises(ImportError):
                import PySide6.QtSvg

        def test_shiboken():
            with pytest.raises(ImportError):
                import shiboken6
        """,
    )
    assert "4 passed" in out, out


def test_windows_threads_and_timers_are_found(tmp_path: Path) -> None:
    out = outcomes(
        tmp_path,
        "desktop",
        """
        import PySide6.QtCore as c
        from PySide6.QtWidgets import QWidget

        kept = []

        def test_clean(qtbot):
            window = QWidget()
            qtbot.addWidget(window)
            thread = c.QThread()
            thread.start()
            thread.quit()
            assert thread.wait(5000)

        def test_cycle_is_no_window(qtbot):
            window = QWidget()
            window.itself = window

        def test_window(qtbot):
            kept.append(QWidget(objectName="forgotten"))

        def test_timer(qtbot):
            timer = c.QTimer(objectName="ticking")
            timer.start(60_000)
            kept.append(timer)

        def test_thread(qtbot):
            thread = c.QThread(objectName="busy")
            thread.start()
            kept.append(thread)

        def test_idle_timer(qtbot):
            kept.insert(0, c.QTimer(objectName="idle"))

        def test_idle_timer_of_another_test(qtbot):
            kept[0].start(60_000)

        def test_end(qtbot):
            kept[-1].quit()
            assert kept[-1].wait(5000)
        """,
    )
    for name in ("QWidget 'forgotten'", "QTimer 'ticking'", "QTimer 'idle'", "QThread 'busy'"):
        assert name in out, out
    assert "8 passed, 4 errors" in out, out

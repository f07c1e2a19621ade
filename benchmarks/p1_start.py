"""P1: process start until the log-in window is painted, against an empty window of the same PySide6."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import pairs, python, row, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Row

BARE_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)

application = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
sys.exit(application.exec())
"""
"""The least code that puts a window on the screen and leaves after its first paint."""

GOAL = 1.3


def rows() -> Iterator[Row]:
    """One row, in milliseconds from the start of the process to its end right after the first paint."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare_window.py")
        bare.write_text(BARE_WINDOW, encoding="utf-8")
        program = ("-m", "desktop", "--profile", Path(folder, "profile"), "--keyring", "memory:")
        result = pairs(
            lambda: seconds(lambda: python(*program, "--exit-after-first-paint")),
            lambda: seconds(lambda: python(bare)),
            n=9,
        )
    against = "bare QApplication and empty QMainWindow painted"
    yield row("P1 start to log-in window", result, unit="ms", against=against, goal=GOAL, scale=1000)

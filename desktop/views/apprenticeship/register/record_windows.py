"""All open record windows of a session: one for each record, brought to the front again, closed with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from core.apprenticeship.lists.records import find_record
from core.domain.errors import KnownError
from desktop.views.apprenticeship.register.record_window import RecordWindow

if TYPE_CHECKING:
    from desktop.desk import Desk

KINDS = frozenset(
    {"teacher", "student", "notarisation", "apprenticeship", "document", "assessment", "filing", "outbox"}
)
STEP = QPoint(28, 28)
"""From one window to the next, so that none hides another."""


class RecordWindows(QObject):
    """`open(kind, id)`: kind `teacher`, `student` or `notarisation`, id of anything that belongs to it."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._windows: dict[tuple[str, str], RecordWindow] = {}

    def open(self, kind: str, id_: str) -> None:
        """Show the window of a record once it is known which; see `find_record`."""
        self.desk.lanes.reader.run(partial(self._find, kind, id_), self._found)

    def windows(self) -> tuple[RecordWindow, ...]:
        """The open ones, in the order in which they were opened."""
        return tuple(self._windows.values())

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        """Records changed: what is shown is read again."""
        if not kinds or kinds & KINDS:
            for window in self.windows():
                window.read()

    def close_all(self) -> None:
        """The session ends: nothing of it stays on the screen."""
        for window in self.windows():
            window.close()

    def _find(self, kind: str, id_: str) -> tuple[str, str]:
        try:
            with self.desk.session() as session:
                return kind, find_record(session, kind, id_)
        except KnownError:
            # The window reads the store too and says what is the matter.
            return kind, id_

    def _found(self, found: tuple[str, str]) -> None:
        window = self._windows.get(found)
        if window is None:
            window = self._make(*found)
        window.show()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def _make(self, kind: str, id_: str) -> RecordWindow:
        window = RecordWindow(self.desk, kind, id_)
        others = self.windows()
        if others and not window.isMaximized():
            window.move(_beside(window, others[-1]))
        self._windows[kind, id_] = window
        window.record_wanted.connect(self.open)
        window.closed.connect(self._closed)
        window.read()
        return window

    def _closed(self, window: RecordWindow) -> None:
        self._windows.pop((window.kind, window.id), None)


def _beside(window: RecordWindow, other: RecordWindow) -> QPoint:
    """A step from the other one; back to the corner of the screen where that would leave it."""
    room = window.screen().availableGeometry()
    place = other.pos() + STEP
    return place if room.contains(QRect(place, window.size())) else room.topLeft() + STEP

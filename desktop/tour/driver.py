"""Keyboard, mouse and camera: what a clerk's hands and eyes do, by the controls' names."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QRadioButton,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractItemView

W = TypeVar("W", bound=QWidget)
PATIENCE = 30.0


class TourError(AssertionError):
    """A step did not show what it should."""


class Driver:
    """Drives whatever windows are open; `pictures` lists what was taken into `out`, in the tour's order."""

    def __init__(self, out: Path, tell: Callable[[str], None]) -> None:
        self.out = out
        self._tell = tell
        self.pictures: list[Path] = []

    def find(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """Give the visible control of this name, waiting for it."""
        self.wait(lambda: self.seen(name, kind) is not None, f"the control {name}")
        found = self.seen(name, kind)
        assert found is not None
        return found

    def seen(self, name: str, kind: type[W] = QWidget) -> W | None:  # type: ignore[assignment]
        """Give the visible control of this name, if there is one now; dialogs come before windows."""
        for window in reversed(QApplication.topLevelWidgets()):
            if not window.isVisible():
                continue
            candidates = [window, *window.findChildren(QWidget, name)]
            for widget in candidates:
                if widget.objectName() == name and isinstance(widget, kind) and widget.isVisible():
                    return widget
        return None

    def says(self, words: str) -> bool:
        """Whether the words stand on a visible label, button or chip of the windows."""
        return any(
            words in _text_of(widget)
            for window in QApplication.topLevelWidgets()
            if window.isVisible()
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
        )

    def read(self, words: str) -> None:
        """Wait until the words can be read, and tell that they can."""
        self.wait(lambda: self.says(words), f"the words “{words}”")
        self._tell(f"  reads “{words}”")

    def click(self, name: str) -> None:
        """Click a control once it can be clicked."""
        widget: QWidget = self.find(name)
        self.wait(widget.isEnabled, f"{name} to be enabled")
        place = widget.rect().center()
        if isinstance(widget, QCheckBox | QRadioButton):
            place.setX(min(place.x(), 12))
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.settle()

    def type(self, name: str, text: str) -> None:
        """Put the focus on a field, clear it and type; Chinese comes as from an input method."""
        widget: QWidget = self.find(name)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            typed = QInputMethodEvent()
            typed.setCommitString(text)
            QApplication.sendEvent(widget, typed)
        self.settle()

    def press(
        self,
        key: Qt.Key,
        name: str = "",
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key in a control, or where the focus is."""
        front = self.front()
        widget = self.find(name) if name else (front and (front.focusWidget() or front))
        if widget is None:
            raise TourError("no window is open")
        if not widget.isActiveWindow():
            # Without a window manager nobody gives the window back its activation after a dialog.
            widget.activateWindow()
            self.wait(widget.isActiveWindow, "the window to be active")
        if name and not widget.isAncestorOf(QApplication.focusWidget() or widget):
            widget.setFocus()
        QTest.keyClick(widget, key, modifier)
        self.settle()

    def choose_row(self, table: QAbstractItemView, row: int) -> None:
        """Click a row of a table."""
        index = table.model().index(row, 1)
        table.scrollTo(index)
        place: QRect = table.visualRect(index)
        QTest.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=place.center() if place else QPoint(5, 5)
        )
        self.settle()

    def click_cell(self, table: QAbstractItemView, row: int, column: int) -> None:
        """Click a cell of a table once it is filled."""
        index = table.model().index(row, column)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        self.settle()

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a choice by the keyboard."""
        box = self.find(name, QComboBox)
        place = box.findText(words, Qt.MatchFlag.MatchContains)
        self.expect(place >= 0, f"{name} offers “{words}”")
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() < place:
            QTest.keyClick(box, Qt.Key.Key_Down)
        self.settle()

    def act(self, name: str) -> None:
        """Take an entry of a menu by its name; the menu is told before, as when it opens."""
        actions = [
            one for window in QApplication.topLevelWidgets() for one in window.findChildren(QAction, name)
        ]
        self.expect(actions, f"the menu entry {name}")
        menu = actions[-1].parent()
        if isinstance(menu, QMenu):
            menu.aboutToShow.emit()
        self.expect(actions[-1].isEnabled(), f"{name} can be chosen")
        actions[-1].trigger()
        self.settle()

    def give_file(self, path: Path) -> None:
        """Answer the system's question for a file."""
        self.wait(self._file_dialog, "the question for a file")
        dialog = self._file_dialog()
        assert dialog is not None
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        if not isinstance(name, QLineEdit):
            raise TourError("the question for a file has no field for its name")
        name.setText(str(path))
        QTest.keyClick(name, Qt.Key.Key_Return)
        self.wait(lambda: self._file_dialog() is None, "the question for a file to close")

    def _file_dialog(self) -> QFileDialog | None:
        for window in QApplication.topLevelWidgets():
            for dialog in (window, *window.findChildren(QFileDialog)):
                if isinstance(dialog, QFileDialog) and dialog.isVisible():
                    return dialog
        return None

    def write(self, text: str) -> None:
        """Type where the focus is, as on a keyboard."""
        front = self.front()
        widget = front and (front.focusWidget() or front)
        if widget is None:
            raise TourError("no window is open")
        QTest.keyClicks(widget, text)
        self.settle()

    def wait(self, condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
        """Let the program work until the condition holds; TourError says what was waited for."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                self.shoot("failed")
                raise TourError(f"waited {seconds:.0f} s for {what}")
            _let_it_work(20)

    def expect(self, truth: object, what: str) -> None:
        """Fail the tour, with a picture, when something is not as it should be."""
        if not truth:
            self.shoot("failed")
            raise TourError(what)
        self._tell(f"  {what}")

    def settle(self) -> None:
        """Let everything that was asked for be painted."""
        _let_it_work(30)

    def shoot(self, name: str, window: QWidget | None = None) -> None:
        """Save a picture of the window in front, with an open dialog where it stands."""
        self.settle()
        front = window or self.front()
        if front is None:
            return
        path = self.out / f"{name}.png"
        picture = front.grab()
        if not picture.save(str(path)):
            raise TourError(f"the picture {path} could not be written")
        self.pictures.append(path)
        self._tell(f"  picture {path.name}")

    def front(self) -> QWidget | None:
        """Give the active window, else the last visible one."""
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        shown = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        return active or (shown[-1] if shown else None)


def _let_it_work(milliseconds: int) -> None:
    """Run the program's event loop for a while; unlike QTest.qWait it lets Python's other threads run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _text_of(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""

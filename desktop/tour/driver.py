"""Keyboard, mouse and camera: what a clerk's hands and eyes do, by the controls' names."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
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

from desktop.models.rows import WAITING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractItemView

W = TypeVar("W", bound=QWidget)
PATIENCE = 120.0
"""Seconds until something counts as not coming; a busy machine is slow, not wrong."""


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
        """Give the visible control of this name, if there is one now; the window in front comes first."""
        front = (QApplication.activeModalWidget(), QApplication.activeWindow())
        for window in (*front, *QApplication.topLevelWidgets()):
            if window is None or not window.isVisible():
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
        widget = self._ready(name)
        place = widget.rect().center()
        if isinstance(widget, QCheckBox | QRadioButton):
            place.setX(min(place.x(), 12))
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.settle()

    def type(self, name: str, text: str) -> None:
        """Put the focus on a field, clear it and type; Chinese comes as from an input method."""
        widget = self._ready(name)
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
        self.click_cell(table, row, 1)

    def click_cell(self, table: QAbstractItemView, row: int, column: int) -> None:
        """Click a cell of a table once it is filled."""
        model = table.model()
        self.wait(lambda: model.index(row, 0).data() not in (None, WAITING), f"row {row} to be read")
        index = model.index(row, column)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        self.settle()

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a choice by the keyboard."""
        box = self.find(name, QComboBox)
        self.wait(lambda: box.findText(words, Qt.MatchFlag.MatchContains) >= 0, f"{name} to offer “{words}”")
        place = box.findText(words, Qt.MatchFlag.MatchContains)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() < place:
            QTest.keyClick(box, Qt.Key.Key_Down)
        self.settle()

    def act(self, name: str) -> None:
        """Take an entry of a menu by its name; the menu is told before, as when it opens."""
        self.wait(lambda: self._action(name) is not None, f"the menu entry {name}, to be chosen")
        action = self._action(name)
        assert action is not None
        action.trigger()
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

    def _ready(self, name: str) -> QWidget:
        """Give the control once it can be used; asked for anew each time, for what was seen may be gone."""
        self.wait(lambda: (seen := self.seen(name)) is not None and seen.isEnabled(), f"{name} to be enabled")
        found = self.seen(name)
        assert found is not None
        return found

    def _action(self, name: str) -> QAction | None:
        """Give the entry of a menu of the windows, if it can be chosen now."""
        for window in QApplication.topLevelWidgets():
            action = window.findChild(QAction, name) if window.isVisible() else None
            if isinstance(action, QAction):
                menu = action.parent()
                if isinstance(menu, QMenu):
                    menu.aboutToShow.emit()
                return action if action.isEnabled() else None
        return None

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
        """Give the active window, else a visible one that is no tip and no menu."""
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        kinds = (Qt.WindowType.Window, Qt.WindowType.Dialog)
        shown = [
            window
            for window in QApplication.topLevelWidgets()
            if window.isVisible() and window.windowType() in kinds
        ]
        return active or (shown[-1] if shown else None)


def _let_it_work(milliseconds: int) -> None:
    """Run the program's event loop for a while; unlike QTest.qWait it lets Python's other threads run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _text_of(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""

"""The viewer on the whole screen: its own window with the viewing keys, back with Esc or F11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.documents.viewer_keys import view_keys

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent


class FullScreen(QWidget):
    """Borrows the viewer from its place and gives it back when it is closed; `focus` has the keys there."""

    closed = Signal()

    def __init__(self, viewer: QWidget, focus: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("viewer.full_window")
        self.setWindowTitle("材料查看")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._viewer = viewer
        self._focus = focus
        self._home = viewer.parentWidget()
        self._stand_in = QWidget()
        self._given_back = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.keys = view_keys(self, viewer)
        for key in ("Esc", "F11"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(self.close)
            self.keys.append(shortcut)

    def open(self) -> None:
        """Take the viewer and cover the screen the program is on."""
        screen = self._viewer.screen()
        self._swap(self._viewer, self._stand_in)
        self._column.addWidget(self._viewer)
        self._viewer.show()
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self._focus.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._given_back:
            self._given_back = True
            self._swap(self._stand_in, self._viewer)
            self._viewer.show()
            self._stand_in.deleteLater()
            self.closed.emit()
        super().closeEvent(event)

    def _swap(self, old: QWidget, new: QWidget) -> None:
        home = self._home
        if home is None:
            return
        splitter_place = home.indexOf(old) if hasattr(home, "indexOf") else -1
        if splitter_place >= 0:
            sizes = home.sizes()  # type: ignore[attr-defined]
            home.replaceWidget(splitter_place, new)  # type: ignore[attr-defined]
            home.setSizes(sizes)  # type: ignore[attr-defined]
        elif (layout := home.layout()) is not None:
            layout.replaceWidget(old, new)
        new.show()

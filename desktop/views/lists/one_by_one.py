"""逐件: go through a list from the selected row on, by a button or F5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.lists.rows_table import RowsTable
    from desktop.widgets.buttons import Button


class OneByOne(QObject):
    """`wanted(id)`: where to begin, in `rows.model.ids`.

    While the list is being read the wish is kept until it is there, unless the clerk does something else.
    Make it after the page has its list; `reading` is told when another query is loaded.
    """

    wanted = Signal(str)

    def __init__(self, page: QWidget, rows: RowsTable[Any, Any], button: Button) -> None:
        super().__init__(page)
        self._rows, self._button = rows, button
        self._reading = self._wished = False
        button.clicked.connect(self.begin)
        rows.loaded.connect(self._loaded)
        rows.failed.connect(self._read_no_further)
        rows.loading.stopped.connect(self._read_no_further)
        rows.table.pressed.connect(self._forget)
        page.installEventFilter(self)
        key = QShortcut(QKeySequence("F5"), page)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.begin)

    def begin(self) -> None:
        """Begin at the selected row, or as soon as the list is read."""
        self._wished = self._reading
        if not self._reading and self._button.isEnabled():
            id_ = self._rows.current_id() or self._rows.model.id_at(0)
            if id_:
                self.wanted.emit(id_)

    def reading(self) -> None:
        """Another query is being read."""
        self._reading, self._wished = True, False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._wished = False
        return super().eventFilter(watched, event)

    def _loaded(self, count: int) -> None:
        self._reading, wished = False, self._wished
        self._button.setEnabled(count > 0)
        if wished:
            self.begin()

    def _read_no_further(self, _: object = None) -> None:
        self._reading = self._wished = False

    def _forget(self, _: object = None) -> None:
        self._wished = False

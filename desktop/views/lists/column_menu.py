"""Which columns a list shows, in which order and how wide; remembered for the next day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from desktop.models.columns import Column
    from desktop.models.rows import RowsModel
    from desktop.views.lists.ports import Memory
    from desktop.widgets.table import Table


class ColumnMenu(QWidget):
    """Columns are shown, hidden and moved by a menu or by dragging, and remembered."""

    def __init__(
        self, name: str, table: Table, model: RowsModel[Any], memory: Memory, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.hide()
        self._key = f"columns.{name}"
        self._columns = model.columns
        self._header = table.horizontalHeader()
        self._memory = memory
        self._target = 0
        self._busy = True
        self.menu = QMenu(self)
        name_widget(self.menu, f"{name}.columns.menu", "显示的列")
        self._header.setSectionsMovable(True)
        self._header.setSectionsClickable(True)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._asked)
        stretch = max(range(len(self._columns)), key=self._width)
        table.set_widths([column.width for column in self._columns], stretch)
        self._stretch = stretch
        for place, column in enumerate(self._columns):
            self._header.setSectionHidden(place, column.hidden)
        self._restore()
        self._header.sectionMoved.connect(self._changed)
        self._header.sectionResized.connect(self._changed)
        self._busy = False

    def open_at(self, place: QPoint, section: int = -1) -> None:
        """Open the menu at a place on the screen; `section` is the column that 左移 and 右移 are for."""
        self._target = section
        self._fill()
        self.menu.popup(place)

    def shown(self) -> list[str]:
        """Keys of the columns in the order shown."""
        return [column.key for column in self.shown_columns()]

    def shown_columns(self) -> tuple[Column[Any], ...]:
        """The columns in the order shown."""
        order = sorted(range(len(self._columns)), key=self._header.visualIndex)
        return tuple(self._columns[place] for place in order if not self._header.isSectionHidden(place))

    def _width(self, place: int) -> int:
        return self._columns[place].width

    def _fill(self) -> None:
        self.menu.clear()
        for place, column in enumerate(self._columns):
            action = QAction(column.title, self.menu)
            action.setObjectName(f"{self.menu.objectName()}.{column.key}")
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(place))
            action.setEnabled(not column.fixed)
            action.setData(place)
            action.triggered.connect(self._toggled)
            self.menu.addAction(action)
        if self._target >= 0:
            self.menu.addSeparator()
            for text, slot in (("左移此列", self._left), ("右移此列", self._right)):
                action = QAction(text, self.menu)
                action.triggered.connect(slot)
                self.menu.addAction(action)
        self.menu.addSeparator()
        again = QAction("恢复默认", self.menu)
        again.triggered.connect(self._reset)
        self.menu.addAction(again)

    def _asked(self, place: QPoint) -> None:
        self.open_at(self._header.mapToGlobal(place), self._header.logicalIndexAt(place))

    def _toggled(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._header.setSectionHidden(int(action.data()), not action.isChecked())
            self._changed()

    def _left(self) -> None:
        self._move(-1)

    def _right(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        place = self._header.visualIndex(self._target)
        if 0 <= place + by < len(self._columns):
            self._header.moveSection(place, place + by)

    def _reset(self) -> None:
        self._busy = True
        for place, column in enumerate(self._columns):
            self._header.setSectionHidden(place, column.hidden)
            self._header.moveSection(self._header.visualIndex(place), place)
            if place != self._stretch:
                self._header.resizeSection(place, column.width)
        self._busy = False
        self._changed()

    def _changed(self, *_: int) -> None:
        if self._busy:
            return
        order = sorted(range(len(self._columns)), key=self._header.visualIndex)
        state = {
            "order": [self._columns[place].key for place in order],
            "shown": self.shown(),
            "widths": {
                column.key: self._header.sectionSize(place)
                for place, column in enumerate(self._columns)
                if place != self._stretch and not self._header.isSectionHidden(place)
            },
        }
        self._memory.set_text(self._key, json.dumps(state))

    def _restore(self) -> None:
        try:
            state = json.loads(self._memory.text(self._key) or "{}")
            order, shown, widths = state["order"], set(state["shown"]), state["widths"]
            places = {column.key: place for place, column in enumerate(self._columns)}
            for target, key in enumerate(key for key in order if key in places):
                self._header.moveSection(self._header.visualIndex(places[key]), target)
            for key, place in places.items():
                self._header.setSectionHidden(
                    place, key not in shown and not self._columns[place].fixed and key in order
                )
                if key in widths and place != self._stretch:
                    self._header.resizeSection(place, min(max(int(widths[key]), 48), 800))
        except (ValueError, TypeError, KeyError, AttributeError):
            return

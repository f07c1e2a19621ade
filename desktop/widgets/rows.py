"""A small table model for lists of some dozen rows that arrive whole (home page, 同步中心)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.widgets.table import TONE_ROLE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
RIGHT = 0x0082
"""Qt.AlignRight | Qt.AlignVCenter."""


class Cell(NamedTuple):
    """A text and its tone (see `table.TONE_ROLE`)."""

    text: str
    tone: str = ""


class Row(NamedTuple):
    id: str
    cells: tuple[Cell, ...]


class RowsModel(QAbstractTableModel):
    """Rows with ids; `show` changes only what differs, so that selection and scroll position stay.

    The columns `right` hold numbers and line up at the right.
    """

    def __init__(
        self, titles: Sequence[str], parent: QObject | None = None, *, right: Collection[int] = ()
    ) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._right = frozenset(right)
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows in this order."""
        wanted = {row.id for row in rows}
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].id not in wanted:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, row in enumerate(rows):
            self._put(at, row)

    def row_id(self, row: int) -> str:
        """Give the id of a row, empty when there is no such row."""
        return self._rows[row].id if 0 <= row < len(self._rows) else ""

    def row_of(self, row_id: str) -> int:
        """Give the row of an id, -1 when it is not here."""
        return next((at for at, row in enumerate(self._rows) if row.id == row_id), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        if role == _ALIGN:
            return RIGHT if index.column() in self._right else None
        if role not in (_DISPLAY, TONE_ROLE) or not index.isValid() or index.row() >= len(self._rows):
            return None
        cell = self._rows[index.row()].cells[index.column()]
        return cell.text if role == _DISPLAY else cell.tone

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY and orientation == Qt.Orientation.Horizontal and section < len(self._titles):
            return self._titles[section]
        return RIGHT if role == _ALIGN and section in self._right else None

    def _put(self, at: int, row: Row) -> None:
        was = self.row_of(row.id)
        if was < 0:
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
            return
        if was != at:
            self.beginMoveRows(QModelIndex(), was, was, QModelIndex(), at)
            self._rows.insert(at, self._rows.pop(was))
            self.endMoveRows()
        if self._rows[at] != row:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._titles) - 1))

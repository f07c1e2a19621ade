"""A table that is filled in like a spreadsheet: by keyboard alone, with copy, paste, fill down and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.widgets.table import CellDelegate, Table

if TYPE_CHECKING:
    from desktop.models.cells import CellsModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
Index = QModelIndex | QPersistentModelIndex


class GridDelegate(CellDelegate):
    """A plain line while a cell is edited; Enter, Tab, ↑ and ↓ end it and go on."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        edit = QLineEdit(parent)
        edit.setObjectName("grid.editor")
        edit.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        edit.setFrame(False)
        edit.setMaxLength(40)
        edit.setStyleSheet("QLineEdit { border: 2px solid #14695B; border-radius: 0; padding: 0 9px; }")
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QWidget)
        ):
            step = _step(event)
            view = self.parent()
            if step is not None and isinstance(view, GridView):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                view.go(*step)
                return True
        return super().eventFilter(watched, event)


def _step(event: QKeyEvent) -> tuple[int, int] | None:
    """Rows and cells to go on by after an edit."""
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    key = event.key()
    if key in _ENTER:
        return (-1 if back else 1, 0)
    if key in _TABS:
        return (0, -1 if key == Qt.Key.Key_Backtab or back else 1)
    if key == Qt.Key.Key_Up:
        return (-1, 0)
    return (1, 0) if key == Qt.Key.Key_Down else None


class GridView(Table):
    """Shows a `CellsModel`.

    `told(text)` says what a paste did. Enter ↓, Tab →, F2 edits, typing replaces, Delete clears, Ctrl+C, V,
    X, Z, Y, D (fill down); Tab behind the last cell leaves the table.
    """

    told = Signal(str)

    def __init__(
        self, object_name: str, accessible: str, grid: CellsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(object_name, accessible, parent)
        self._grid = grid
        self.setItemDelegate(GridDelegate(self))
        self.setModel(grid)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setTabKeyNavigation(True)
        self.setShowGrid(True)
        self.setStyleSheet("QTableView { gridline-color: #DDE3E1; }")

    def go(self, rows: int, cells: int) -> None:
        """Move among the cells that can be filled in; a row's end leads into the next row."""
        index = self.currentIndex()
        first, width = self._grid.first, 3
        cell = min(max(index.column() - first, 0), width - 1) + cells
        row = index.row() + rows + cell // width
        if not 0 <= row < self._grid.rowCount():
            if cells:
                # The view's own would give Tab back to the table.
                QWidget.focusNextPrevChild(self, cells > 0)
            return
        self.setCurrentIndex(self._grid.index(row, first + cell % width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() != QAbstractItemView.State.EditingState and self._did(event):
            event.accept()
            return
        QAbstractItemView.keyPressEvent(self, event)

    def _did(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        acts = {
            keys.Copy: self.copy,
            keys.Paste: self.paste,
            keys.Cut: self.cut,
            keys.Undo: self._grid.undo,
            keys.Redo: self._grid.redo,
        }
        for key, act in acts.items():
            if event.matches(key):
                act()
                return True
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
            return True
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.clear_cells()
            return True
        if event.key() in (*_ENTER, *_TABS):
            step = _step(event)
            if step is not None:
                self.go(*step)
            return step is not None
        return False

    # what can be done with the selection

    def copy(self) -> None:
        """Put the selection on the clipboard as spreadsheets do: tabs and lines."""
        rows: dict[int, dict[int, str]] = {}
        for index in self.selectedIndexes():
            rows.setdefault(index.row(), {})[index.column()] = str(index.data() or "")
        lines = ["\t".join(text for _, text in sorted(cells.items())) for _, cells in sorted(rows.items())]
        if lines:
            QApplication.clipboard().setText("\n".join(lines))

    def cut(self) -> None:
        self.copy()
        self.clear_cells()

    def paste(self) -> None:
        """Put what a spreadsheet copied at the first selected cell; one text fills the whole selection."""
        block = read_block(QApplication.clipboard().text())
        cells = self._cells()
        if not block or not cells:
            return
        if len(block) == 1 and len(block[0]) == 1:
            self._grid.set_texts([(row, cell, block[0][0]) for row, cell in cells])
            return
        row, cell = min(cells)
        taken = self._grid.paste(row, self._grid.first + cell, block)
        left = len(block) - taken
        self.told.emit(f"已粘贴 {taken} 行" + (f"，其余 {left} 行超出名单，没有粘贴" if left else ""))

    def clear_cells(self) -> None:
        self._grid.set_texts([(row, cell, "") for row, cell in self._cells()])

    def fill_down(self) -> None:
        """Repeat the first row of the selection below it; of a single cell, take the one above."""
        cells = self._cells()
        if not cells:
            return
        top = min(row for row, _ in cells)
        if all(row == top for row, _ in cells):
            top -= 1
        if top >= 0:
            texts = self._grid.texts(top)
            self._grid.set_texts([(row, cell, texts[cell]) for row, cell in cells if row > top])

    def _cells(self) -> list[tuple[int, int]]:
        """The selected cells that can be filled in, as (row, cell)."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        pairs = ((index.row(), self._grid.cell_of(index.column())) for index in chosen if index.isValid())
        return sorted(pair for pair in pairs if pair[1] >= 0)


def read_block(text: str) -> list[list[str]]:
    """Lines and cells of what Excel or WPS put on the clipboard; a quoted cell may hold line breaks."""
    import csv
    import io

    if not text.strip("\r\n"):
        return []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    return [
        [" ".join(cell.split()) for cell in row] or [""]
        for row in csv.reader(io.StringIO(lines), delimiter="\t")
    ]

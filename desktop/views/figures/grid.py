"""A statistic on the screen: a small table whose every number opens the records that it counts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyleOptionViewItem, QWidget

from core.figures.stat import StatCell, cell_text
from desktop import theme
from desktop.models.columns import LEFT, RIGHT
from desktop.widgets.table import TONE_ROLE, CellDelegate, Table

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from core.figures.cells import Cell, Statistic

Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _TOOLTIP, _FONT, _ALIGN, _ACCESSIBLE = 0, 3, 6, 7, 11
_LETTER, _AROUND = 13, 3 * theme.CELL_PAD
"""Width of a Chinese letter, and what a cell needs beside its text: paddings and the arrow of the sort."""


class Line(NamedTuple):
    """A row: its place in the statistic as made, and its cells."""

    place: int
    cells: tuple[Cell, ...]


class StatModel(QAbstractTableModel):
    """Rows in the order asked for; the total stays last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._statistic: Statistic | None = None
        self._lines: list[Line] = []
        self._total: Line | None = None
        self._sort = (-1, False)
        self._bold = QFont(parent.font())
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show(self, statistic: Statistic) -> None:
        """Show other figures."""
        lines = [Line(place, cells) for place, cells in enumerate(statistic.rows)]
        total = Line(-1, statistic.total) if statistic.total else None
        same = self._statistic is not None and self._statistic.columns == statistic.columns
        if same and len(lines) == len(self._lines) and (total is None) == (self._total is None):
            self._statistic, self._lines, self._total = statistic, lines, total
            self._order()
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        if not same:
            self._sort = (-1, False)
        self._statistic, self._lines, self._total = statistic, lines, total
        self._order()
        self.endResetModel()

    def shown(self) -> Statistic:
        """The statistic with its rows as they stand on the screen, for Excel and paper."""
        assert self._statistic is not None
        return self._statistic._replace(rows=tuple(line.cells for line in self._lines))

    def behind(self, row: int, column: int) -> Any:
        """The query of the records behind a cell; None where there is nothing to open."""
        line = self._line(row)
        return line.cells[column].behind if line is not None else None

    def row_named(self, name: str) -> int:
        """Where the row with this first cell stands, -1 when there is none."""
        names = (line.cells[0].value for line in (*self._lines, *((self._total,) if self._total else ())))
        return next((at for at, one in enumerate(names) if one == name), -1)

    def is_total(self, row: int) -> bool:
        return self._total is not None and row == len(self._lines)

    def sorted_by(self) -> tuple[int, bool]:
        """Column and whether descending; column -1 as made."""
        return self._sort

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines) + (self._total is not None)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._statistic is None else len(self._statistic.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        line = self._line(index.row())
        if line is None or self._statistic is None or index.column() >= len(line.cells):
            return None
        cell, kind = line.cells[index.column()], self._statistic.columns[index.column()].kind
        if role == _ALIGN:
            return LEFT if kind == "text" else RIGHT
        if role == _FONT:
            return self._bold if self.is_total(index.row()) else None
        if role == TONE_ROLE:
            return "link" if cell.behind is not None and cell.value else "" if cell.value else "muted"
        if role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return None
        text = cell_text(cell.value, kind)
        return f"<span>{escape(text)}</span>" if role == _TOOLTIP and ("<" in text or "&" in text) else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if self._statistic is None or orientation != Qt.Orientation.Horizontal or section < 0:
            return None
        if section >= len(self._statistic.columns) or role not in (_DISPLAY, _ALIGN):
            return None
        column = self._statistic.columns[section]
        return column.title if role == _DISPLAY else LEFT if column.kind == "text" else RIGHT

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A handful of rows: sorted here; what cannot be said stands last, the first column goes as made."""
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        places = [self._place(one.row()) for one in held]
        self._order()
        found = {line.place: row for row, line in enumerate(self._lines)}
        moved = [
            self.index(found.get(place, len(self._lines)), one.column())
            for place, one in zip(places, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    # inside

    def _place(self, row: int) -> int:
        line = self._line(row)
        return line.place if line is not None else -1

    def _line(self, row: int) -> Line | None:
        if 0 <= row < len(self._lines):
            return self._lines[row]
        return self._total if row == len(self._lines) else None

    def _order(self) -> None:
        column, descending = self._sort
        self._lines.sort(key=_as_made)
        if column == 0 and descending:
            self._lines.reverse()
        elif column > 0:
            known = [line for line in self._lines if number(line.cells[column].value) is not None]
            unknown = [line for line in self._lines if number(line.cells[column].value) is None]
            known.sort(key=lambda line: number(line.cells[column].value) or 0, reverse=descending)
            self._lines = [*known, *unknown]


def _as_made(line: Line) -> int:
    return line.place


def number(cell: StatCell) -> int | None:
    """What a cell counts for in a sort: a number, or one with its sign (`+12`, `−3`)."""
    if not isinstance(cell, str):
        return cell
    digits = cell.replace(",", "").replace("−", "-")
    try:
        return int(digits)
    except ValueError:
        return None


class StatGrid(Table):
    """The table at its whole height, for a page that scrolls.

    `behind_wanted(query)` by click or Enter, `reordered` when a clerk sorted it.
    """

    behind_wanted = Signal(object)
    reordered = Signal()

    def __init__(self, object_name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, accessible, parent)
        self._least: list[int] = []
        self.figures = StatModel(self)
        self.setModel(self.figures)
        self.setItemDelegate(StatDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._header_clicked)
        self.opened.connect(self._open)
        self.clicked.connect(self._open)
        self.figures.modelReset.connect(self._fit_columns)

    def show_figures(self, statistic: Statistic) -> None:
        """Show other figures; the order and the place of the cursor stay."""
        current = self.currentIndex()
        name = self.figures.index(current.row(), 0).data() if current.isValid() else ""
        self.figures.show(statistic)
        row = self.figures.row_named(str(name)) if name else -1
        if row >= 0:
            self.setCurrentIndex(self.figures.index(row, current.column()))
        self._show_sort()
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    # inside

    def _open(self, index: QModelIndex) -> None:
        query = self.figures.behind(index.row(), index.column())
        if query is not None:
            self.behind_wanted.emit(query)

    def _header_clicked(self, column: int) -> None:
        """Numbers from the greatest first, names as they were made; a second click turns it round."""
        before, descending = self.figures.sorted_by()
        down = not descending if column == before else column > 0
        self.figures.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
        self._show_sort()
        self.reordered.emit()

    def _show_sort(self) -> None:
        column, descending = self.figures.sorted_by()
        header = self.horizontalHeader()
        header.setSortIndicatorShown(column >= 0)
        if column >= 0:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, order)

    def _fit_columns(self) -> None:
        """Never narrower than its title; what room there is goes to all alike."""
        header = self.horizontalHeader()
        self._least = []
        for column in range(self.figures.columnCount()):
            title = str(self.figures.headerData(column, Qt.Orientation.Horizontal))
            longest = max(
                (len(str(self.figures.index(row, column).data())) for row in range(self.figures.rowCount())),
                default=0,
            )
            wide = max(len(title) * _LETTER, (longest if column == 0 else 0) * _LETTER)
            self._least.append(wide + _AROUND)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self._share()

    def _share(self) -> None:
        if not self._least:
            return
        spare = max(self.viewport().width() - sum(self._least), 0)
        each = spare // len(self._least)
        for column, least in enumerate(self._least):
            last = column == len(self._least) - 1
            self.setColumnWidth(column, least + (spare - each * column if last else each))

    def _fit_height(self) -> None:
        self._share()
        bar = self.horizontalScrollBar()
        rows = max(self.figures.rowCount(), 1) * theme.ROW
        wide = self.horizontalHeader().length() > self.viewport().width()
        height = self.horizontalHeader().height() + rows + 2 + (bar.sizeHint().height() if wide else 0)
        if height != self.maximumHeight():
            self.setFixedHeight(height)


class StatDelegate(CellDelegate):
    """The total in bold on a soft ground."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        font = index.data(_FONT)
        if font is not None:
            option.font = font
        super().paint(painter, option, index)

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        selected = option.state & QStyle.StateFlag.State_Selected
        if index.data(_FONT) is not None and not selected:
            painter.fillRect(option.rect, QColor(theme.HEADER))
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            return
        super()._ground(painter, option, index)

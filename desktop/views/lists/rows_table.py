"""A list page's table: model, loading, empty state, columns that are remembered, sort left to the query."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QStyle, QVBoxLayout, QWidget

from desktop import theme
from desktop.models.rows import ID_ROLE, LINK_ROLE, MARK_ROLE, TONE_ROLE, RowsModel
from desktop.views.lists.column_menu import ColumnMenu
from desktop.widgets.chip import chip_size, paint_chip
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.table import CellDelegate, Table
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from core.domain.errors import KnownError
    from desktop.models.columns import Column
    from desktop.views.lists.ports import ListPort, Memory

Q = TypeVar("Q")
R = TypeVar("R")

FIRST = 60
"""Rows of the first page: more than a screen of 2160 pixels holds."""


class RowsTable(QWidget, Generic[Q, R]):
    """Shows the rows of a query.

    `opened(id)` by Enter, double click or a link cell; `loaded(count)`; `sort_wanted(sort, descending)`;
    `failed(KnownError)`; `next_step` when the button of the empty state was pressed.
    """

    opened = Signal(str)
    loaded = Signal(int)
    sort_wanted = Signal(str, bool)
    failed = Signal(object)
    next_step = Signal()

    def __init__(
        self,
        name: str,
        accessible: str,
        columns: Sequence[Column[R]],
        key: Callable[[R], str],
        port: ListPort[Q, R],
        memory: Memory,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self.port = port
        self._memory = memory
        self._query: Q | None = None
        self.whole_count: int | None = None
        self.stale = True
        """The rows are those of an earlier query, or none were asked for yet."""
        self._row = 0
        self.model: RowsModel[R] = RowsModel(columns, key, self._ask, self)
        # Before the table's own selection hears of it.
        self.model.rowsAboutToBeRemoved.connect(self._leaving)
        self.table = Table(f"{name}.table", accessible, tone_role=TONE_ROLE)
        self.table.setItemDelegate(MarkDelegate(self.table, TONE_ROLE))
        self.table.setModel(self.model)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.opened.connect(self._opened)
        self.table.clicked.connect(self._clicked)
        self.empty = EmptyState(f"{name}.empty")
        self.empty.acted.connect(self.next_step)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.footer = TextLabel("", "secondary")
        name_widget(self.footer, f"{name}.footer", "条数")
        self.footer.setContentsMargins(theme.CELL_PAD, 0, 0, 0)
        self.footer.setFixedHeight(30)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.footer)
        self.loading = LoadingOverlay(f"{name}.loading", self.stack)
        self.loading.stopped.connect(self._stopped)
        self.columns = ColumnMenu(name, self.table, self.model, memory, self)
        self.table.horizontalHeader().sectionClicked.connect(self._header_clicked)
        self._tokens: list[object] = []

    # what is shown

    def load(self, query: Q) -> None:
        """Show another query: its first rows at once, the whole order when it is known."""
        self._query = query
        self._row = 0
        self.whole_count, self.stale = None, True
        self.loading.begin()
        lane = self.port.lane
        self._tokens = [
            lane.run(
                partial(self.port.first_page, query, FIRST),
                self._first_came,
                self._load_failed,
                key=f"{self._name}.first",
            ),
            lane.run(
                partial(self.port.ids, query), self._ids_came, self._load_failed, key=f"{self._name}.ids"
            ),
        ]

    def reload(self) -> None:
        """Ask again for the same query; row and scroll stay."""
        if self._query is None:
            return
        self.model.ask_again()
        self.model.changed()
        self.port.lane.run(
            partial(self.port.ids, self._query), self._ids_came, self._load_failed, key=f"{self._name}.ids"
        )

    def show_sort(self, sort: str, descending: bool) -> None:
        """Put the arrow on the column that the query sorts by."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(True)
        for place, column in enumerate(self.model.columns):
            if column.sort == sort:
                header.setSortIndicator(place, order)

    def current_id(self) -> str:
        """Id of the row that is selected, empty when there is none."""
        return self.model.id_at(self.table.currentIndex().row())

    def select(self, id_: str) -> None:
        """Select a row and bring it into sight."""
        row = self.model.row_of(id_)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    @property
    def query(self) -> Q | None:
        """What is shown; None before the first load."""
        return self._query

    def visible_ids(self) -> tuple[str, ...]:
        """Ids of the rows that can be seen now."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        last = last if last >= 0 else self.model.rowCount() - 1
        return tuple(self.model.ids[max(first, 0) : last + 1])

    def selected_ids(self) -> tuple[str, ...]:
        """Ids of the selected rows in the order of the list."""
        chosen = self.table.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        numbers = {number for part in parts for number in range(part.top(), part.bottom() + 1)}
        return tuple(self.model.id_at(number) for number in sorted(numbers))

    def add_above(self, widget: QWidget) -> None:
        """Put something between the actions and the table."""
        self._column.insertWidget(0, widget)

    # inside

    def _ask(self, ids: tuple[str, ...]) -> None:
        port, query = self.port, self._query
        rows = port.rows if port.rows_of is None or query is None else partial(port.rows_of, query)
        port.lane.run(partial(_fetch, rows, ids), self._rows_came, self._rows_failed)

    def _rows_came(self, answer: tuple[Sequence[R], tuple[str, ...]]) -> None:
        self.model.deliver(*answer)

    def _rows_failed(self, error: KnownError) -> None:
        self.failed.emit(error)

    def _first_came(self, rows: Sequence[R]) -> None:
        self.loading.end()
        self.stale = False
        self.model.set_ids([self.model.key(row) for row in rows], rows)
        self.table.verticalScrollBar().setValue(0)
        self._select_row(0)
        self._told(len(rows), whole=len(rows) < FIRST)

    def _ids_came(self, ids: Sequence[str]) -> None:
        self.loading.end()
        current, bar = self.table.currentIndex().row(), self.table.verticalScrollBar()
        self._row = current if current >= 0 else self._row
        id_, scroll = self.model.id_at(current), bar.value()
        self.model.set_ids(ids)
        if not self.table.currentIndex().isValid():
            self._restore(id_, scroll)
        self._told(len(ids), whole=True)

    def _leaving(self, _: QModelIndex, first: int, last: int) -> None:
        """The selected row is about to go: the one below takes its place."""
        if first <= self.table.currentIndex().row() <= last:
            self._select_row(last + 1 if last + 1 < self.model.rowCount() else first - 1)

    def _restore(self, id_: str, scroll: int) -> None:
        """The list was replaced: find the row again, as far from the top of the view as before."""
        found = self.model.row_of(id_) if id_ else -1
        row = found if found >= 0 else min(self._row, self.model.rowCount() - 1)
        self._select_row(row)
        if row >= 0:
            self.table.verticalScrollBar().setValue(scroll + (row - self._row) * theme.ROW)

    def _select_row(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

    def _told(self, count: int, *, whole: bool) -> None:
        self.stack.setCurrentWidget(self.empty if whole and not count else self.table)
        self.whole_count = count if whole else None
        self.footer.setText(f"共 {count:,} 条" if whole else f"已显示前 {count:,} 条，正在读取其余…")
        if whole:
            self.loaded.emit(count)

    def _load_failed(self, error: KnownError) -> None:
        self.loading.end()
        self.footer.setText("读取失败，显示的是上一次的内容")
        self.failed.emit(error)

    def _stopped(self) -> None:
        for token in self._tokens:
            token.cancel()  # type: ignore[attr-defined]
        self.footer.setText("已停止读取，按「查询」重新读取")

    def _opened(self, index: QModelIndex) -> None:
        self.opened.emit(str(index.data(ID_ROLE)))

    def _clicked(self, index: QModelIndex) -> None:
        if index.data(LINK_ROLE):
            self._opened(index)

    def _header_clicked(self, section: int) -> None:
        sort = self.model.columns[section].sort
        if not sort:
            return
        header = self.table.horizontalHeader()
        ascending = Qt.SortOrder.AscendingOrder
        shown = header.sortIndicatorSection() == section and header.isSortIndicatorShown()
        descending = shown and header.sortIndicatorOrder() == ascending
        self.show_sort(sort, descending)
        self.sort_wanted.emit(sort, descending)


def _fetch(
    rows: Callable[[tuple[str, ...]], Sequence[R]], ids: tuple[str, ...]
) -> tuple[Sequence[R], tuple[str, ...]]:
    return rows(ids), ids


class MarkDelegate(CellDelegate):
    """Adds the second chip (待上报) behind the first."""

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        text: str,
    ) -> None:
        super()._text(painter, option, index, text)
        mark = index.data(MARK_ROLE)
        if mark:
            width = chip_size(option.fontMetrics, text).width()
            box = option.rect.adjusted(theme.CELL_PAD - 9 + width + 4, 0, -2, 0)
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            paint_chip(painter, QRectF(box), mark, "warn", option.font, outlined=chosen)

"""The one table model: ordered ids plus a cache of rows that are fetched when they come into sight.

It adapts; it knows no SQL, no rules and no thread. Whoever makes it gives `ask(ids)`, which fetches rows
somewhere else and hands them to `deliver`. A list of a million rows is its ids and a few thousand rows.
"""

from __future__ import annotations

from collections import OrderedDict
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.models.columns import Column, Row
from desktop.models.reorder import Plan, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PAGE = 100
"""Rows asked for at once."""
KEPT = 4000
"""Rows kept; the oldest seen go first."""

ROW_ROLE = 0x0100
"""The row itself, None while it is being fetched."""
TONE_ROLE = 0x0101
ID_ROLE = 0x0102
MARK_ROLE = 0x0103
LINK_ROLE = 0x0104

_DISPLAY, _TOOLTIP, _ALIGN, _ACCESSIBLE = 0, 3, 7, 11
WAITING = "…"
"""Shown in the first column while a row is being fetched."""

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by id.

    `sort_wanted(sort name, descending)` leaves sorting to the query; `arrived()` follows every delivery.
    """

    sort_wanted = Signal(str, bool)
    arrived = Signal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], str],
        ask: Callable[[tuple[str, ...]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._ask = ask
        self._texts = tuple(column.text for column in self.columns)
        self._ids: Sequence[str] = ()
        self._rows: OrderedDict[str, Row | None] = OrderedDict()
        self._asked: set[str] = set()
        self._wanted: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask_wanted)

    # what the list is

    @property
    def ids(self) -> Sequence[str]:
        """The ids in the order shown; do not change it."""
        return self._ids

    def row_of(self, id_: str) -> int:
        """Row number of an id, -1 when the list does not have it."""
        try:
            return self._ids.index(id_)
        except ValueError:
            return -1

    def id_at(self, row: int) -> str:
        """Id at a row number, empty outside."""
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    def row_at(self, row: int) -> Row | None:
        """The cached row at a row number, None while it is not there."""
        return self._rows.get(self._ids[row]) if 0 <= row < len(self._ids) else None

    def set_ids(self, ids: Sequence[str], rows: Iterable[Row] = ()) -> None:
        """Take a new order, with rows that came along.

        Rows that stay keep their selection; only a wholly different list resets the model.
        """
        self._keep(rows)
        steps = plan(self._ids, ids)
        if steps is None:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()
            return
        self._follow(steps, ids)
        self._repaint()

    def deliver(self, rows: Iterable[Row], asked: Iterable[str] = ()) -> None:
        """Take fetched rows; ids of `asked` that have no row are gone and are not asked for again."""
        fetched = {self.key(row): row for row in rows}
        for id_ in asked:
            self._asked.discard(id_)
            if id_ not in fetched:
                self._rows[id_] = None
        self._keep(fetched.values())
        self._repaint()
        self.arrived.emit()

    def ask_again(self) -> None:
        """Forget what was asked for and never came (a fetch failed): the next repaint asks again."""
        self._asked.clear()

    def changed(self, ids: Iterable[str] = ()) -> None:
        """Rows changed elsewhere (none named: any): fetch cached ones again, showing the old until then."""
        named = set(ids) or set(self._rows)
        stale = [id_ for id_ in self._rows if id_ in named]
        for start in range(0, len(stale), PAGE):
            self._ask_for(stale[start : start + PAGE])

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role and role not in _ANSWERED:
            return None
        row_number = index.row()
        if not 0 <= row_number < len(self._ids) or index.column() >= len(self._texts):
            return None
        row = self._rows.get(self._ids[row_number])
        if role:
            return self._other(row_number, index.column(), row, role)
        if row is None:
            return self._missing(row_number, index.column())
        return self._texts[index.column()](row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        return self.columns[section].align if role == _ALIGN else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Pass the wish on: the query sorts."""
        if 0 <= column < len(self.columns) and self.columns[column].sort:
            self.sort_wanted.emit(self.columns[column].sort, order == Qt.SortOrder.DescendingOrder)

    # inside

    def _other(self, number: int, column: int, row: Row | None, role: int) -> Any:
        if role == _ALIGN:
            return self.columns[column].align
        if role == ID_ROLE:
            return self._ids[number]
        if role == ROW_ROLE or row is None:
            return row
        shape = self.columns[column]
        if role == TONE_ROLE:
            return shape.tone(row) if shape.tone else "link" if shape.link else ""
        if role == MARK_ROLE:
            return shape.mark(row) if shape.mark else ""
        if role == LINK_ROLE:
            return shape.link
        text = shape.text(row)
        # A tool tip takes what looks like markup for markup (security.md section 5, row 8).
        return f"<span>{escape(text)}</span>" if role == _TOOLTIP and ("<" in text or "&" in text) else text

    def _missing(self, number: int, column: int) -> str:
        id_ = self._ids[number]
        if id_ not in self._rows:
            self._wanted.add(number // PAGE)
            if not self._timer.isActive():
                self._timer.start()
        return WAITING if column == 0 else ""

    def _ask_wanted(self) -> None:
        pages, self._wanted = sorted(self._wanted), set()
        for page in pages:
            ids = islice(self._ids, page * PAGE, (page + 1) * PAGE)
            self._ask_for([id_ for id_ in ids if id_ not in self._rows])

    def _ask_for(self, ids: Iterable[str]) -> None:
        missing = tuple(id_ for id_ in ids if id_ not in self._asked)
        if missing:
            self._asked.update(missing)
            self._ask(missing)

    def _keep(self, rows: Iterable[Row]) -> None:
        for row in rows:
            id_ = self.key(row)
            self._rows[id_] = row
            self._rows.move_to_end(id_)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)

    def _repaint(self) -> None:
        """One notice for all: a view repaints only what it shows."""
        if self._ids:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1), [_DISPLAY]
            )

    def _follow(self, steps: Plan, target: Sequence[str]) -> None:
        for first, last in steps.removals:
            self.beginRemoveRows(QModelIndex(), first, last)
            self._ids = [*self._ids[:first], *self._ids[last + 1 :]]
            self.endRemoveRows()
        if steps.moved is not None:
            self._permute(steps.moved)
        for first, ids in steps.insertions:
            self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
            self._ids = [*self._ids[:first], *ids, *self._ids[first:]]
            self.endInsertRows()
        self._ids = target

    def _permute(self, order: Sequence[str]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        places = {id_: number for number, id_ in enumerate(order)}
        moved = [self.index(places[self._ids[index.row()]], index.column()) for index in held]
        self._ids = order
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()


_ANSWERED = frozenset({_TOOLTIP, _ALIGN, _ACCESSIBLE, ROW_ROLE, ID_ROLE, TONE_ROLE, MARK_ROLE, LINK_ROLE})

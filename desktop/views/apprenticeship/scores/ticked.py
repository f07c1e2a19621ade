"""A list whose rows are ticked, to do something with many at once (C3, C4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from desktop.models.columns import Column
from desktop.models.picks import Picks
from desktop.models.rows import ID_ROLE
from desktop.views.lists.list_screen import ScreenPage
from desktop.widgets.text import name_widget
from desktop.widgets.tick import TICKED, UNTICKED, WIDTH, TickDelegate, show_every

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.views.lists.list_screen import ListScreen
    from desktop.views.lists.ports import ListPort
    from desktop.widgets.buttons import Button

Q = TypeVar("Q", bound=Any)
R = TypeVar("R", bound=Any)

CHUNK = 500
"""Rows read at once when many are ticked."""


class TickedPage(ScreenPage[Q, R]):
    """Rows are ticked by mouse, by space and all at once by 全选; `picks` are the ticked.

    A subclass says which rows have a box (`tickable`), what 全选 ticks (`everyone`, named `every_name`), what
    the ticked amount to (`show_picks`), and which buttons do something with them (`with_picks`).
    """

    every_name = ""

    def __init__(self, screen: ListScreen[Q, R], desk: Desk) -> None:
        self.with_picks: tuple[Button, ...] = ()
        super().__init__(screen, desk)
        self._whole = 0
        self.picks = Picks(self)
        self.every = QCheckBox("全选")
        name_widget(self.every, f"{self.key}.every", self.every_name)
        self.every.clicked.connect(self._every_clicked)
        bar = self.counts.parentWidget()
        line = bar.layout() if bar is not None else None
        if isinstance(line, QHBoxLayout):
            line.insertWidget(0, self.every)
        table = self.rows.table
        table.setItemDelegateForColumn(0, TickDelegate(table))
        table.clicked.connect(self._clicked)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._tick_current)
        self.picks.changed.connect(self._picked)

    # what a subclass says

    def tickable(self, row: R) -> bool:
        """Whether a row can be ticked; every row can unless a subclass says otherwise."""
        return True

    def everyone(self) -> Callable[[], Sequence[str]] | None:
        """What gives the ids that 全选 ticks, on the list's lane; None when there are none to tick."""
        return partial(self.rows.port.ids, self._asked)

    def show_picks(self) -> None:
        """Other rows are ticked: show how many, and what they amount to."""

    def cell_clicked(self, column: str, id_: str) -> None:
        """Another cell than a box was clicked."""

    # a list page

    def table_columns(self) -> tuple[Column[R], ...]:
        boxes: Column[R] = Column("tick", "", self._tick_text, width=WIDTH, fixed=True, kind="none")
        return (boxes, *super().table_columns())

    def picked(self) -> tuple[str, ...]:
        """The ticked ids as the list shows them."""
        return tuple(id_ for id_ in self.rows.model.ids if id_ in self.picks)

    def show_count(self, count: int) -> None:
        self.picks.keep(self.rows.model.ids)
        self._whole = count
        self.every.setEnabled(count > 0)
        self._show_every()

    # inside

    def _tick_text(self, row: R) -> str:
        if not self.tickable(row):
            return ""
        return TICKED if row.id in self.picks else UNTICKED

    def _clicked(self, index: QModelIndex) -> None:
        column, id_ = self.rows.model.columns[index.column()].key, str(index.data(ID_ROLE))
        if column == "tick":
            self._tick(id_)
        else:
            self.cell_clicked(column, id_)

    def _tick_current(self) -> None:
        self._tick(self.rows.current_id())

    def _tick(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None and self.tickable(row):
            self.picks.toggle(id_)

    def _every_clicked(self) -> None:
        """Tick everyone, or nobody when all are ticked."""
        self._show_every()
        everyone = self.everyone()
        if everyone is not None:
            self._wait_for_ticks(True)
            lane = self.rows.port.lane
            lane.run(everyone, self._every_came, self._every_failed, key=f"{self.key}.every")

    def _wait_for_ticks(self, waiting: bool) -> None:
        """What is done with the ticked waits until all are ticked: a quick click would take a part."""
        for button in self.with_picks:
            button.setEnabled(not waiting)

    def _every_came(self, ids: Sequence[str]) -> None:
        self._wait_for_ticks(False)
        self._whole = len(ids)
        if all(id_ in self.picks for id_ in ids):
            self.picks.clear()
        else:
            self.picks.add(ids)
        self._show_every()

    def _every_failed(self, error: KnownError) -> None:
        self._wait_for_ticks(False)
        self.fail(error)

    def _picked(self) -> None:
        self.rows.table.viewport().update()
        self._show_every()
        self.show_picks()

    def _show_every(self) -> None:
        show_every(self.every, len(self.picks), self._whole)


def rows_in_order(port: ListPort[Q, R], ids: Sequence[str]) -> list[R]:
    """Read rows in the order of their ids; those that are gone are left out. Runs on the list's lane."""
    found: dict[str, R] = {}
    for start in range(0, len(ids), CHUNK):
        found.update((row.id, row) for row in port.rows(tuple(ids[start : start + CHUNK])))
    return [found[id_] for id_ in ids if id_ in found]

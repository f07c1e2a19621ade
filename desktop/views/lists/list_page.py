"""A page that is one list: a query row, the card with the table, a query that keeps its sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from PySide6.QtWidgets import QVBoxLayout

from desktop.views.lists.list_card import ListCard
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.lists.query_row import QueryRow
    from desktop.views.lists.rows_table import RowsTable
    from desktop.widgets.buttons import Button

Q = TypeVar("Q", bound=Any)
"""A frozen query with `sort` and `descending`."""
R = TypeVar("R")


class ListPage(Page, Generic[Q, R]):
    """Base of such pages.

    `field` has the focus when the page is opened, `kinds` are the kinds of records whose change loads the
    list anew. A page says in `tell_empty` what an empty list means and in `show_count` how many there are;
    `column` takes what stands below the list.
    """

    kinds: frozenset[str] = frozenset()
    field: QWidget

    def lay_out(self, query: QueryRow, rows: RowsTable[Q, R], first: Q, *actions: Button) -> None:
        """Put the query row above the card with the table and the actions."""
        self._first = self._asked = first
        self._loaded = False
        self.rows = rows
        self.card = ListCard(self.key, rows, *actions)
        self.counts = self.card.counts
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 12)
        self.column.setSpacing(12)
        self.column.addWidget(query)
        self.column.addWidget(self.card, 1)
        query.asked.connect(self.ask)
        rows.sort_wanted.connect(self._sort)
        rows.failed.connect(self.problem)
        rows.next_step.connect(query.reset)
        rows.loaded.connect(self.show_count)

    def activate(self) -> None:
        if self._loaded:
            self.rows.reload()
        else:
            self._load()
        self.field.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if not kinds or kinds & self.kinds:
            self.rows.reload()

    def ask(self, query: Q) -> None:
        """Show another query, sorted as before."""
        self.load(self._sorted(query))

    def tell_empty(self, *, everything: bool) -> None:
        """Say in `rows.empty` what it means that nothing is there; `everything`: no condition was asked."""

    def show_count(self, count: int) -> None:
        """Show how many there are."""

    def load(self, query: Q) -> None:
        """Show another query in its own order."""
        self._asked = query
        self._load()

    def _load(self) -> None:
        self._loaded = True
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        self.tell_empty(everything=self._asked == self._sorted(self._first))
        self.rows.load(self._asked)

    def _sorted(self, query: Q) -> Q:
        return msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)

    def _sort(self, sort: str, descending: bool) -> None:
        self.load(msgspec.structs.replace(self._asked, sort=sort, descending=descending))

"""A page of statistics that is a list of people, and in its place the figures (D5, D7, C5, C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.figures.stat_notes import StatNotes
from desktop.views.figures.stat_page import StatPage
from desktop.views.figures.stat_panel import NOT_PROVED
from desktop.views.lists.list_card import ListCard
from desktop.widgets.card import Rule

if TYPE_CHECKING:
    from core.domain.errors import KnownError
    from desktop.views.figures.stat_panel import StatPanel
    from desktop.views.figures.stat_ports import StatPorts
    from desktop.views.figures.stat_switch import Switch
    from desktop.views.lists.query_row import QueryRow
    from desktop.views.lists.rows_table import RowsTable
    from desktop.widgets.buttons import Button

LEAST = 230
"""Height of the list below which the page is scrolled."""


class ListAndFigures(StatPage):
    """`asked` is the query of the list; a page says in `load_figures` what is read besides the list.

    Without `switch` there is only the list, with its totals and their proof below.
    """

    def __init__(self, ports: StatPorts, first: Any, parent: QWidget | None = None) -> None:
        super().__init__(ports, parent)
        self.asked = self._first = first
        self._asked_before: Any = None
        self.notes = StatNotes(self.key, running=True)

    def lay_out(
        self,
        query: QueryRow,
        rows: RowsTable[Any, Any],
        *actions: Button,
        panel: StatPanel | None,
        switch: Switch | None,
    ) -> None:
        """Put the parts together, once."""
        self.query_row, self.rows, self.panel, self.switch = query, rows, panel, switch
        rows.setMinimumHeight(LEAST)
        card = ListCard(self.key, rows, *actions)
        card.body.addWidget(Rule())
        card.body.addWidget(self.notes)
        self.counts = card.counts
        people = QWidget()
        inner = QVBoxLayout(people)
        inner.setContentsMargins(16, 0, 16, 12)
        inner.addWidget(card)
        self.places = QStackedWidget()
        self.places.addWidget(people)
        top = QVBoxLayout()
        top.setContentsMargins(16, 14, 16, 0)
        top.setSpacing(10)
        for part in (switch, query):
            if part is not None:
                top.addWidget(part)
        if panel is not None:
            self.places.addWidget(panel)
            panel.behind_wanted.connect(self.open_behind)
            panel.reset_wanted.connect(query.reset)
            panel.failed.connect(self.problem)
            panel.freeze_wanted.connect(self.freeze)
        if switch is not None:
            switch.chosen.connect(self.choose)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.places, 1)
        query.asked.connect(self.ask)
        rows.sort_wanted.connect(self._sort)
        rows.failed.connect(self.problem)
        rows.next_step.connect(query.reset)

    def load_figures(self) -> None:
        """Read the totals of the list, and the figures where they are shown."""

    def freeze(self) -> None:
        """Go on to 报送版 with what was asked for."""

    def tell_empty(self, *, everything: bool) -> None:
        """Say in `rows.empty` what it means that nothing is there; `everything`: no condition was asked."""

    def ask(self, query: Any) -> None:
        """Show another query, sorted as before."""
        self.asked = msgspec.structs.replace(query, sort=self.asked.sort, descending=self.asked.descending)
        self.load()

    def load(self) -> None:
        if self.asked == self._asked_before:
            self.rows.reload()
        else:
            self._load_list()
        self.load_figures()

    def choose(self, place: int) -> None:
        """Show the list (0) or the figures (1)."""
        self.places.setCurrentIndex(place)

    def not_proved(self, error: KnownError) -> None:
        """The totals below the list could not be counted one by one."""
        self.notes.proof.setText(NOT_PROVED)
        self.notes.proof.set_tone("bad")
        self.fail(error)

    def _load_list(self) -> None:
        self._asked_before = self.asked
        self.rows.show_sort(self.asked.sort, self.asked.descending)
        plain = msgspec.structs.replace(self._first, sort=self.asked.sort, descending=self.asked.descending)
        self.tell_empty(everything=self.asked == plain)
        self.rows.load(self.asked)

    def _sort(self, sort: str, descending: bool) -> None:
        self.asked = msgspec.structs.replace(self.asked, sort=sort, descending=descending)
        self._load_list()

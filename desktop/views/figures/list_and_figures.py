"""A page of a statistic that is a list of people, and in its place the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.figures.drill_down import port_of, row_id
from desktop.views.figures.notes import StatNotes
from desktop.views.figures.page import FiguresPage, FiguresScreen
from desktop.views.figures.switch import Switch
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.rows_table import RowsTable
from desktop.widgets.card import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from core.figures.proof import Proof
    from core.store.lists import Listed
    from desktop.desk import Desk
    from desktop.models.columns import Column
    from desktop.views.figures.page import Loaded
    from desktop.views.figures.panel import StatPanel
    from desktop.views.lists.query_words import Spoken
    from desktop.widgets.buttons import Button

LEAST = 230
"""Height of the list below which the page is scrolled."""


@dataclass(frozen=True, kw_only=True)
class ListFiguresScreen(FiguresScreen):
    """`list` is what is listed in `columns`, `named` its accessible name, `exports` the name of its file.

    `figures` are key and name of the figures in its place, `switch` key and word of the two buttons between
    them; only the city has them where `city_only`. `none` is said when nothing is there at all, `nothing`
    when nothing fits.
    """

    list: Listed[Any, Any]
    columns: Callable[[Desk], tuple[Column[Any], ...]]
    named: str
    exports: str
    figures: tuple[str, str]
    switch: tuple[tuple[str, str], tuple[str, str]]
    none: tuple[str, str]
    nothing: tuple[str, str]
    city_only: bool = False


class ListAndFigures(FiguresPage):
    """`asked` is the query of the list; a page gives the `buttons` beside 导出."""

    described: ListFiguresScreen

    def lay_out(self) -> None:
        screen, desk = self.described, self.desk
        self._asked_before: Any = None
        self.loaded: Loaded | None = None
        self._plain = self.asked
        port = port_of(desk, screen.list, self.asked)
        self.rows: RowsTable[Any, Any] = RowsTable(
            self.key, screen.named, screen.columns(desk), row_id, port, desk.memory
        )
        self.rows.setMinimumHeight(LEAST)
        self.notes = StatNotes(self.key, running=True)
        self.exporting = ListExport(self.key, self.rows, screen.exports, self._spoken)
        card = ListCard(self.key, self.rows, self.exporting.button, *self.buttons())
        card.body.addWidget(Rule())
        card.body.addWidget(self.notes)
        self.counts = card.counts
        self.places = QStackedWidget()
        self.places.addWidget(_framed(card))
        self.switch = self._figures_beside()
        top = QVBoxLayout()
        top.setContentsMargins(16, 14, 16, 0)
        top.setSpacing(10)
        for part in (self.switch, self.query):
            if part is not None:
                top.addWidget(part)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.places, 1)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.problem)
        self.rows.next_step.connect(self.query.reset)

    def buttons(self) -> tuple[Button, ...]:
        """What can be done with the list, beside 导出."""
        return ()

    def ask(self, query: Any) -> None:
        """Show another query, sorted as before."""
        super().ask(msgspec.structs.replace(query, sort=self.asked.sort, descending=self.asked.descending))

    def load(self) -> None:
        if self.asked == self._asked_before:
            self.rows.reload()
        else:
            self._load_list()
        self.load_figures()

    def show_loaded(self, loaded: Loaded) -> None:
        super().show_loaded(loaded)
        self.loaded, listed = loaded, loaded.found.listed
        if listed is not None:
            if listed.counts:
                self.counts.setText(listed.counts)
            self.notes.show_notes(listed.definitions, loaded.state, None)
            key, lane = f"{self.key}.list.proof", self.desk.figures
            self.desk.read(listed.prove, self.show_proofs, self._not_proved, key=key, lane=lane)

    def show_proofs(self, proofs: tuple[Proof, ...]) -> None:
        """The totals of the list were counted one by one."""
        self.notes.show_proof(proofs)

    def choose(self, place: int) -> None:
        """Show the list (0) or the figures (1)."""
        self.places.setCurrentIndex(place)

    # inside

    def _figures_beside(self) -> Switch | None:
        """The figures in the list's place, and the buttons between them."""
        if self.described.city_only and len(self.desk.districts) == 1:
            return None
        key, what = self.described.figures
        panel: StatPanel = self.make_panel(f"{self.key}.{key}", what)
        self.places.addWidget(panel)
        switch = Switch(self.key, *self.described.switch)
        switch.chosen.connect(self.choose)
        return switch

    def _spoken(self, query: Any) -> Spoken:
        return self.described.spoken(query, self.desk)

    def _not_proved(self, error: KnownError) -> None:
        self.notes.tell_not_proved()
        self.fail(error)

    def _load_list(self) -> None:
        self._asked_before = asked = self.asked
        self.rows.show_sort(asked.sort, asked.descending)
        plain = msgspec.structs.replace(self._plain, sort=asked.sort, descending=asked.descending)
        if asked == plain:
            self.rows.empty.tell(*self.described.none)
        else:
            self.rows.empty.tell(*self.described.nothing, "重置查询条件")
        self.rows.load(asked)

    def _sort(self, sort: str, descending: bool) -> None:
        self.asked = msgspec.structs.replace(self.asked, sort=sort, descending=descending)
        self._load_list()


def _framed(card: ListCard) -> QWidget:
    people = QWidget()
    inner = QVBoxLayout(people)
    inner.setContentsMargins(16, 0, 16, 12)
    inner.addWidget(card)
    return people

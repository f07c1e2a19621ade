"""What the three pages of statistics share: the overview, and in its place the records behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from core.apprenticeship.figures.stat_tables import Heading
from desktop.views.apprenticeship.figures.behind import BehindView
from desktop.views.apprenticeship.figures.behind_words import parse
from desktop.views.figures.stat_notes import data_words
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from core.apprenticeship.figures.models import BehindQuery
    from desktop.views.figures.stat_ports import DataState, StatPorts

KINDS = frozenset(
    {"apprenticeship", "assessment", "filing", "filing_decision", "outbox", "student", "sync", "teacher", "*"}
)
"""Kinds whose change changes figures; `sync`: the data are of a later moment, `*`: a first load."""


class StatPage(Page):
    """`behind/<figure>/<year>/<bureau>/<type>` as a preset opens the records behind that number.

    Going back leads to where the clerk was: the overview as it was left, or the home page when the list was
    opened from outside. A page fills `overview`, says in `load` what is read for it, and in `field` where
    work on it starts.
    """

    def __init__(self, ports: StatPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ports = ports
        self._views: list[tuple[BehindView, QWidget | None]] = []
        self._opening = False
        self._outside = False
        self._stale = True
        self._words = ""
        self.overview = QWidget()
        self.field = self.overview
        self.stack = QStackedWidget()
        self.stack.addWidget(self.overview)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def load(self) -> None:
        """Read what the overview shows, at first or again; places stay."""

    def activate(self) -> None:
        opening, self._opening = self._opening, False
        if opening:
            return
        self._outside = False
        self._close_views()
        self._show_overview(again=True)
        self.field.setFocus()

    def show_preset(self, preset: str) -> None:
        query = parse(preset, self.ports.bureaus, self.ports.as_of)
        if query is None:
            return
        self._opening = True
        self._close_views()
        self._outside = True
        self.open_behind(query)

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & KINDS:
            return
        view = self.behind()
        if view is None:
            self.load()
        else:
            self._stale = True
            view.renew()

    def behind(self) -> BehindView | None:
        """The list that is shown in the overview's place."""
        return self._views[-1][0] if self._views else None

    def open_behind(self, query: BehindQuery, person: str = "") -> None:
        """Show the records behind a number; `person` is the teacher it is about."""
        view = BehindView(f"{self.key}.behind", query, self.ports, person)
        view.back_wanted.connect(self.back)
        view.deeper.connect(self.open_behind)
        view.record_wanted.connect(self.record_wanted)
        view.failed.connect(self.problem)
        view.state_line.connect(self.state_line)
        self._views.append((view, QApplication.focusWidget()))
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        self.state_line.emit("")
        view.begin()

    def back(self) -> None:
        """One step back: to the list before, to the overview, or to where the list was opened from."""
        if not self._views:
            return
        focus = self._close_view()
        view = self.behind()
        if view is not None:
            self.stack.setCurrentWidget(view)
            self.state_line.emit(view.sentence())
            view.rows.table.setFocus()
        elif self._outside:
            self._outside = False
            self._show_overview(again=False)
            self.open_page.emit("home", "")
        else:
            self._show_overview(again=self._stale)
            here = focus is not None and self.overview.isAncestorOf(focus)
            (focus if focus is not None and here else self.field).setFocus()

    def want_freeze(self, year: int = 0, bureau: str = "") -> None:
        """Go on to 报送版 with this statistic; no year is all years, no bureau all that count here."""
        self.open_page.emit("reports", f"freeze/{self.key}/{year or ''}/{bureau}")

    def tell_state(self, words: str) -> None:
        """Show a sentence in the title bar while the overview is shown."""
        self._words = words
        if not self._views:
            self.state_line.emit(words)

    # inside

    def _show_overview(self, *, again: bool) -> None:
        self.stack.setCurrentWidget(self.overview)
        self.state_line.emit(self._words)
        if again:
            self._stale = False
            self.load()

    def _close_views(self) -> None:
        while self._views:
            self._close_view()

    def _close_view(self) -> QWidget | None:
        """Close the innermost list; give what had the focus before it was opened."""
        view, focus = self._views.pop()
        self.stack.removeWidget(view)
        view.hide()
        view.deleteLater()
        return focus


def heading(ports: StatPorts, state: DataState, *, period: str, filtered: str, as_of: str) -> Heading:
    """The words around a statistic of this PC, made now by this clerk."""
    return Heading(
        office=ports.office,
        period=period,
        filtered=filtered,
        as_of=as_of,
        data_at=data_words(state).removeprefix("数据截止 "),
        made_by=ports.made_by(),
    )

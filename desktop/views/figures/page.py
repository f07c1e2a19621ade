"""A page of a statistic: its query, charts and table; in their place the records behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from core.figures.cells import Heading, as_of_day
from desktop.pages import PageOf
from desktop.views.figures.drill_down import DrillDownView
from desktop.views.figures.fields import FiguresRow
from desktop.views.figures.notes import data_words
from desktop.views.figures.panel import Shown, StatPanel
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from core.figures.cells import Statistic
    from core.figures.proof import Proof
    from desktop.desk import DataState, Desk
    from desktop.views.figures.drill_down import DrillDowns
    from desktop.views.lists.fields import Field
    from desktop.views.lists.query_words import Spoken


class Listed(NamedTuple):
    """What stands around the list beside a statistic: how many, 口径, and how its totals are proved.

    `whole(source)` is the list as a statistic, with all its rows.
    """

    counts: str
    definitions: Sequence[str]
    prove: Callable[[Connection], tuple[Proof, ...]]
    whole: Callable[[Connection], Statistic] | None = None


class Found(NamedTuple):
    """What was read: the figures, the years that anything is known of, what stands around the list."""

    statistic: Statistic
    years: Sequence[int] = ()
    listed: Listed | None = None


class Loaded(NamedTuple):
    """What was read for a query, and how fresh it is."""

    asked: Any
    found: Found
    state: DataState


@dataclass(frozen=True, kw_only=True)
class FiguresScreen(PageOf):
    """A page of a statistic.

    `first(desk)` is the query it opens with, `fields` are those of its row; `read(source, query, desk)` reads
    the figures (on their lane), `spoken(query, desk)` says the query in words, `drills` what the numbers
    open. `kinds` are the kinds of records whose change changes figures. The query has a field `year` where
    the statistic has years (0: all), and `bureaus` where one office can be chosen.
    """

    first: Callable[[Desk], Any]
    fields: Sequence[Field]
    read: Callable[[Connection, Any, Desk], Found]
    spoken: Callable[[Any, Desk], Spoken]
    drills: Callable[[Desk], DrillDowns]
    kinds: frozenset[str]
    page: Callable[[Any, Desk], Page] | None = None

    def make(self, desk: Desk) -> Page:
        return (self.page or FiguresPage)(self, desk)


class FiguresPage(Page):
    """A preset that `drills` can parse (`behind/…`) opens the records behind that number.

    Going back leads to where the clerk was: the overview as it was left, or the home page when the list was
    opened from outside. `field` is where work on the overview starts.
    """

    def __init__(self, screen: FiguresScreen, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.described, self.desk = screen, desk
        self.key, self.title = screen.key, screen.title
        self.drills = screen.drills(desk)
        self._views: list[tuple[DrillDownView, QWidget | None]] = []
        self._opening = False
        self._outside = False
        self._stale = True
        self._words = ""
        self.asked = screen.first(desk)
        self.query = FiguresRow(screen.key, self.asked, screen.fields, desk)
        self.field: QWidget = self.query.control(screen.fields[0].name)
        self.overview = QWidget()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.overview)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.panel: StatPanel | None = None
        self.lay_out()
        self.query.asked.connect(self.ask)

    def lay_out(self) -> None:
        """Fill the overview, once: the query above charts and table, scrolled as one."""
        panel = self.make_panel(self.key, self.title)
        panel.column.insertWidget(0, self.query)
        panel.column.setContentsMargins(16, 14, 16, 12)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def make_panel(self, name: str, what: str) -> StatPanel:
        """The statistic as it is looked at; `name` is the prefix of its controls' names."""
        self.panel = panel = StatPanel(name, what, self.desk, self.drills)
        panel.behind_wanted.connect(self.open_behind)
        panel.reset_wanted.connect(self.query.reset)
        panel.failed.connect(self.problem)
        panel.freeze_wanted.connect(self.freeze)
        return panel

    def ask(self, query: Any) -> None:
        """Show the figures of another query."""
        self.asked = query
        self.load()

    def load(self) -> None:
        """Read what the overview shows, at first or again; places stay."""
        self.load_figures()

    def load_figures(self) -> None:
        """Read the figures alone."""
        work = partial(_read, self.described, self.desk, self.asked)
        self.desk.read(work, self.show_loaded, self.fail, key=f"{self.key}.figures", lane=self.desk.figures)

    def show_loaded(self, loaded: Loaded) -> None:
        """Show what was read."""
        if loaded.found.years:
            self.query.offer_years(loaded.found.years)
        self.tell_state(data_words(loaded.state))
        if self.panel is not None:
            self.panel.show_statistic(self.figures_shown(loaded))

    def figures_shown(self, loaded: Loaded) -> Shown:
        """The statistic with the words around it."""
        heading = partial(self.heading, loaded.asked, loaded.state)
        return Shown(loaded.found.statistic, loaded.state, heading)

    def heading(self, asked: Any, state: DataState) -> Heading:
        """The words around a statistic of this PC, made now by this clerk."""
        filtered, period = self.described.spoken(asked, self.desk)
        return Heading(
            office=self.desk.office,
            period=period,
            filtered=filtered,
            as_of=as_of_day(year_of(asked), self.desk.today()).isoformat(),
            data_at=data_words(state).removeprefix("数据截止 "),
            made_by=self.desk.facts.made_by(),
        )

    def freeze(self) -> None:
        """Go on to 报送版 with what was asked for: its year, and the office when one was chosen."""
        offices: tuple[str, ...] = getattr(self.asked, "bureaus", ())
        one = offices[0] if len(offices) == 1 and len(self.desk.districts) > 1 else ""
        year = year_of(self.asked) or ""
        self.open_page.emit("reports", f"freeze/{self.key}/{year}/{one}")

    def activate(self) -> None:
        opening, self._opening = self._opening, False
        if opening:
            return
        self._outside = False
        self._close_views()
        self._show_overview(again=True)
        self.field.setFocus()

    def show_preset(self, preset: str) -> None:
        query = self.drills.parse(preset)
        if query is None:
            return
        self._opening = True
        self._close_views()
        self._outside = True
        self.open_behind(query)

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & self.described.kinds:
            return
        view = self.behind()
        if view is None:
            self.load()
        else:
            self._stale = True
            view.renew()

    def behind(self) -> DrillDownView | None:
        """The list that is shown in the overview's place."""
        return self._views[-1][0] if self._views else None

    def open_behind(self, query: Any, person: str = "") -> None:
        """Show the records behind a number; `person` is whom it is about."""
        drill = self.drills.of(query, person)
        view = DrillDownView(f"{self.key}.behind", drill, self.drills)
        view.back_wanted.connect(self.back)
        view.deeper.connect(self.open_behind)
        view.record_wanted.connect(self.record_wanted)
        view.open_page.connect(self.open_page)
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


def year_of(query: Any) -> int:
    """The year a query asks for; 0 for all and where it has none."""
    return int(getattr(query, "year", 0))


def _read(screen: FiguresScreen, desk: Desk, asked: Any, source: Connection) -> Loaded:
    return Loaded(asked, screen.read(source, asked, desk), desk.data_state())

"""首页统计: D1 of a district's bureau, C1 of the city. Every number and bar opens the list behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.figures.definition import WAITING_COUNTED
from desktop.views.apprenticeship.figures.home_cards import CITY_QUEUES, DISTRICT_QUEUES, QueueCard, values
from desktop.views.apprenticeship.figures.home_districts import DistrictCard
from desktop.views.apprenticeship.figures.home_due import DueCard
from desktop.views.apprenticeship.figures.home_figures import by_people, by_year, read_figures, read_queues
from desktop.views.shell.page import Page
from desktop.views.shell.topbar import sync_words
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.charts import Chart, GroupedBars, LyingBars
from desktop.widgets.empty import LoadingOverlay
from desktop.widgets.text import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from sqlalchemy import Connection

    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.ports import SyncView
    from desktop.views.apprenticeship.figures.home_figures import HomeFigures, HomeView

COUNTED = frozenset({"apprenticeship", "assessment", "filing", "teacher", "*"})
"""Kinds of records on which the figures depend; `*` is a first load."""
LOW = 470
"""Below this height of the page, in logical pixels, the cards say their number only."""
COUNTING = "正在统计，请稍候…"
FAILED = "这次没有统计成功，数据没有受影响。请稍后再打开首页。"
NO_YEARS = "还没有备案，也没有考核。收到第一件备案申请后，这里按年度显示。"
NO_PEOPLE = "还没有老师和学生。第一件备案通过后，这里显示人数。"


class HomePage(Page):
    """Loads the queues and the figures on lanes of their own and shows each as it arrives.

    Those who enter scores (the city) have other queues, no list of deadlines, which are the districts',
    and a bar per district. `loaded(HomeView)`, `counted(HomeFigures)` when something is shown.
    """

    key = "home"
    title = "首页统计"

    loaded = Signal(object)
    counted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._data_at = ""
        self._sync = ""
        self._read = False
        self._opened: QWidget | None = None
        self.city = len(desk.districts) > 1
        names = {code: desk.words.district_name(code) for code in desk.districts}
        queues = CITY_QUEUES if self.city else DISTRICT_QUEUES
        self.cards = {queue.key: QueueCard(queue, can_open=queue.page in desk.reachable) for queue in queues}
        self.chart = GroupedBars("home.years", "历年备案、考核与合格", COUNTING)
        self.people = LyingBars("home.people", "老师与学生", COUNTING)
        self.due = None if self.city else DueCard(desk.facts.remaining_words, desk.reachable)
        self.districts = DistrictCard(names, COUNTING) if self.city else None
        self.note = ElidedLabel(WAITING_COUNTED, "hint")
        self.note.setObjectName("home.note")
        self._lay_out()
        self.overlay = LoadingOverlay("home.loading", self)
        for chart in self._charts():
            chart.opened.connect(self._open_bar)

    def activate(self) -> None:
        if not self._read:
            self.overlay.begin()
        self._focus()
        self._load(figures=True)

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        self._load(figures=not kinds or bool(kinds & COUNTED))

    def show_sync(self, view: SyncView) -> None:
        """Say below the figures whether the server is there and what waits."""
        self._sync = sync_words(view)[0]
        self._tell_state()

    def show_view(self, view: HomeView) -> None:
        """Show all queues at once."""
        self.overlay.end()
        self._read = True
        for key, (value, hint) in values(view, self._desk.facts.remaining_words).items():
            if key in self.cards:
                self.cards[key].show_value(value, hint)
        if self.due is not None:
            self.due.show_rows(view.summary.next_due)
        self._data_at = view.data_at
        self._tell_state()
        self.loaded.emit(view)

    def show_figures(self, figures: HomeFigures) -> None:
        """Show all charts at once."""
        self.chart.tell_empty(NO_YEARS)
        self.people.tell_empty(NO_PEOPLE)
        self.chart.show_data(by_year(figures))
        self.people.show_data(by_people(figures))
        if self.districts is not None:
            self.districts.show_figures(figures)
        self.counted.emit(figures)

    def _focus(self) -> None:
        """To the bar that somebody comes back from, else to where work starts."""
        opened, self._opened = self._opened, None
        first = self.due.table if self.due else next(iter(self.cards.values()))
        if opened is not None:
            opened.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            first.setFocus()

    def _load(self, *, figures: bool) -> None:
        desk = self._desk
        desk.read(self.read_queues, self.show_view, self._failed, key="home")
        if figures:
            lane = desk.figures
            desk.read(self.read_figures, self.show_figures, self._not_counted, key="home.figures", lane=lane)

    def read_queues(self, source: Connection) -> HomeView:
        """On the reader lane."""
        return read_queues(source, self._desk)

    def read_figures(self, source: Connection) -> HomeFigures:
        """On the figures' lane: they are counted over all records, and no list waits for them."""
        return read_figures(source, self._desk)

    def _failed(self, error: KnownError) -> None:
        self.overlay.end()
        self.fail(error)

    def _not_counted(self, error: KnownError) -> None:
        for chart in self._charts():
            chart.tell_empty(FAILED)
        self.fail(error)

    def _tell_state(self) -> None:
        """Until when the data go stands beside the title, and with the state of sync below the figures."""
        when = local_text(self._data_at)
        data = f"数据截止 {when}" if when else "还没有从服务器取得数据"
        self.state_line.emit(data)
        state = " · ".join(part for part in (data, self._sync) if part)
        self.note.setText(f"{state}。{WAITING_COUNTED}")

    def _open_bar(self, _category: str, _series: str, key: str) -> None:
        page, _, preset = key.partition(" ")
        self._opened = next((one for one in self._charts() if one.hasFocus()), None)
        self.open_page.emit(page, preset)

    def _open_years(self) -> None:
        self.open_page.emit("years", "")

    def _open_teachers(self) -> None:
        self.open_page.emit("teachers", "")

    def _charts(self) -> list[Chart]:
        return [self.chart, self.people, *([self.districts.chart] if self.districts else [])]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 6)
        column.setSpacing(12)
        cards = QGridLayout()
        cards.setSpacing(12)
        for at, card in enumerate(self.cards.values()):
            cards.addWidget(card, 0, at)
            cards.setColumnStretch(at, 1)
            card.opened.connect(self.open_page)
        column.addLayout(cards)
        years, people = self._years_card(), self._people_card()
        if self.districts is not None:
            column.addLayout(_beside(_above(years, people), self.districts, (5, 4)), 1)
        if self.due is not None:
            column.addLayout(_beside(years, people, (3, 2)), 5)
            column.addWidget(self.due, 6)
            self.due.open_page.connect(self.open_page)
        column.addWidget(self.note)

    def _years_card(self) -> Card:
        card = Card("历年备案、考核与合格", margins=(6, 4, 6, 6))
        card.add(self.chart, 1)
        more = Button("查看明细", "home.years.all", "link", accessible="查看各区年度备案情况")
        more.clicked.connect(self._open_years)
        card.add_header(more)
        return card

    def _people_card(self) -> Card:
        card = Card("老师与学生", margins=(14, 8, 14, 8))
        card.add(self.people, 1)
        more = Button("查看明细", "home.people.all", "link", accessible="查看各老师带教学生情况")
        more.clicked.connect(self._open_teachers)
        card.add_header(more)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = (self.parentWidget() or self).height() < LOW
        for card in self.cards.values():
            card.hint.setHidden(low)


def _beside(left: QWidget | QVBoxLayout, right: QWidget, shares: tuple[int, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    if isinstance(left, QWidget):
        row.addWidget(left, shares[0])
    else:
        row.addLayout(left, shares[0])
    row.addWidget(right, shares[1])
    return row


def _above(first: QWidget, second: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(12)
    column.addWidget(first, 3)
    column.addWidget(second, 2)
    return column

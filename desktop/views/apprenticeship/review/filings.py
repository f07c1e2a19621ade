"""传承信息审核备案 (D2) and 传承解除审核备案 (D3): a list and its workbench are one page of the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.apprenticeship.lists.filings import FILINGS as EVERY_FILING
from core.apprenticeship.lists.filings import FilingQuery, FilingRow
from core.apprenticeship.papers.descriptions import FILING_PAPERS
from core.apprenticeship.words.values import FilingKind
from desktop.pages import DISTRICT
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.review.filing_kinds import DISSOLVE, ESTABLISH, page_of_kind
from desktop.views.apprenticeship.review.filings_list import (
    FIELDS,
    FilingList,
    FilingsRow,
    columns_of,
    own_filings,
    paper_target,
    presets_of,
)
from desktop.views.apprenticeship.review.review import Workbench
from desktop.views.apprenticeship.review.review_loading import ReviewQueue
from desktop.views.lists.list_screen import Empty, ListScreen, RowPaper
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from desktop.desk import Desk
    from desktop.views.apprenticeship.review.filing_kinds import KindWords


class FilingsPage(Page):
    """The filings of one kind; `filings:record` and `dissolutions:record` open one in the workbench.

    Going back finds the list as it was left. A filing of the other kind goes on to the other page.
    """

    def __init__(
        self, screen: ListScreen[FilingQuery, FilingRow], desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key, self.title, self.desk = screen.key, screen.title, desk
        self._kinds = screen.kinds
        self._opening = False
        self._just_shown = False
        self._list_state = ""
        queue = ReviewQueue()
        self.list = FilingList(screen, desk, queue)
        self.bench = Workbench(desk, FilingKind(screen.first.kind), queue)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.bench)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.list.review_wanted.connect(self._review)
        self.list.state_line.connect(self._list_line)
        self.list.problem.connect(self.problem)
        self.list.record_wanted.connect(self.record_wanted)
        self.bench.record_wanted.connect(self.record_wanted)
        self.bench.state_line.connect(self.state_line)
        self.bench.told.connect(self.told)
        self.bench.problem.connect(self.problem)
        self.bench.closed.connect(self.show_list)
        self.bench.elsewhere.connect(self._elsewhere)

    def activate(self) -> None:
        """Opened by the navigation: the list, or the filing that is still open in the workbench; pressed
        again inside the workbench: back to the list."""
        opening, self._opening = self._opening, False
        shown, self._just_shown = self._just_shown, False
        if opening:
            return
        if self._in_bench() and shown and self.bench.current_id():
            self.bench.tell_place()
            self.bench.refresh(frozenset())
        elif self._in_bench():
            self.show_list()
        else:
            self.list.activate()

    def leave(self, proceed: Callable[[], None]) -> None:
        self.bench.leave()
        proceed()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & self._kinds:
            return
        if self._in_bench():
            self.bench.refresh(ids)
        else:
            self.list.refresh(kinds, ids)

    def open_record(self, record_id: str) -> None:
        """Open one filing, from the home page, the register or 同步中心."""
        self._opening = True
        self._review(record_id)

    def decide_again(self, record_id: str, op_id: str) -> None:
        """Open a filing to decide it anew in place of a refused decision."""
        self._opening = True
        self.stack.setCurrentWidget(self.bench)
        self.bench.open(record_id, op_id)

    def show_preset(self, preset: str) -> None:
        self._opening = True
        self.bench.leave()
        self.stack.setCurrentWidget(self.list)
        self.list.show_preset(preset)

    def show_list(self) -> None:
        """Back to the list, on the row of the filing that was open."""
        id_ = self.bench.current_id()
        self.bench.leave()
        self.stack.setCurrentWidget(self.list)
        self.state_line.emit(self._list_state)
        self.list.activate()
        if id_:
            self.list.rows.select(id_)

    def showEvent(self, event: QShowEvent) -> None:
        self._just_shown = True
        super().showEvent(event)

    def _in_bench(self) -> bool:
        return self.stack.currentWidget() is self.bench

    def _review(self, id_: str) -> None:
        self.stack.setCurrentWidget(self.bench)
        self.bench.open(id_)

    def _elsewhere(self, kind: str, id_: str, supersedes: str) -> None:
        self.show_list()
        key = page_of_kind(FilingKind(kind))
        if supersedes:
            self.open_page.emit(f"{key}:again", f"{id_} {supersedes}")
        else:
            self.open_page.emit(f"{key}:record", id_)

    def _list_line(self, text: str) -> None:
        self._list_state = text
        if not self._in_bench():
            self.state_line.emit(text)


def screen_of(words: KindWords) -> ListScreen[FilingQuery, FilingRow]:
    """Describe the page of a kind."""
    presets = presets_of(words.kind)
    return ListScreen[FilingQuery, FilingRow](
        key=words.key,
        title=words.title,
        icon=words.key,
        group=GROUP,
        roles=DISTRICT,
        list=EVERY_FILING,
        first=presets["pending"],
        kinds=frozenset(
            {"filing", "filing_revision", "filing_decision", "apprenticeship", "teacher", "student"}
        ),
        fields=FIELDS,
        row=FilingsRow,
        columns=columns_of(words),
        presets=presets,
        narrowed=own_filings,
        none=Empty("待审核的申请都办完了", "新的申请同步到本机后会出现在这里。", words.show_all),
        nothing=Empty(f"没有符合条件的{words.request}", "可以放宽查询条件再查一次。", "重置查询条件"),
        named=words.list_name,
        exports=f"师承{words.request}",
        looks=True,
        papers=RowPaper(FILING_PAPERS, paper_target),
        focus="table",
        page=FilingsPage,
    )


FILINGS, DISSOLUTIONS = screen_of(ESTABLISH), screen_of(DISSOLVE)

"""考试成绩录入 (C3): query, list and the panel to enter scores beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.lists.scores import ScoreQuery
from core.apprenticeship.words.values import AssessmentState
from desktop.views.apprenticeship.scores.score_entering import Entering
from desktop.views.apprenticeship.scores.score_form import ScoreForm
from desktop.views.apprenticeship.scores.score_publishing import NOBODY, Publishing
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.score_view import ScoreSheet, may_correct
from desktop.views.apprenticeship.scores.scores_list import ScoresList
from desktop.views.apprenticeship.scores.scores_query import ScoresQuery
from desktop.views.papers.preview import preview
from desktop.views.shell.page import Page
from desktop.widgets.splitter import KeptSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.lists.scores import ScoreRow
    from desktop.views.apprenticeship.scores.score_ports import ScoresPorts

KINDS = frozenset({"assessment", "apprenticeship", "student", "teacher", "outbox"})
SPLIT = "816 302"
"""Widths of list and panel until somebody moves the line between them."""


class ScoresPage(Page):
    """Query row, list and the panel in which a score is entered."""

    key = "scores"
    title = "考试成绩录入"

    def __init__(self, ports: ScoresPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = Words(ports.dictionaries)
        self._loaded = False
        self._after = ""
        self.query = ScoresQuery(self._words)
        self.list = ScoresList(ports, self._words)
        self.form = ScoreForm(ports.dictionaries, self._words)
        self.entering = Entering(self.form, ports, self._words, self)
        self.publishing = Publishing(self, ports, self._words)
        self.splitter = KeptSplitter(
            "scores.splitter",
            self.list,
            self.form,
            self._split,
            partial(ports.memory.set_text, "scores.split"),
        )
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(self.splitter, 1)
        self._connect()

    def activate(self) -> None:
        if self._loaded:
            self.list.refresh()
            self.entering.refresh()
        else:
            self._loaded = True
            self.list.ask(self.query.query())
        self.form.id_number.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & KINDS:
            return
        self.list.refresh()
        self.entering.refresh()
        self.publishing.refresh()

    def leave(self, proceed: Callable[[], None]) -> None:
        self.entering.proceed(partial(self._leave, proceed))

    def show_preset(self, preset: str) -> None:
        """Show a queue of the home page: `unpublished` or `published`; anything else shows all."""
        self._loaded = True
        known = [str(state) for state in AssessmentState]
        self.query.show_query(ScoreQuery(state=preset if preset in known else ""))
        self.query.ask()

    def open_record(self, record_id: str) -> None:
        """Open one score by its id: an unpublished one for editing, a published one to look at."""
        port = self._ports.scores
        port.lane.run(partial(port.rows, (record_id,)), self._record_came, self.fail, key="scores.record")

    def decide_again(self, record_id: str, op_id: str) -> None:
        """Take a refused decision anew: a score is edited, a publication (`publish:ID,ID`) is previewed."""
        what, _, ids = record_id.rpartition(":")
        if what:
            self.publishing.begin(ids.split(","), supersedes=op_id)
        else:
            self.entering.supersede(record_id, op_id)
            self.open_record(record_id)

    def _record_came(self, rows: Sequence[ScoreRow]) -> None:
        if not rows:
            self.told.emit("warn", "这条成绩已被删除，或不在本机。")
        elif rows[0].state is AssessmentState.UNPUBLISHED:
            self.entering.edit(rows[0])
        else:
            self._view(rows[0])

    def _import(self) -> None:
        self.open_page.emit("batch", "import")

    def _leave(self, proceed: Callable[[], None]) -> None:
        self.entering.clear(keep=False)
        proceed()

    def _split(self) -> str:
        return self._ports.memory.text("scores.split") or SPLIT

    def _connect(self) -> None:
        self.query.asked.connect(self.list.ask)
        self.list.edit_wanted.connect(self.entering.edit)
        self.list.correct_wanted.connect(self.entering.correct)
        self.list.view_wanted.connect(self._view)
        self.list.publish_wanted.connect(self.publishing.begin)
        self.list.sheet_wanted.connect(self._ask_sheet)
        self.list.import_wanted.connect(self._import)
        self.list.counted.connect(self._counted)
        self.list.looking.wanted.connect(self.record_wanted)
        self.list.failed.connect(self.problem)
        self.list.rows.next_step.connect(self.query.reset)
        self.list.rows.loaded.connect(self._select)
        self.entering.saved.connect(self._was_saved)
        self.entering.told.connect(self.told)
        self.publishing.published.connect(self._was_published)
        self.publishing.left_out.connect(self.list.picks.remove)
        self.publishing.told.connect(self.told)
        self.publishing.failed.connect(self.problem)

    def _counted(self, number: int) -> None:
        self.state_line.emit(f"未公布 {number:,} 人")

    def _was_saved(self, id_: str, and_next: bool) -> None:
        self._after = "" if and_next else id_
        self.list.refresh()

    def _was_published(self, ids: tuple[str, ...]) -> None:
        self.list.picks.remove(ids)
        self.list.refresh()

    def _select(self, _: int) -> None:
        """Show the score that was just saved."""
        after, self._after = self._after, ""
        if after:
            self.list.rows.select(after)

    def _view(self, row: ScoreRow) -> None:
        ports = self._ports
        sheet = ScoreSheet(
            self.window(),
            row,
            self._words,
            ports.prompts,
            ports.reveal,
            may_correct=may_correct(row),
            papers=ports.papers,
        )
        sheet.correct_wanted.connect(self.entering.correct)
        sheet.refused.connect(self.problem)
        sheet.open()

    # 双人核对单

    def _ask_sheet(self) -> None:
        prompts, ids = self._ports.prompts, self.list.picked_in_order()
        if not ids:
            prompts.tell(self, "提示", f"{NOBODY}，再打印双人核对单。", self._nobody)
            return
        preview(self, self._ports.paper, self._ports.check_sheet(ids))

    def _nobody(self, _: bool) -> None:
        """A sentence was read; there is nothing to do."""

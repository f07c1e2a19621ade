"""考试成绩录入 (C3): the list, what its ticked rows amount to, and the panel to enter scores beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.apprenticeship.lists.scores import SCORES as ENTERED
from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.values import AssessmentResult, AssessmentState
from desktop.models.columns import Column
from desktop.pages import CITY
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.scores import score_texts as fields
from desktop.views.apprenticeship.scores.check_sheet import check_sheet
from desktop.views.apprenticeship.scores.score_entering import Entering
from desktop.views.apprenticeship.scores.score_form import ScoreForm
from desktop.views.apprenticeship.scores.score_publishing import NOBODY, Publishing
from desktop.views.apprenticeship.scores.score_texts import (
    Words,
    person_columns,
    score_columns,
    state_text,
    state_tone,
    transcript_of,
)
from desktop.views.apprenticeship.scores.score_view import ScoreSheet, may_correct
from desktop.views.apprenticeship.scores.ticked import TickedPage, rows_in_order
from desktop.views.lists.fields import District
from desktop.views.lists.list_screen import Empty, ListScreen
from desktop.views.papers.paper_actions import RowPapers
from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button
from desktop.widgets.splitter import KeptSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.desk import Desk
    from desktop.views.lists.ports import ListPort

UNPUBLISHED = ScoreQuery(state=AssessmentState.UNPUBLISHED)
SPLIT = "816 302"
"""Widths of list and panel until somebody moves the line between them."""


class Tally(NamedTuple):
    """What the ticked rows amount to; `odd` ones are 异常 and among the others too."""

    passed: int = 0
    failed: int = 0
    odd: int = 0


class ScoresPage(TickedPage[ScoreQuery, ScoreRow]):
    """Unpublished scores are ticked and published; `form` is the panel in which one is entered."""

    every_name = "全选符合条件的未公布成绩"

    def __init__(self, screen: ListScreen[ScoreQuery, ScoreRow], desk: Desk) -> None:
        super().__init__(screen, desk)
        self._words = Words(desk.words)
        self._after = ""
        self.form = ScoreForm(desk.words)
        self.entering = Entering(self.form, desk, self)
        self.publishing = Publishing(self, desk, self.rows.port)
        # In the menu of a row only: the card has no room for their buttons.
        self.papers = RowPapers("scores", (TRANSCRIPT,), desk.papers, self.rows, transcript_of)
        self.looking = desk.record_actions("scores", self.rows, self.papers)
        self.field = self.form.id_number
        self.column.removeWidget(self.card)
        self.splitter = KeptSplitter(
            "scores.splitter",
            self.card,
            self.form,
            self._split,
            partial(desk.memory.set_text, "scores.split"),
        )
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.column.addWidget(self.splitter, 1)
        self._connect()
        self._show_tally(Tally())

    def activate(self) -> None:
        if self._loaded:
            self.entering.refresh()
        super().activate()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        super().refresh(kinds, ids)
        if not kinds or kinds & self.kinds:
            self.entering.refresh()
            self.publishing.refresh()

    def leave(self, proceed: Callable[[], None]) -> None:
        self.entering.proceed(partial(self._leave, proceed))

    def show_preset(self, preset: str) -> None:
        """Show a queue of the home page: `unpublished` or `published`; anything else shows all."""
        known = [str(state) for state in AssessmentState]
        self.query.show_query(ScoreQuery(state=preset if preset in known else ""))
        self.query.ask()

    def open_record(self, record_id: str) -> None:
        """Open one score by its id: an unpublished one for editing, a published one to look at."""
        port = self.rows.port
        port.lane.run(partial(port.rows, (record_id,)), self._record_came, self.fail, key="scores.record")

    def decide_again(self, record_id: str, op_id: str) -> None:
        """Take a refused decision anew: a score is edited, a publication (`publish:ID,ID`) is previewed."""
        what, _, ids = record_id.rpartition(":")
        if what:
            self.publishing.begin(ids.split(","), supersedes=op_id)
        else:
            self.entering.supersede(record_id, op_id)
            self.open_record(record_id)

    # the list

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        self.excel = Button(
            "导入", "scores.import", accessible="从 Excel 导入成绩", tip="从 Excel 文件导入成绩"
        )
        self.sheet = Button(
            "核对单", "scores.sheet", accessible="双人核对单", tip="把所选成绩印成双人核对单（PDF）"
        )
        self.publish = Button("批量公布", "scores.publish", "primary")
        self.with_picks = (self.sheet, self.publish)
        return (*own, self.excel, self.sheet, self.publish)

    def open_row(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None:
            self._open(row)

    def cell_clicked(self, column: str, id_: str) -> None:
        row = self.row(id_)
        if column != "act" or row is None or not _act_text(row):
            return
        if self.tickable(row):
            self.publishing.begin((id_,))
        else:
            self.entering.correct(row)

    def show_count(self, count: int) -> None:
        super().show_count(count)
        self.every.setEnabled(count > 0 and self._asked.state != AssessmentState.PUBLISHED)
        self.rows.port.lane.run(
            partial(self.rows.port.count, UNPUBLISHED), self._counted, None, key="scores.counts"
        )
        self.show_picks()
        after, self._after = self._after, ""
        if after:
            self.rows.select(after)

    def tickable(self, row: ScoreRow) -> bool:
        return row.state is AssessmentState.UNPUBLISHED

    def everyone(self) -> Callable[[], Sequence[str]] | None:
        """Every unpublished score of the filter."""
        if self._asked.state == AssessmentState.PUBLISHED:
            return None
        unpublished = msgspec.structs.replace(self._asked, state=str(AssessmentState.UNPUBLISHED))
        return partial(self.rows.port.ids, unpublished)

    def show_picks(self) -> None:
        work = partial(_tally, self.rows.port, self._words, self.picks.ids())
        self.rows.port.lane.run(work, self._show_tally, self.fail, key="scores.tally")

    def view(self, row: ScoreRow) -> None:
        """Show all that is known of a score."""
        sheet = ScoreSheet(self.window(), row, self.desk, may_correct=may_correct(row))
        sheet.correct_wanted.connect(self.entering.correct)
        sheet.refused.connect(self.problem)
        sheet.open()

    # inside

    def _connect(self) -> None:
        if self.looking is not None:
            self.looking.wanted.connect(self.record_wanted)
        self.excel.clicked.connect(self._import)
        self.sheet.clicked.connect(self._ask_sheet)
        self.publish.clicked.connect(self._publish)
        self.entering.saved.connect(self._was_saved)
        self.entering.told.connect(self.told)
        self.publishing.published.connect(self._was_published)
        self.publishing.left_out.connect(self.picks.remove)
        self.publishing.told.connect(self.told)
        self.publishing.failed.connect(self.problem)

    def _split(self) -> str:
        return self.desk.memory.text("scores.split") or SPLIT

    def _leave(self, proceed: Callable[[], None]) -> None:
        self.entering.clear(keep=False)
        proceed()

    def _record_came(self, rows: Sequence[ScoreRow]) -> None:
        if rows:
            self._open(rows[0])
        else:
            self.told.emit("warn", "这条成绩已被删除，或不在本机。")

    def _open(self, row: ScoreRow) -> None:
        if self.tickable(row):
            self.entering.edit(row)
        else:
            self.view(row)

    def _counted(self, number: int) -> None:
        self.state_line.emit(f"未公布 {number:,} 人")

    def _show_tally(self, tally: Tally) -> None:
        picked = len(self.picks)
        self.counts.setText(
            f"已选 {picked:,} 人：合格 {tally.passed:,}，不合格 {tally.failed:,}，异常 {tally.odd:,}"
            if picked
            else "未选择学员"
        )
        self.publish.setText(f"批量公布 ({picked:,})" if picked else "批量公布")

    def _was_saved(self, id_: str, and_next: bool) -> None:
        """The score that was just saved is selected when the list has it."""
        self._after = "" if and_next else id_
        self.rows.reload()

    def _was_published(self, ids: tuple[str, ...]) -> None:
        self.picks.remove(ids)
        self.rows.reload()

    def _publish(self) -> None:
        self.publishing.begin(self.picked())

    def _import(self) -> None:
        self.open_page.emit("batch", "import")

    def _ask_sheet(self) -> None:
        ids = self.picked()
        if ids:
            preview(self, self.desk.papers.ports, check_sheet(self.desk, self.rows.port, ids))
        else:
            self.desk.prompts.tell(self, "提示", f"{NOBODY}，再打印双人核对单。", self._nobody)

    def _nobody(self, _: bool) -> None:
        """A sentence was read; there is nothing to do."""


def _tally(port: ListPort[ScoreQuery, ScoreRow], words: Words, ids: tuple[str, ...]) -> Tally:
    """Runs on the list's lane; what is gone meanwhile is 异常."""
    rows = rows_in_order(port, ids)
    passed = sum(row.result is AssessmentResult.PASS for row in rows)
    odd = sum(bool(words.oddities(row)) for row in rows)
    return Tally(passed, len(rows) - passed, odd + len(ids) - len(rows))


def _open_text(row: ScoreRow) -> str:
    return "编辑" if row.state is AssessmentState.UNPUBLISHED else "查看"


def _act_text(row: ScoreRow) -> str:
    if row.state is AssessmentState.UNPUBLISHED:
        return "公布"
    return "" if row.corrected_by else "更正"


def _link(_: ScoreRow) -> str:
    return "link"


def columns(desk: Desk) -> tuple[Column[ScoreRow], ...]:
    """The columns in their first order, after the boxes."""
    words = Words(desk.words)
    return (
        *person_columns(),
        *score_columns(words),
        Column("district", "区", words.district_of, "bureau", width=92, hidden=True),
        Column("entered_by", "录入人", lambda row: row.entered_by_name, "entered_at", width=84, hidden=True),
        Column("state", "状态", state_text, "state", width=76, tone=state_tone),
        Column("open", "操作", _open_text, width=50, link=True, fixed=True, kind="none"),
        Column("act", "", _act_text, width=44, tone=_link, fixed=True, kind="none"),
    )


SCORES = ListScreen[ScoreQuery, ScoreRow](
    key="scores",
    title="考试成绩录入",
    icon="scores",
    group=GROUP,
    roles=CITY,
    list=ENTERED,
    first=UNPUBLISHED,
    kinds=frozenset({"assessment", "apprenticeship", "student", "teacher", "outbox"}),
    fields=(
        fields.STUDENT, fields.TEACHER, fields.TYPE, fields.STATE, fields.RESULT, District(), fields.DAYS,
    ),
    columns=columns,
    none=Empty(
        "没有未公布的成绩",
        "在右侧填写身份证号，获取学生后录入；已公布的成绩可把状态改为“已公布”查询。",
    ),
    nothing=Empty("没有符合条件的成绩", "可以放宽查询条件再查一次。", "重置查询条件"),
    named="考核成绩列表",
    exports="考核成绩",
    page=ScoresPage,
)  # fmt: skip
"""Opens with what is not yet published, newest first."""

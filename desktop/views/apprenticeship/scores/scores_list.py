"""The list of 考试成绩录入 (C3): ticks, what they amount to, actions of a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.values import AssessmentResult, AssessmentState
from desktop.models.columns import Column
from desktop.models.picks import Picks
from desktop.models.rows import ID_ROLE
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.scores.score_texts import (
    person_columns,
    row_id,
    score_columns,
    state_text,
    state_tone,
    transcript_of,
)
from desktop.views.apprenticeship.scores.scores_query import UNPUBLISHED, said
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import RowPapers
from desktop.widgets.buttons import Button
from desktop.widgets.text import name_widget
from desktop.widgets.tick import TICKED, UNTICKED, WIDTH, TickDelegate, show_every

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.errors import KnownError
    from desktop.views.apprenticeship.scores.score_ports import ScoresPorts
    from desktop.views.apprenticeship.scores.score_texts import Words
    from desktop.views.lists.ports import ListPort
    from desktop.views.lists.query_words import Spoken

CHUNK = 500
"""Rows read at once when many are ticked."""


class Tally(NamedTuple):
    """What the ticked rows amount to; `odd` ones are 异常 and among the others too."""

    passed: int = 0
    failed: int = 0
    odd: int = 0


class ScoresList(QWidget):
    """Emits `edit_wanted(row)`, `view_wanted(row)`, `publish_wanted(ids)`, `correct_wanted(row)`.

    `sheet_wanted` and `import_wanted` come from the buttons, `counted(number)` tells how many scores are
    unpublished, `failed(KnownError)` what went wrong. `picks` are the ticked rows.
    """

    edit_wanted = Signal(object)
    view_wanted = Signal(object)
    publish_wanted = Signal(object)
    correct_wanted = Signal(object)
    sheet_wanted = Signal()
    import_wanted = Signal()
    counted = Signal(int)
    failed = Signal(object)

    def __init__(self, ports: ScoresPorts, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._port: ListPort[ScoreQuery, ScoreRow] = ports.scores
        self._papers = ports.papers
        self._words = words
        self._said = said(words)
        self._asked = UNPUBLISHED
        self._whole = 0
        self.picks = Picks(self)
        self.rows: RowsTable[ScoreQuery, ScoreRow] = RowsTable(
            "scores", "考核成绩列表", self._columns(), row_id, ports.scores, ports.memory
        )
        table = self.rows.table
        table.setItemDelegateForColumn(0, TickDelegate(table))
        table.clicked.connect(self._clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card())
        self.picks.changed.connect(self._picked)
        self.rows.opened.connect(self._opened)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.failed)
        self.rows.loaded.connect(self._loaded)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._tick_current)
        self._show_tally(Tally())

    # from outside

    def ask(self, query: ScoreQuery) -> None:
        """Show another query, sorted as before."""
        self._asked = msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)
        self._load()

    def refresh(self) -> None:
        """Something changed: the same query again; ticks, row and scroll stay."""
        self.rows.reload()
        self._count()
        self._read_tally()

    def row(self, id_: str) -> ScoreRow | None:
        """The row of an id, None while it is not there."""
        return self.rows.model.row_at(self.rows.model.row_of(id_))

    def picked_in_order(self) -> tuple[str, ...]:
        """The ticked ids as the list shows them."""
        return tuple(id_ for id_ in self.rows.model.ids if id_ in self.picks)

    # making

    def _columns(self) -> tuple[Column[ScoreRow], ...]:
        words = self._words
        return (
            Column("tick", "", self._tick_text, width=WIDTH, fixed=True, kind="none"),
            *person_columns(),
            *score_columns(words),
            Column("district", "区", words.district_of, "bureau", width=92, hidden=True),
            Column(
                "entered_by", "录入人", lambda row: row.entered_by_name, "entered_at", width=84, hidden=True
            ),
            Column("state", "状态", state_text, "state", width=76, tone=state_tone),
            Column("open", "操作", _open_text, width=50, link=True, fixed=True, kind="none"),
            Column("act", "", _act_text, width=44, tone=_link, fixed=True, kind="none"),
        )

    def _card(self) -> ListCard:
        self.every = QCheckBox("全选")
        name_widget(self.every, "scores.every", "全选符合条件的未公布成绩")
        self.every.clicked.connect(self._every_clicked)
        self.excel = Button(
            "导入", "scores.import", accessible="从 Excel 导入成绩", tip="从 Excel 文件导入成绩"
        )
        self.sheet = Button(
            "核对单", "scores.sheet", accessible="双人核对单", tip="把所选成绩印成双人核对单（PDF）"
        )
        self.publish = Button("批量公布", "scores.publish", "primary")
        self.excel.clicked.connect(self.import_wanted)
        self.sheet.clicked.connect(self.sheet_wanted)
        self.publish.clicked.connect(self._publish)
        papers = self._papers
        self.papers = RowPapers("scores", (TRANSCRIPT,), papers, self.rows, transcript_of) if papers else None
        self.looking = RecordActions("scores", self.rows, self.papers)
        self.exporting = ListExport("scores", self.rows, "考核成绩", self._spoken, self.picked_in_order)
        card = ListCard("scores", self.rows, self.exporting.button, self.excel, self.sheet, self.publish)
        self.counts = card.counts
        bar = self.counts.parentWidget()
        line = bar.layout() if bar is not None else None
        if isinstance(line, QHBoxLayout):
            line.insertWidget(0, self.every)
        return card

    def _tick_text(self, row: ScoreRow) -> str:
        if row.state is AssessmentState.PUBLISHED:
            return ""
        return TICKED if row.id in self.picks else UNTICKED

    def _spoken(self, query: ScoreQuery) -> Spoken:
        return in_words(query, *self._said)

    # the list

    def _load(self) -> None:
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        plain = msgspec.structs.replace(UNPUBLISHED, sort=self._asked.sort, descending=self._asked.descending)
        if self._asked == plain:
            self.rows.empty.tell(
                "没有未公布的成绩",
                "在右侧填写身份证号，获取学生后录入；已公布的成绩可把状态改为“已公布”查询。",
            )
        else:
            self.rows.empty.tell("没有符合条件的成绩", "可以放宽查询条件再查一次。", "重置查询条件")
        self.rows.load(self._asked)
        self._count()

    def _loaded(self, count: int) -> None:
        self.picks.keep(self.rows.model.ids)
        self._whole = count
        self.every.setEnabled(count > 0 and self._asked.state != AssessmentState.PUBLISHED)
        self._show_every()

    def _count(self) -> None:
        work = partial(self._port.count, ScoreQuery(state=AssessmentState.UNPUBLISHED))
        self._port.lane.run(work, self._counted_came, None, key="scores.counts")

    def _counted_came(self, count: int) -> None:
        self.counted.emit(count)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    # ticks

    def _every_clicked(self) -> None:
        """Tick every unpublished score of the filter, or none when all are ticked."""
        self._show_every()
        unpublished = msgspec.structs.replace(self._asked, state=str(AssessmentState.UNPUBLISHED))
        if self._asked.state != AssessmentState.PUBLISHED:
            self._wait_for_ticks(True)
            work = partial(self._port.ids, unpublished)
            self._port.lane.run(work, self._every_came, self._every_failed, key="scores.every")

    def _wait_for_ticks(self, waiting: bool) -> None:
        """What is done with the ticked waits until all are ticked: a quick click would take a part."""
        for button in (self.sheet, self.publish):
            button.setEnabled(not waiting)

    def _every_failed(self, error: KnownError) -> None:
        self._wait_for_ticks(False)
        self.failed.emit(error)

    def _every_came(self, ids: Sequence[str]) -> None:
        self._wait_for_ticks(False)
        self._whole = len(ids)
        if all(id_ in self.picks for id_ in ids):
            self.picks.clear()
        else:
            self.picks.add(ids)
        self._show_every()

    def _tick_current(self) -> None:
        self._tick(self.rows.current_id())

    def _tick(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None and row.state is AssessmentState.UNPUBLISHED:
            self.picks.toggle(id_)

    def _picked(self) -> None:
        self.rows.table.viewport().update()
        self._show_every()
        self._read_tally()

    def _show_every(self) -> None:
        show_every(self.every, len(self.picks), self._whole)

    def _read_tally(self) -> None:
        ids = self.picks.ids()
        if not ids:
            self._port.lane.run(Tally, self._tally_came, None, key="scores.tally")
            return
        work = partial(_tally, self._port, self._words, ids)
        self._port.lane.run(work, self._tally_came, self.fail, key="scores.tally")

    def _tally_came(self, tally: Tally) -> None:
        self._show_tally(tally)

    def _show_tally(self, tally: Tally) -> None:
        picked = len(self.picks)
        self.counts.setText(
            f"已选 {picked:,} 人：合格 {tally.passed:,}，不合格 {tally.failed:,}，异常 {tally.odd:,}"
            if picked
            else "未选择学员"
        )
        self.publish.setText(f"批量公布 ({picked:,})" if picked else "批量公布")

    # what a row wants

    def _publish(self) -> None:
        self.publish_wanted.emit(self.picked_in_order())

    def _clicked(self, index: QModelIndex) -> None:
        key, id_ = self.rows.model.columns[index.column()].key, str(index.data(ID_ROLE))
        if key == "tick":
            self._tick(id_)
        elif key == "act":
            self._act(id_)

    def _act(self, id_: str) -> None:
        row = self.row(id_)
        if row is None or not _act_text(row):
            return
        if row.state is AssessmentState.UNPUBLISHED:
            self.publish_wanted.emit((id_,))
        else:
            self.correct_wanted.emit(row)

    def _opened(self, id_: str) -> None:
        row = self.row(id_)
        if row is None:
            return
        wanted = self.edit_wanted if row.state is AssessmentState.UNPUBLISHED else self.view_wanted
        wanted.emit(row)

    def fail(self, error: KnownError) -> None:
        """Receivers of the lane point here."""
        self.failed.emit(error)


def read_rows(port: ListPort[ScoreQuery, ScoreRow], ids: Sequence[str]) -> list[ScoreRow]:
    """Read rows in the order of their ids; those that are gone are left out. Runs on the list's lane."""
    found: dict[str, ScoreRow] = {}
    for start in range(0, len(ids), CHUNK):
        found.update((row.id, row) for row in port.rows(tuple(ids[start : start + CHUNK])))
    return [found[id_] for id_ in ids if id_ in found]


def _tally(port: ListPort[ScoreQuery, ScoreRow], words: Words, ids: tuple[str, ...]) -> Tally:
    """Runs on the list's lane; what is gone meanwhile is 异常."""
    rows = read_rows(port, ids)
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

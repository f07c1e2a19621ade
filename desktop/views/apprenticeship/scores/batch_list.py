"""The list of all who may be assessed in a type, with ticks (C4, G10)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.lists.eligible import EligibleQuery, EligibleRow
from core.apprenticeship.words.scores import score_text
from core.domain.masking import mask_id_number
from desktop.models.columns import Column
from desktop.models.picks import Picks
from desktop.models.rows import ID_ROLE, TONE_ROLE
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.scores.batch_query import BatchQuery, said
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.widgets.buttons import Button
from desktop.widgets.tick import TICKED, UNTICKED, WIDTH, TickDelegate, show_every

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from core.domain.errors import KnownError
    from desktop.views.apprenticeship.scores.batch_ports import BatchPorts
    from desktop.views.lists.query_words import Spoken


class BatchList(QWidget):
    """`same_wanted`, `grid_wanted` and `import_wanted` come from the buttons; ticks are in `picks`.

    `counted(count)` how many there are; `failed(KnownError)`; `person_wanted(kind, id)`.
    """

    same_wanted = Signal()
    grid_wanted = Signal()
    import_wanted = Signal()
    counted = Signal(int)
    failed = Signal(object)
    person_wanted = Signal(str, str)

    def __init__(self, ports: BatchPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._words = Words(ports.dictionaries)
        self._said = said(self._words)
        self.loaded_once = False
        self.picks = Picks(self)
        self.query = BatchQuery(self._words)
        self.asked: EligibleQuery = self.query.query()
        self.rows: RowsTable[EligibleQuery, EligibleRow] = RowsTable(
            "batch", "可考核学员列表", self._columns(), _row_id, ports.eligible, ports.memory
        )
        self.rows.table.setItemDelegate(TickDelegate(self.rows.table, TONE_ROLE))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(self._card(), 1)
        self.query.asked.connect(self.ask)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.failed)
        self.rows.next_step.connect(self.query.reset)
        self.rows.loaded.connect(self._loaded)
        self.rows.opened.connect(self._opened)
        self.rows.table.clicked.connect(self._clicked)
        self.picks.changed.connect(self._picked)
        key = QShortcut(QKeySequence("Space"), self.rows.table)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self._tick_current)
        self._picked()

    def ask(self, query: EligibleQuery) -> None:
        """Show another query, sorted as before; another type begins without ticks."""
        if query.type != self.asked.type:
            self.picks.clear()
        self.asked = msgspec.structs.replace(query, sort=self.asked.sort, descending=self.asked.descending)
        self.load()

    def load(self) -> None:
        self.loaded_once = True
        self.rows.show_sort(self.asked.sort, self.asked.descending)
        plain = EligibleQuery(self.asked.type, sort=self.asked.sort, descending=self.asked.descending)
        if self.asked == plain:
            kind = self._ports.kind(self.asked.type)
            self.rows.empty.tell(
                f"目前没有可参加{kind.name}的学员",
                f"在教、从公证时间起满 {kind.years} 年且还没有合格成绩的学员会出现在这里。",
            )
        else:
            self.rows.empty.tell("没有符合条件的学员", "可以放宽查询条件再查一次。", "重置查询条件")
        self.rows.load(self.asked)

    def picked_in_order(self) -> tuple[str, ...]:
        """The ticked ids as the list shows them."""
        return tuple(id_ for id_ in self.rows.model.ids if id_ in self.picks)

    # making

    def _columns(self) -> tuple[Column[EligibleRow], ...]:
        district = self._ports.dictionaries.district_name
        return (
            Column("tick", "", self._tick_text, width=WIDTH, fixed=True, kind="none"),
            Column("student", "学生", lambda row: row.student_name, "student_name", width=96, fixed=True),
            Column("id_number", "身份证号", _masked, width=146, full=lambda row: row.student_id_number),
            Column("teacher", "指导老师", lambda row: row.teacher_name, "teacher_name", width=92),
            Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=186),
            Column("bureau", "区", lambda row: district(row.bureau), "bureau", width=92),
            Column("filing_no", "备案号", lambda row: row.filing_no, "filing_no", width=112),
            Column("notarised", "公证时间", _notarised, "notarised_on", width=100, kind="date"),
            Column("months", "跟师年限", _studied, "months", width=100),
            Column("score", "成绩", _score, width=132, tone=_score_tone),
        )

    def _card(self) -> ListCard:
        self.every = QCheckBox("全选")
        self.every.setObjectName("batch.every")
        self.every.setAccessibleName("全选查询出的学员")
        self.every.clicked.connect(self._every_clicked)
        self.excel = Button(
            "导入", "batch.import", accessible="从 Excel 导入成绩", tip="从 Excel 文件导入成绩"
        )
        self.grid = Button("逐人录入", "batch.grid", tip="在表格中为所选学员填写不同的成绩")
        self.same = Button("录入相同成绩", "batch.same", "primary", tip="为所选学员录入同一个成绩")
        self.excel.clicked.connect(self.import_wanted)
        self.grid.clicked.connect(self.grid_wanted)
        self.same.clicked.connect(self.same_wanted)
        self.looking = RecordActions("batch", self.rows)
        self.exporting = ListExport("batch", self.rows, "可考核学员", self._spoken, self.picked_in_order)
        buttons = (self.exporting.button, self.looking.button, self.excel, self.grid, self.same)
        card = ListCard("batch", self.rows, *buttons)
        self.counts = card.counts
        bar = self.counts.parentWidget()
        line = bar.layout() if bar is not None else None
        if isinstance(line, QHBoxLayout):
            line.insertWidget(0, self.every)
        return card

    def _tick_text(self, row: EligibleRow) -> str:
        """Somebody with an unpublished score edits it (G11): there is nothing to tick."""
        if row.unpublished_id:
            return ""
        return TICKED if row.id in self.picks else UNTICKED

    def _spoken(self, query: EligibleQuery) -> Spoken:
        return in_words(query, *self._said)

    # the list

    def _loaded(self, count: int) -> None:
        self.picks.keep(self.rows.model.ids)
        self.every.setEnabled(count > 0)
        self.counted.emit(count)
        self._picked()

    def _sort(self, sort: str, descending: bool) -> None:
        self.asked = msgspec.structs.replace(self.asked, sort=sort, descending=descending)
        self.load()

    def _opened(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            self.person_wanted.emit("student", row.student_id)

    # ticks

    def _clicked(self, index: QModelIndex) -> None:
        if self.rows.model.columns[index.column()].key == "tick":
            self._tick(str(index.data(ID_ROLE)))

    def _tick_current(self) -> None:
        self._tick(self.rows.current_id())

    def _tick(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None and not row.unpublished_id:
            self.picks.toggle(id_)

    def _every_clicked(self) -> None:
        """Tick all of the query without a score yet, or none when all are ticked."""
        self._show_every()
        self._wait_for_ticks(True)
        ids = tuple(self.rows.model.ids)
        work = partial(_without_score, self._ports, ids)
        self._ports.eligible.lane.run(work, self._every_came, self._every_failed, key="batch.every")

    def _wait_for_ticks(self, waiting: bool) -> None:
        """What is done with the ticked waits until all are ticked: a quick click would take a part."""
        for button in (self.same, self.grid):
            button.setEnabled(not waiting)

    def _every_failed(self, error: KnownError) -> None:
        self._wait_for_ticks(False)
        self.failed.emit(error)

    def _every_came(self, ids: tuple[str, ...]) -> None:
        self._wait_for_ticks(False)
        if ids and all(id_ in self.picks for id_ in ids):
            self.picks.clear()
        else:
            self.picks.add(ids)
        self._show_every()

    def _picked(self) -> None:
        self.rows.table.viewport().update()
        self._show_every()
        count = len(self.picks)
        words = f"已选 {count:,} 人" if count else "未选择学员"
        self.counts.setText(words)
        self.same.setText(f"录入相同成绩 ({count:,})" if count else "录入相同成绩")
        self.grid.setText(f"逐人录入 ({count:,})" if count else "逐人录入")

    def _show_every(self) -> None:
        show_every(self.every, len(self.picks), len(self.rows.model.ids))


def _without_score(ports: BatchPorts, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Runs on the list's lane."""
    return tuple(row.id for row in ports.eligible.rows(ids) if not row.unpublished_id)


def _masked(row: EligibleRow) -> str:
    return mask_id_number(row.student_id_number)


def _notarised(row: EligibleRow) -> str:
    return row.notarised_on


def _row_id(row: EligibleRow) -> str:
    return row.id


def _score(row: EligibleRow) -> str:
    return f"已录 {score_text(row.unpublished_tenths)}，未公布" if row.unpublished_id else "未录入"


def _score_tone(row: EligibleRow) -> str:
    return "info" if row.unpublished_id else "muted"


def _studied(row: EligibleRow) -> str:
    years, months = divmod(row.months, 12)
    return f"{years} 年 {months} 个月" if months else f"{years} 年"

"""The list of the city's search (C2): every apprenticeship, with its district."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
from core.apprenticeship.words.values import ApprenticeshipState
from desktop.models.columns import Column
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.register.register import columns as register_columns
from desktop.views.apprenticeship.register.register import row_papers
from desktop.views.apprenticeship.register.search_query import SearchQueryRow, said
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import buttons_of
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from core.domain.dictionaries import Dictionaries
    from desktop.views.apprenticeship.register.record_ports import SearchPorts
    from desktop.views.lists.query_words import Spoken


class SearchList(QWidget):
    """`record_chosen(apprenticeship id)`, `person_chosen(person id)`, `look_wanted(kind, id)`."""

    record_chosen = Signal(str)
    person_chosen = Signal(str)
    look_wanted = Signal(str, str)
    state_line = Signal(str)
    failed = Signal(object)

    def __init__(self, ports: SearchPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = said(ports.dictionaries)
        self._asked = RegisterQuery()
        self._loaded = False
        self.query = SearchQueryRow(ports.dictionaries)
        self.rows: RowsTable[RegisterQuery, RegisterRow] = RowsTable(
            "search", "全市备案列表", columns(ports.dictionaries), _row_id, ports.register, ports.memory
        )
        self.papers = row_papers("search", ports.papers, self.rows)
        self.looking = RecordActions("search", self.rows, self.papers)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(self._list_card(), 1)
        self.query.asked.connect(self.ask)
        self.looking.wanted.connect(self.look_wanted)
        self.rows.opened.connect(self.record_chosen)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.failed)
        self.rows.next_step.connect(self.query.reset)
        self.rows.loaded.connect(self._count)

    def ask(self, query: RegisterQuery) -> None:
        """Show another query, sorted as before."""
        self._asked = msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)
        self._load()

    def begin(self) -> None:
        """The list is shown: load the first time, afterwards look again; row and scroll stay."""
        if self._loaded:
            self.rows.reload()
        else:
            self._load()

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self.query.show_query(RegisterQuery(text=text))
        self.ask(self.query.query())
        self.rows.table.setFocus()

    def show_state(self, state: str) -> None:
        """Show the apprenticeships in a state; all when it is none."""
        known = [str(one) for one in ApprenticeshipState]
        self.query.show_query(RegisterQuery(state=state if state in known else ""))
        self.ask(self.query.query())
        self.rows.table.setFocus()

    # inside

    def _list_card(self) -> ListCard:
        self.student = Button("学生历史", "search.student", tip="所选记录的学生的全部经过")
        self.teacher = Button("老师历史", "search.teacher", tip="所选记录的老师的全部经过")
        self.open = Button("查看备案", "search.open", "primary", tip="查看所选备案的全部材料（Enter）")
        self.student.clicked.connect(self._open_student)
        self.teacher.clicked.connect(self._open_teacher)
        self.open.clicked.connect(self._open)
        self.exporting = ListExport("search", self.rows, "传承备案信息", self._spoken)
        actions = (self.exporting.button, *buttons_of(self.papers), self.looking.button)
        buttons = (*actions, self.teacher, self.student, self.open)
        card = ListCard("search", self.rows, *buttons)
        self.counts = card.counts
        self._enable(False)
        return card

    def _spoken(self, query: RegisterQuery) -> Spoken:
        return in_words(query, *self._said)

    def _load(self) -> None:
        self._loaded = True
        asked = self._asked
        self.rows.show_sort(asked.sort, asked.descending)
        if asked == RegisterQuery(sort=asked.sort, descending=asked.descending):
            self.rows.empty.tell(
                "还没有备案", "各区的备案同步到本机后会出现在这里。可以在同步中心查看上次同步的时间。"
            )
        else:
            self.rows.empty.tell("没有找到符合条件的备案", "可以换一个写法，或放宽查询条件。", "重置查询条件")
        self.rows.load(asked)

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条师承关系")
        self.state_line.emit(f"共 {count:,} 条")
        self._enable(count > 0)

    def _enable(self, on: bool) -> None:
        for button in (self.student, self.teacher, self.open):
            button.setEnabled(on)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _open(self) -> None:
        id_ = self.rows.current_id()
        if id_:
            self.record_chosen.emit(id_)

    def _open_student(self) -> None:
        row = self._row()
        if row is not None:
            self.person_chosen.emit(row.student_id)

    def _open_teacher(self) -> None:
        row = self._row()
        if row is not None:
            self.person_chosen.emit(row.teacher_id)

    def _row(self) -> RegisterRow | None:
        return self.rows.model.row_at(self.rows.model.row_of(self.rows.current_id()))


def columns(dictionaries: Dictionaries) -> tuple[Column[RegisterRow], ...]:
    """Those of the register with the district before the place."""
    made: list[Column[RegisterRow]] = []
    for column in register_columns():
        if column.key == "place":
            made.append(
                Column("district", "区", lambda row: dictionaries.district_name(row.bureau), width=96)
            )
        changes = CHANGED.get(column.key, {})
        made.append(replace(column, **changes))
    return tuple(made)


CHANGED: dict[str, dict[str, Any]] = {
    "title": {"hidden": True},
    "place": {"width": 200},
    "origin": {"hidden": True},
    "action": {"text": lambda row: "查看"},
}
"""Where a column differs from the register's."""


def _row_id(row: RegisterRow) -> str:
    return row.id

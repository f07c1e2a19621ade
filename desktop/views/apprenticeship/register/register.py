"""备案台账 (D8): every apprenticeship with full search, and the history of a person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.masking import mask_id_number
from core.domain.values import Origin
from desktop.models.columns import Column
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.register.person import PersonView
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.register.register_query import SAID, RegisterQueryRow
from desktop.views.imports.import_result import ResultDialog
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import RowPapers, buttons_of
from desktop.views.papers.paper_ports import ARCHIVE, FORM, TRANSCRIPT, PaperTarget
from desktop.views.shell.page import Page
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.lists.history import PersonHistory
    from desktop.views.apprenticeship.review.review_ports import RegisterPorts
    from desktop.views.lists.query_words import Spoken
    from desktop.views.papers.paper_ports import Papers

STUDY_PAPERS = (FORM, ARCHIVE, TRANSCRIPT)
KINDS = frozenset({"apprenticeship", "student", "teacher", "filing", "filing_decision"})


class RegisterPage(Page):
    """List, and in its place the history of one person; going back finds the list as it was left."""

    key = "register"
    title = "备案台账"

    def __init__(self, ports: RegisterPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._asked = RegisterQuery()
        self._loaded = False
        self._person = ""
        self._opening = False
        self._import: ResultDialog | None = None
        self.query = RegisterQueryRow()
        self.rows: RowsTable[RegisterQuery, RegisterRow] = RowsTable(
            "register", "备案台账列表", columns(), _row_id, ports.register, ports.memory
        )
        self.list = QWidget()
        column = QVBoxLayout(self.list)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.query)
        column.addWidget(self._list_card(), 1)
        self.person = PersonView(ports, papers=ports.papers)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.person)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.query.asked.connect(self.ask)
        self.rows.opened.connect(self._open)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.problem)
        self.rows.next_step.connect(self.query.reset)
        self.rows.loaded.connect(self._count)
        self.person.back_wanted.connect(self.show_list)
        self.person.filing_wanted.connect(self._open_filing)
        self.person.person_wanted.connect(self.show_person)
        self.person.problem.connect(self.problem)
        self.person.record_wanted.connect(self.record_wanted)
        self.looking.wanted.connect(self.record_wanted)

    def activate(self) -> None:
        opening, self._opening = self._opening, False
        if opening:
            return
        if self.stack.currentWidget() is self.person:
            self.show_list()
        elif not self._loaded:
            self._load()
        else:
            self.rows.reload()
        self.query.text.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & KINDS:
            return
        if self.stack.currentWidget() is self.person:
            self._read_person()
        else:
            self.rows.reload()

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self._opening = True
        self.stack.setCurrentWidget(self.list)
        self.query.show_query(RegisterQuery(text=text))
        self.ask(self.query.query())
        self.rows.table.setFocus()

    def open_record(self, record_id: str) -> None:
        """Show a person by the id of the teacher or student."""
        self._opening = True
        self.show_person(record_id)

    def leave(self, proceed: Callable[[], None]) -> None:
        self.person.hide_numbers()
        proceed()

    def ask(self, query: RegisterQuery) -> None:
        """Show another query, sorted as before."""
        self._asked = msgspec.structs.replace(query, sort=self._asked.sort, descending=self._asked.descending)
        self._load()

    def show_list(self) -> None:
        """Back to the list, on its row."""
        self._person = ""
        self.person.hide_numbers()
        self.stack.setCurrentWidget(self.list)
        self.rows.reload()
        self.rows.table.setFocus()

    def show_person(self, person_id: str) -> None:
        """Show the history of a teacher or student."""
        self._person = person_id
        self.person.wait()
        self.stack.setCurrentWidget(self.person)
        self._read_person()

    def import_file(self) -> None:
        """导入台账."""
        if self._import is None and self._ports.importing is not None:
            self._import = ResultDialog(self.window(), self._ports.importing, REGISTER_IMPORT)
            self._import.told.connect(self.told)
            self._import.finished.connect(self._import_closed)
            self._import.open()

    def _import_closed(self, _: int) -> None:
        self._import = None
        self.rows.reload()

    def _read_person(self) -> None:
        work = partial(self._ports.history, self._person)
        self._ports.register.lane.run(work, self._person_came, self.fail, key="register.person")

    def _person_came(self, history: PersonHistory | None) -> None:
        if history is None:
            self.person.tell_missing()
        elif history.person_id == self._person:
            self.person.show_history(history)

    def _list_card(self) -> ListCard:
        self.papers = row_papers("register", self._ports.papers, self.rows)
        self.looking = RecordActions("register", self.rows, self.papers)
        self.student = Button("学生历史", "register.student", tip="查看所选记录的学生（Enter）")
        self.teacher = Button("老师历史", "register.teacher", tip="查看所选记录的老师")
        self.student.clicked.connect(self._open_student)
        self.teacher.clicked.connect(self._open_teacher)
        self.exporting = ListExport("register", self.rows, self.title, _words)
        buttons = [
            self.exporting.button,
            *buttons_of(self.papers),
            self.looking.button,
            self.teacher,
            self.student,
        ]
        if self._ports.importing is not None:
            tip = "把本单位以前已经备案的师承关系从 Excel 导入"
            self.importing = Button("导入台账", "register.import", tip=tip)
            self.importing.clicked.connect(self.import_file)
            buttons.insert(0, self.importing)
        card = ListCard("register", self.rows, *buttons)
        self.counts = card.counts
        self._enable(False)
        return card

    def _load(self) -> None:
        self._loaded = True
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        plain = RegisterQuery(sort=self._asked.sort, descending=self._asked.descending)
        if self._asked == plain:
            self.rows.empty.tell(
                "台账里还没有备案",
                "学生提交的申请同步到本机后会出现在这里。可以在同步中心查看上次同步的时间。",
            )
        else:
            self.rows.empty.tell("没有找到符合条件的备案", "可以换一个写法，或放宽查询条件。", "重置查询条件")
        self.rows.load(self._asked)

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条师承关系")
        self.state_line.emit(f"共 {count:,} 条")
        self._enable(count > 0)

    def _enable(self, on: bool) -> None:
        self.student.setEnabled(on)
        self.teacher.setEnabled(on)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _open(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            self.show_person(row.student_id)

    def _open_student(self) -> None:
        self._open(self.rows.current_id())

    def _open_teacher(self) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(self.rows.current_id()))
        if row is not None:
            self.show_person(row.teacher_id)

    def _open_filing(self, filing_id: str) -> None:
        self.open_page.emit("filings:record", filing_id)


def columns() -> tuple[Column[RegisterRow], ...]:
    """The columns of the register in their first order; the id number is masked (A7)."""
    return (
        Column("filing_no", "备案号", _filing_no, "filing_no", width=120, fixed=True),
        Column("student", "学生", lambda row: row.student_name, "student_name", width=84),
        Column("id_number", "身份证号", _masked, width=142, full=lambda row: row.student_id_number),
        Column("teacher", "老师", lambda row: row.teacher_name, "teacher_name", width=82),
        Column("title", "职称", lambda row: row.teacher_title, width=100),
        Column("place", "执业地", lambda row: row.practice_place, "practice_place", width=176),
        Column("notarised", "公证日期", lambda row: row.notarised_on, "notarised_on", width=92, kind="date"),
        Column("filed", "备案日期", lambda row: row.filed_on or "—", "filed_on", width=92, kind="date"),
        Column("ended", "结束日期", _ended, "ended_on", width=104, hidden=True, kind="date"),
        Column("state", "状态", _state, "state", width=86, tone=_tone),
        Column("origin", "来源", _origin, width=80, tone=_origin_tone),
        Column("action", "操作", lambda row: "历史", width=58, link=True, fixed=True, kind="none"),
    )


def row_papers(
    name: str, papers: Papers | None, rows: RowsTable[RegisterQuery, RegisterRow]
) -> RowPapers[RegisterRow] | None:
    """The papers of the selected apprenticeship; None where nothing is printed."""
    return RowPapers(name, STUDY_PAPERS, papers, rows, _paper_target) if papers is not None else None


def _paper_target(row: RegisterRow) -> PaperTarget:
    return PaperTarget(row.id, _filing_no(row), frozenset(STUDY_PAPERS))


def _words(query: RegisterQuery) -> Spoken:
    return in_words(query, *SAID)


def _masked(row: RegisterRow) -> str:
    return mask_id_number(row.student_id_number)


def _ended(row: RegisterRow) -> str:
    return row.ended_on or "—"


def _row_id(row: RegisterRow) -> str:
    return row.id


def _filing_no(row: RegisterRow) -> str:
    return row.filing_no or "（待编号）"


def _state(row: RegisterRow) -> str:
    return ApprenticeshipState(row.state).label


def _origin(row: RegisterRow) -> str:
    return Origin(row.origin).label


def _origin_tone(row: RegisterRow) -> str:
    return "info" if row.imported else ""


def _tone(row: RegisterRow) -> str:
    return states.STUDY[ApprenticeshipState(row.state)]

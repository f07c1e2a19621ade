"""备案台账 (D8): every apprenticeship with full search, and the history of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.lists.register import REGISTER as STUDIES
from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
from core.apprenticeship.papers.descriptions import STUDY_PAPERS
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.masking import mask_id_number
from core.domain.values import Origin
from desktop.models.columns import Column
from desktop.pages import DISTRICT
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.register.person import PersonView
from desktop.views.imports.import_result import ResultDialog
from desktop.views.lists.fields import Choice, Days, Words
from desktop.views.lists.list_screen import Empty, ListScreen, RowPaper, ScreenPage
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.shell.page import Page
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.desk import Desk

STATE = Choice("state", "状态", options=tuple((state.label, str(state)) for state in ApprenticeshipState))
FILED = Days("filed", "备案日期")
NOTHING = Empty("没有找到符合条件的备案", "可以换一个写法，或放宽查询条件。", "重置查询条件")


class RegisterList(ScreenPage[RegisterQuery, RegisterRow]):
    """The list; `person_wanted(id)` asks for the history of a student or teacher."""

    person_wanted = Signal(str)
    _import: ResultDialog | None = None

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        self.student = self.row_button(
            "学生历史", "student", self._open_student, tip="查看所选记录的学生（Enter）"
        )
        self.teacher = self.row_button("老师历史", "teacher", self._open_teacher, tip="查看所选记录的老师")
        made = (*own, self.teacher, self.student)
        if not self.desk.may(ImportFilings):
            return made
        tip = "把本单位以前已经备案的师承关系从 Excel 导入"
        self.importing = Button("导入台账", "register.import", tip=tip)
        self.importing.clicked.connect(self.import_file)
        return self.importing, *made

    def open_row(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None:
            self.person_wanted.emit(row.student_id)

    def import_file(self) -> None:
        """导入台账."""
        if self._import is None:
            self._import = ResultDialog(self.window(), self.desk, REGISTER_IMPORT)
            self._import.told.connect(self.told)
            self._import.finished.connect(self._import_closed)
            self._import.open()

    def _import_closed(self, _: int) -> None:
        self._import = None
        self.rows.reload()

    def _open_student(self) -> None:
        self.open_row(self.rows.current_id())

    def _open_teacher(self) -> None:
        row = self.current()
        if row is not None:
            self.person_wanted.emit(row.teacher_id)


class RegisterPage(Page):
    """List, and in its place the history of one person; going back finds the list as it was left."""

    def __init__(
        self, screen: ListScreen[RegisterQuery, RegisterRow], desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key, self.title, self.desk = screen.key, screen.title, desk
        self._kinds = screen.kinds
        self._opening = False
        self.list = RegisterList(screen, desk)
        self.person = PersonView(desk)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.person)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.take_in(self.list)
        self.list.person_wanted.connect(self.show_person)
        self.person.back_wanted.connect(self.show_list)
        self.person.filing_wanted.connect(self._open_filing)
        self.person.person_wanted.connect(self.show_person)
        self.person.problem.connect(self.problem)
        self.person.record_wanted.connect(self.record_wanted)

    def activate(self) -> None:
        opening, self._opening = self._opening, False
        if opening:
            return
        if self._shows_person():
            self.show_list()
            self.list.field.setFocus()
        else:
            self.list.activate()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & self._kinds:
            return
        if self._shows_person():
            self.person.renew()
        else:
            self.list.refresh(kinds, ids)

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self._opening = True
        self.stack.setCurrentWidget(self.list)
        self.list.search(text)

    def open_record(self, record_id: str) -> None:
        """Show a person by the id of the teacher or student."""
        self._opening = True
        self.show_person(record_id)

    def leave(self, proceed: Callable[[], None]) -> None:
        self.person.hide_numbers()
        proceed()

    def show_list(self) -> None:
        """Back to the list, on its row."""
        self.person.leave()
        self.stack.setCurrentWidget(self.list)
        self.list.activate()
        self.list.rows.table.setFocus()

    def show_person(self, person_id: str) -> None:
        """Show the history of a teacher or student."""
        self.stack.setCurrentWidget(self.person)
        self.person.open(person_id)

    def _shows_person(self) -> bool:
        return self.stack.currentWidget() is self.person

    def _open_filing(self, filing_id: str) -> None:
        self.open_page.emit("filings:record", filing_id)


def columns() -> tuple[Column[RegisterRow], ...]:
    """The columns of the register in their first order; the id number is masked (A7)."""
    return (
        Column("filing_no", "备案号", filing_no, "filing_no", width=120, fixed=True),
        Column("student", "学生", lambda row: row.student_name, "student_name", width=84),
        Column("id_number", "身份证号", _masked, width=142, full=lambda row: row.student_id_number),
        Column("teacher", "老师", lambda row: row.teacher_name, "teacher_name", width=82),
        Column("title", "职称", lambda row: row.teacher_title, width=100),
        Column("place", "执业地", lambda row: row.practice_place, "practice_place", width=176),
        Column("notarised", "公证日期", lambda row: row.notarised_on, "notarised_on", width=92, kind="date"),
        Column("filed", "备案日期", lambda row: row.filed_on or "—", "filed_on", width=92, kind="date"),
        Column(
            "ended",
            "结束日期",
            lambda row: row.ended_on or "—",
            "ended_on",
            width=104,
            hidden=True,
            kind="date",
        ),
        Column("state", "状态", _state, "state", width=86, tone=_tone),
        Column("origin", "来源", _origin, width=80, tone=_origin_tone),
        Column("action", "操作", lambda row: "历史", width=58, link=True, fixed=True, kind="none"),
    )


def filing_no(row: RegisterRow) -> str:
    """The number of an apprenticeship's filing, or that it has none yet."""
    return row.filing_no or "（待编号）"


def study_target(row: RegisterRow) -> PaperTarget:
    """The papers of an apprenticeship."""
    return PaperTarget(row.id, filing_no(row), frozenset(STUDY_PAPERS))


def _masked(row: RegisterRow) -> str:
    return mask_id_number(row.student_id_number)


def _state(row: RegisterRow) -> str:
    return ApprenticeshipState(row.state).label


def _origin(row: RegisterRow) -> str:
    return Origin(row.origin).label


def _origin_tone(row: RegisterRow) -> str:
    return "info" if row.imported else ""


def _tone(row: RegisterRow) -> str:
    return states.STUDY[ApprenticeshipState(row.state)]


REGISTER = ListScreen[RegisterQuery, RegisterRow](
    key="register",
    title="备案台账",
    icon="register",
    group=GROUP,
    roles=DISTRICT,
    list=STUDIES,
    first=RegisterQuery(),
    kinds=frozenset({"apprenticeship", "student", "teacher", "filing", "filing_decision"}),
    fields=(
        Words("text", accessible="搜索台账", hint="姓名、身份证号、备案号、拼音首字母或执业地", width=130),
        STATE,
        FILED,
    ),
    columns=columns(),
    none=Empty(
        "台账里还没有备案", "学生提交的申请同步到本机后会出现在这里。可以在同步中心查看上次同步的时间。"
    ),
    nothing=NOTHING,
    unit="条师承关系",
    looks=True,
    papers=RowPaper(STUDY_PAPERS, study_target),
    page=RegisterPage,
)

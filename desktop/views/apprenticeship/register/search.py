"""传承备案信息查询 (C2): the whole city's list, one record in its place, and the history of a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.lists.register import REGISTER as STUDIES
from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
from core.apprenticeship.papers.descriptions import STUDY_PAPERS
from core.apprenticeship.words.values import ApprenticeshipState
from desktop.models.columns import Column
from desktop.pages import CITY
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.register.person import PersonView
from desktop.views.apprenticeship.register.register import FILED, NOTHING, STATE, study_target
from desktop.views.apprenticeship.register.register import columns as register_columns
from desktop.views.apprenticeship.register.search_record import RecordView
from desktop.views.apprenticeship.register.termination import Termination
from desktop.views.lists.fields import Days, District, Line, Words
from desktop.views.lists.list_screen import Empty, ListScreen, RowPaper, ScreenPage
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.desk import Desk
    from desktop.widgets.buttons import Button


class SearchList(ScreenPage[RegisterQuery, RegisterRow]):
    """Every apprenticeship; `record_chosen(apprenticeship id)`, `person_chosen(person id)`."""

    record_chosen = Signal(str)
    person_chosen = Signal(str)

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        self.student = self.row_button(
            "学生历史", "student", self._open_student, tip="所选记录的学生的全部经过"
        )
        self.teacher = self.row_button(
            "老师历史", "teacher", self._open_teacher, tip="所选记录的老师的全部经过"
        )
        self.open = self.row_button(
            "查看备案", "open", self._open, "primary", tip="查看所选备案的全部材料（Enter）"
        )
        return *own, self.teacher, self.student, self.open

    def open_row(self, id_: str) -> None:
        if id_:
            self.record_chosen.emit(id_)

    def show_preset(self, preset: str) -> None:
        """Show the apprenticeships in a state, sorted as before; all when it is none."""
        self.query.show_query(self.of.presets.get(preset, self.of.first))
        self.ask(self.query.query())
        self.rows.table.setFocus()

    def _open(self) -> None:
        self.open_row(self.rows.current_id())

    def _open_student(self) -> None:
        row = self.current()
        if row is not None:
            self.person_chosen.emit(row.student_id)

    def _open_teacher(self) -> None:
        row = self.current()
        if row is not None:
            self.person_chosen.emit(row.teacher_id)


class SearchPage(Page):
    """`search:record` opens an apprenticeship by its id; going back finds the list as it was left."""

    def __init__(
        self, screen: ListScreen[RegisterQuery, RegisterRow], desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.key, self.title, self.desk = screen.key, screen.title, desk
        self._kinds = screen.kinds
        self._opening = False
        self._from: QWidget | None = None
        self._list_state = ""
        self.list = SearchList(screen, desk)
        self.record = RecordView(desk)
        self.person = PersonView(desk, back="返回", links="records")
        self.stack = QStackedWidget()
        for view in (self.list, self.record, self.person):
            self.stack.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.termination = Termination(desk, self.record, self) if desk.may(ForceTerminate) else None
        self._connect()

    def activate(self) -> None:
        """Opened by the navigation: the list, on its row."""
        opening, self._opening = self._opening, False
        if opening:
            return
        if self.stack.currentWidget() is self.list:
            self.list.activate()
        else:
            self.show_list()
            self.list.field.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds and not kinds & self._kinds:
            return
        shown = self.stack.currentWidget()
        if shown is self.record:
            self.record.renew()
        elif shown is self.person:
            self.person.renew()
        else:
            self.list.refresh(kinds, ids)

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self._opening = True
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.list.search(text)

    def show_preset(self, preset: str) -> None:
        """Show those in one state, `active` for the students in teaching; anything else shows all."""
        self._opening = True
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.list.show_preset(preset)

    def open_record(self, record_id: str) -> None:
        """Show an apprenticeship."""
        self._opening = True
        self.show_record(record_id)

    def leave(self, proceed: Callable[[], None]) -> None:
        self._put_away()
        proceed()

    def show_list(self) -> None:
        """Back to the list, on its row."""
        self._put_away()
        self.stack.setCurrentWidget(self.list)
        self.state_line.emit(self._list_state)
        self.list.activate()
        self.list.rows.table.setFocus()

    def show_record(self, id_: str) -> None:
        """Show the full record of an apprenticeship."""
        self._put_away()
        self.stack.setCurrentWidget(self.record)
        self.state_line.emit("备案记录")
        self.record.open(id_)

    def show_person(self, person_id: str) -> None:
        """Show the history of a teacher or student; back leads to where it was asked for."""
        shown = self.stack.currentWidget()
        if shown is not self.person:
            self._from = shown
        self._put_away()
        self.stack.setCurrentWidget(self.person)
        self.person.open(person_id)

    # inside

    def _connect(self) -> None:
        self.list.record_chosen.connect(self.show_record)
        self.list.person_chosen.connect(self.show_person)
        self.list.record_wanted.connect(self.record_wanted)
        self.list.state_line.connect(self._list_line)
        self.list.problem.connect(self.problem)
        self.record.back_wanted.connect(self.show_list)
        self.record.followed.connect(self._follow)
        self.record.problem.connect(self.problem)
        self.person.back_wanted.connect(self._back_from_person)
        self.person.person_wanted.connect(self.show_person)
        self.person.relation_wanted.connect(self.show_record)
        self.person.record_wanted.connect(self.record_wanted)
        self.person.problem.connect(self.problem)
        if self.termination is not None:
            self.termination.told.connect(self.told)

    def _follow(self, kind: str, id_: str) -> None:
        if kind == "history":
            self.show_person(id_)
        else:
            self.record_wanted.emit(kind, id_)

    def _back_from_person(self) -> None:
        if self._from is self.record:
            self.show_record(self.record.current_id())
        else:
            self.show_list()

    def _put_away(self) -> None:
        self.record.leave()
        self.person.hide_numbers()

    def _list_line(self, text: str) -> None:
        self._list_state = text
        if self.stack.currentWidget() is self.list:
            self.state_line.emit(text)


CHANGED: dict[str, dict[str, Any]] = {
    "title": {"hidden": True},
    "place": {"width": 200},
    "origin": {"hidden": True},
    "action": {"text": lambda row: "查看"},
}
"""Where a column differs from the register's."""


def columns(desk: Desk) -> tuple[Column[RegisterRow], ...]:
    """Those of the register with the district before the place."""
    name = desk.words.district_name
    made: list[Column[RegisterRow]] = []
    for column in register_columns():
        if column.key == "place":
            made.append(Column("district", "区", lambda row: name(row.bureau), width=96))
        made.append(replace(column, **CHANGED.get(column.key, {})))
    return tuple(made)


SEARCH = ListScreen[RegisterQuery, RegisterRow](
    key="search",
    title="传承备案信息查询",
    icon="register",
    group=GROUP,
    roles=CITY,
    list=STUDIES,
    first=RegisterQuery(),
    kinds=frozenset(
        {
            "apprenticeship",
            "student",
            "teacher",
            "notarisation",
            "filing",
            "filing_decision",
            "assessment",
            "termination",
            "document",
            "outbox",
        }
    ),
    fields=(
        Words("text", accessible="搜索备案", hint="姓名、身份证号、备案号或拼音首字母", width=150),
        Line("place", "执业地", accessible="老师执业地", hint="医院、门诊部名称", least=110, width=0),
        District(),
        STATE,
        FILED,
        Days("notarised", "公证日期", control="notarised"),
    ),
    columns=columns,
    none=Empty("还没有备案", "各区的备案同步到本机后会出现在这里。可以在同步中心查看上次同步的时间。"),
    nothing=NOTHING,
    unit="条师承关系",
    presets={str(state): RegisterQuery(state=str(state)) for state in ApprenticeshipState},
    looks=True,
    papers=RowPaper(STUDY_PAPERS, study_target),
    named="全市备案列表",
    exports="传承备案信息",
    page=SearchPage,
)

"""各老师带教学生情况 (D5, C5): teachers with their students by state; for the city also by district."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import BehindQuery, TeacherQuery, TeacherRow
from core.apprenticeship.figures.stat_tables import teachers_table
from core.apprenticeship.figures.stat_teachers import CHART_FIGURES, DISTRICT_FIGURES
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from desktop.views.apprenticeship.figures.behind import row_id
from desktop.views.apprenticeship.figures.behind_columns import teachers as teacher_columns
from desktop.views.apprenticeship.figures.behind_words import behind
from desktop.views.apprenticeship.figures.teacher_actions import TeacherActions
from desktop.views.apprenticeship.figures.teachers_query import TeachersQueryRow, in_words
from desktop.views.figures.notes import data_words
from desktop.views.figures.outputs import StatOutputs
from desktop.views.figures.page import heading
from desktop.views.figures.panel import Statistic, StatPanel
from desktop.views.figures.stat_ports import Shown
from desktop.views.figures.switch import Switch
from desktop.views.figures.list_and_figures import ListAndFigures
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.query_words import Spoken
from desktop.views.lists.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.figures.models import Proof, TeacherLine
    from core.figures.stat import StatTable
    from desktop.views.figures.stat_ports import StatPorts, TeacherFigures


class TeachersPage(ListAndFigures):
    """The list of teachers with its totals; the city may look at the districts instead."""

    key = "teachers"
    title = "各老师带教学生情况"

    def __init__(self, ports: StatPorts, parent: QWidget | None = None) -> None:
        super().__init__(ports, TeacherQuery(bureaus=ports.bureaus), parent)
        self._figures: TeacherFigures | None = None
        self.query = TeachersQueryRow(ports.dictionaries, ports.bureaus)
        self.field = self.query.teacher
        columns = teacher_columns(ports.dictionaries, city=ports.city)
        rows: RowsTable[TeacherQuery, TeacherRow] = RowsTable(
            "teachers", "带教老师列表", columns, row_id, ports.teachers, ports.memory
        )
        self.actions_of_rows = TeacherActions("teachers", rows, ports.bureaus)
        panel = switch = None
        if ports.city:
            panel = StatPanel("teachers.districts", "各区老师与学生", ports)
            switch = Switch("teachers", ("list", "各老师"), ("districts", "各区合计"))
        self.exporting = ListExport("teachers", rows, self.title, self._spoken)
        self.outputs = StatOutputs("teachers", self.title, ports, self, excel=False)
        buttons = (self.exporting.button, *self.outputs.buttons)
        people = (self.actions_of_rows.look, self.actions_of_rows.students)
        self.lay_out(self.query, rows, *buttons, *people, panel=panel, switch=switch)
        self.outputs.freeze_wanted.connect(self.freeze)
        self.actions_of_rows.students_wanted.connect(self.open_behind)
        self.actions_of_rows.record_wanted.connect(self.record_wanted)

    def choose(self, place: int) -> None:
        """The districts' figures are of all teachers: no query goes with them."""
        self.query.setVisible(place == 0)
        super().choose(place)

    def load_figures(self) -> None:
        ports, query = self.ports, self.asked
        ports.lane.run(partial(ports.teacher_lines, query), self._came, self.fail, key="teachers.figures")
        if self.panel is not None:
            whole = TeacherQuery(bureaus=ports.bureaus)
            work = partial(ports.teacher_lines, whole)
            ports.lane.run(work, self._districts_came, self.fail, key="teachers.districts")

    def freeze(self) -> None:
        self.want_freeze()

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有带教老师", "学生提交的备案申请同步到本机后，老师会出现在这里。")
        else:
            self.rows.empty.tell("没有找到符合条件的老师", "可以换一个写法，或放宽查询条件。", "重置查询条件")

    # the list

    def _spoken(self, query: TeacherQuery) -> Spoken:
        return Spoken(in_words(query, self.ports.dictionaries), "当前")

    def _came(self, figures: TeacherFigures) -> None:
        self._figures = figures
        total = figures.total
        self.counts.setText(
            f"共 {figures.listed:,} 名老师　在教 {total.active:,}，毕业 {total.graduated:,}，"
            f"待备案 {total.pending:,}，已结束 {total.ended:,}"
        )
        self.tell_state(data_words(figures.state))
        self.notes.show_notes(self._list_table(figures, ()), figures.state, agrees=None)
        self.outputs.give(None)
        work = partial(self.ports.prove_teachers, self.asked, total)
        self.ports.lane.run(work, self._proved, self.not_proved, key="teachers.list.proof")

    def _proved(self, proofs: tuple[Proof, ...]) -> None:
        if self._figures is not None:
            agrees = all(one.agrees for one in proofs)
            self.notes.show_notes(self._list_table(self._figures, proofs), self._figures.state, agrees=agrees)
            self.outputs.give(partial(self._whole_table, self._figures, self.asked, proofs))

    def _whole_table(
        self, figures: TeacherFigures, query: TeacherQuery, proofs: Sequence[Proof]
    ) -> StatTable:
        """With every teacher in it; runs on the papers' lane."""
        return self._table(figures, query, proofs, self.ports.teacher_rows(query))

    def _list_table(self, figures: TeacherFigures, proofs: Sequence[Proof]) -> StatTable:
        """For the notes only: without the teachers."""
        return self._table(figures, self.asked, proofs, ())

    def _table(
        self,
        figures: TeacherFigures,
        query: TeacherQuery,
        proofs: Sequence[Proof],
        rows: Sequence[TeacherRow],
    ) -> StatTable:
        ports = self.ports
        filtered = in_words(query, ports.dictionaries)
        around = heading(ports, figures.state, period="当前", filtered=filtered, as_of=ports.as_of(0))
        lines = figures.lines if ports.city else ()
        return teachers_table(
            lines, figures.total, around, ports.dictionaries, rows=rows, by_teacher=True, proofs=proofs
        )

    # the districts

    def _districts_came(self, figures: TeacherFigures) -> None:
        if self.panel is None:
            return
        self.panel.show_statistic(
            Statistic(
                make=partial(self._district_table, figures),
                links=tuple(self._links(line) for line in (*figures.lines, figures.total)),
                shown=tuple(
                    Shown(_number(figures.total, one), self._behind(one, figures.total))
                    for one in DISTRICT_FIGURES
                ),
                state=figures.state,
                behind=(
                    tuple(tuple(self._behind(one, line) for line in figures.lines) for one in CHART_FIGURES),
                ),
                units=tuple(DEFINITIONS[one].unit for one in CHART_FIGURES),
            )
        )

    def _district_table(self, figures: TeacherFigures, proofs: Sequence[Proof]) -> StatTable:
        around = heading(
            self.ports, figures.state, period="当前", filtered="全部老师", as_of=self.ports.as_of(0)
        )
        return teachers_table(figures.lines, figures.total, around, self.ports.dictionaries, proofs=proofs)

    def _links(self, line: TeacherLine) -> tuple[BehindQuery | None, ...]:
        return (None, *(self._behind(one, line) for one in DISTRICT_FIGURES))

    def _behind(self, figure: Figure, line: TeacherLine) -> BehindQuery:
        bureaus = (line.bureau,) if line.bureau else self.ports.bureaus
        return behind(figure, bureaus, self.ports.as_of)


def _number(line: TeacherLine, figure: Figure) -> int:
    value: int = getattr(line, figure.value)
    return value

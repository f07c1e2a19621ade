"""The pages of statistics (D5-D7, C5-C7) over the store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.behind import (
    BEHIND,
)
from core.apprenticeship.figures.figures import as_of_day, pass_lines, pass_total, prove, year_lines
from core.apprenticeship.figures.models import Proof, TeacherQuery
from core.apprenticeship.lists.teachers import (
    TEACHERS,
    teacher_lines,
)
from core.apprenticeship.words.figures import Figure
from core.domain.values import Role
from core.store.engine import reading
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.papers import paper_ports, set_on_paper
from desktop.desk import FIGURES
from desktop.views.apprenticeship.figures.passes import PassesPage
from desktop.views.apprenticeship.figures.teachers import TeachersPage
from desktop.views.apprenticeship.figures.years import YearsPage
from desktop.views.figures.stat_ports import (
    DataState,
    PassFigures,
    Shown,
    StatPorts,
    TeacherFigures,
    YearFigures,
)
from desktop.views.lists.ports import ListPort
from sync.outbox import counts
from sync.transactions import get_meta
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.figures.models import BehindQuery, TeacherLine, TeacherRow
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.lists.export_ports import ExportPorts
    from desktop.views.shell.page import Page

MAKERS = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION})
"""Who may freeze a report; the others only look."""
AT_ONCE = 500
"""Rows read from the store in one go."""


def teachers_page(kit: StoreDesk) -> Page:
    """Make 各老师带教学生情况."""
    return TeachersPage(stat_ports(kit))


def years_page(kit: StoreDesk) -> Page:
    """Make 各区年度备案情况."""
    return YearsPage(stat_ports(kit))


def passes_page(kit: StoreDesk) -> Page:
    """Make 考核合格人员统计."""
    return PassesPage(stat_ports(kit))


def stat_ports(kit: StoreDesk) -> StatPorts:
    """Fill the ports over the store; figures have a lane of their own, so that lists do not wait for them."""
    exporting = export_ports(kit)
    store = Statistics(kit, exporting)
    return StatPorts(
        lane=kit.lanes.more(FIGURES),
        bureaus=kit.districts,
        dictionaries=kit.setting.dictionaries,
        as_of=store.as_of,
        office=kit.facts.office(),
        made_by=kit.facts.made_by,
        year_lines=store.year_lines,
        teacher_lines=store.teacher_lines,
        pass_lines=store.pass_lines,
        prove=store.prove,
        prove_teachers=store.prove_teachers,
        teachers=ListPort(
            kit.lanes.reader,
            store.teacher_page,
            store.teacher_ids,
            store.teacher_rows,
            store.teacher_count,
            exporting,
        ),
        behind=store.behind,
        teacher_rows=store.all_teachers,
        exporting=exporting,
        papers=paper_ports(kit),
        render=set_on_paper,
        paper_name=store.paper_name,
        may_freeze=kit.role in MAKERS,
        prompts=kit.prompts,
        reveal=kit.facts.reveal,
        memory=kit.memory,
    )


class Statistics:
    """The figures and the lists behind them as functions; they run on lanes."""

    def __init__(self, kit: StoreDesk, exporting: ExportPorts) -> None:
        self._exporting = exporting
        self._engine = kit.engine
        self._facts = kit.facts
        self._words = kit.setting.dictionaries
        self._seats = kit.setting.parameters.apprentice_limit
        self._given = kit.given
        self._bureaus = kit.districts
        self._reader = kit.lanes.reader

    def as_of(self, year: int) -> str:
        """The day of figures as of a year's end; today in the present year and for no year."""
        today = self._facts.today()
        return as_of_day(year or today.year, today).isoformat()

    def state(self) -> DataState:
        """How fresh the data are."""
        with reading_session(self._engine) as session:
            return DataState(get_meta(session, "last_sync"), *counts(session))

    # figures

    def year_lines(self, type_: str) -> YearFigures:
        with reading(self._engine) as source:
            lines = year_lines(source, self._bureaus, self._facts.today(), self._words, type=type_)
        return YearFigures(lines, self.state())

    def teacher_lines(self, query: TeacherQuery) -> TeacherFigures:
        with reading(self._engine) as source:
            lines, total = teacher_lines(source, query, self._seats)
            listed = TEACHERS.count(source, query, given=self._given())
        return TeacherFigures(lines, total, listed, self.state())

    def pass_lines(self, query: BehindQuery) -> PassFigures:
        with reading(self._engine) as source:
            lines, total = pass_lines(source, query), pass_total(source, query)
            known = year_lines(source, self._bureaus, self._facts.today(), self._words)
        years = sorted({line.year for line in known}, reverse=True)
        return PassFigures(lines, total, tuple(years), self.state())

    def prove(self, shown: Sequence[Shown]) -> tuple[Proof, ...]:
        """Count the records behind totals one by one."""
        with reading(self._engine) as source:
            return tuple(
                prove(source, one.query.figure, one.total, one.query, self._words, self._seats)
                for one in shown
            )

    def prove_teachers(self, query: TeacherQuery, total: TeacherLine) -> tuple[Proof, ...]:
        """Add up the list of teachers row by row."""
        rows = self.all_teachers(query)
        teaching = [row for row in rows if row.pending + row.active]
        return (
            Proof(Figure.TEACHERS, total.teachers, len(teaching)),
            Proof(Figure.ACTIVE, total.active, sum(row.active for row in rows)),
            Proof(Figure.GRADUATED, total.graduated, sum(row.graduated for row in rows)),
            Proof(Figure.PENDING, total.pending, sum(row.pending for row in rows)),
            Proof(Figure.ENDED, total.ended, sum(row.ended for row in rows)),
        )

    def all_teachers(self, query: TeacherQuery) -> tuple[TeacherRow, ...]:
        """The whole list in its order."""
        rows: list[TeacherRow] = []
        with reading(self._engine) as source:
            ids = TEACHERS.ids(source, query, given=self._given())
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                rows += TEACHERS.rows(source, some, query, given=self._given())
        return tuple(rows)

    def paper_name(self, what: str) -> str:
        """`武昌区_各区年度备案情况_20261121.pdf`."""
        return self._facts.file_name(what, "pdf")

    # lists

    def behind(self, query: BehindQuery) -> ListPort[BehindQuery, Any]:
        """The list of the records behind a number; the counts of its teachers are of its bureaus."""
        return ListPort(
            self._reader,
            self._behind_page,
            self._behind_ids,
            partial(self._behind_rows, query),
            self._behind_count,
            self._exporting,
        )

    def _behind_page(self, query: BehindQuery, limit: int) -> Sequence[Any]:
        with reading(self._engine) as source:
            return BEHIND[query.figure].first_page(source, query, limit, given=self._given())

    def _behind_ids(self, query: BehindQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return BEHIND[query.figure].ids(source, query, given=self._given())

    def _behind_rows(self, query: BehindQuery, ids: tuple[str, ...]) -> Sequence[Any]:
        with reading(self._engine) as source:
            return BEHIND[query.figure].rows(source, ids, query, given=self._given())

    def _behind_count(self, query: BehindQuery) -> int:
        with reading(self._engine) as source:
            return BEHIND[query.figure].count(source, query, given=self._given())

    def teacher_page(self, query: TeacherQuery, limit: int) -> Sequence[TeacherRow]:
        with reading(self._engine) as source:
            return TEACHERS.first_page(source, query, limit, given=self._given())

    def teacher_ids(self, query: TeacherQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return TEACHERS.ids(source, query, given=self._given())

    def teacher_rows(self, ids: tuple[str, ...]) -> Sequence[TeacherRow]:
        """The list of the page always counts the same bureaus."""
        with reading(self._engine) as source:
            return TEACHERS.rows(source, ids, self._counted(), given=self._given())

    def teacher_count(self, query: TeacherQuery) -> int:
        with reading(self._engine) as source:
            return TEACHERS.count(source, query, given=self._given())

    def _counted(self) -> TeacherQuery:
        return TeacherQuery(bureaus=self._bureaus)

"""What is frozen of the three statistics, and how a frozen one is compared with today."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.figures.figures import home_years
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS
from core.apprenticeship.words.limits import Limits
from core.domain.reports import ReportKind, read_filter
from desktop.views.commons.report_making import Reporting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from core.apprenticeship.figures.frozen import FigureLine
    from core.apprenticeship.figures.frozen_compare import Comparison
    from core.apprenticeship.figures.frozen_places import Question
    from core.commons.compared import Compared
    from core.commons.reports import FrozenReport
    from core.domain.reports import ReportFilter
    from core.figures.cells import Statistic
    from core.figures.proof import Proof
    from core.figures.stat import StatTable

NAMES = {
    YEARS: "年度备案情况",
    TEACHERS: "各老师带教学生情况",
    PASSES: "考核合格人员统计",
}


class StudyReporting(Reporting):
    """年度, 老师, 合格: what reads and writes them is imported when it is first needed."""

    def years(self, source: Connection, this_year: int) -> Iterable[int]:
        return {line.year for line in home_years(source, self.desk.districts, this_year)}

    def timeless(self, kind: ReportKind) -> bool:
        return kind is TEACHERS

    def name(self, kind: ReportKind) -> str:
        return NAMES[kind]

    def types(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.name, one.code) for one in of(self.desk.words).assessment_types)

    def narrowed(self, filtered: ReportFilter) -> str:
        words = of(self.desk.words)
        return f"考核类型：{words.assessment_name(filtered.type) if filtered.type else '全部类型'}"

    def statistic(
        self, source: Connection, kind: ReportKind, filtered: ReportFilter, as_of: date
    ) -> tuple[Statistic, tuple[Proof, ...]]:
        from core.apprenticeship.figures.frozen_tables import proved

        return proved(source, self._question(kind, filtered, as_of), self.desk.words)

    def lines(
        self, source: Connection, kind: ReportKind, filtered: ReportFilter, as_of: date
    ) -> tuple[FigureLine, ...]:
        from core.apprenticeship.figures.frozen_lines import figure_lines

        return figure_lines(source, self._question(kind, filtered, as_of), self.desk.words)

    def figures(self, table: StatTable, lines: tuple[FigureLine, ...]) -> str:
        from core.apprenticeship.figures.frozen import figures_json

        return figures_json(table, lines)

    def workbooks(
        self,
        source: Connection,
        kind: ReportKind,
        filtered: ReportFilter,
        table: StatTable,
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
    ) -> tuple[bytes, ...]:
        from core.apprenticeship.figures.frozen import facts_workbooks

        write = partial(facts_workbooks, source, kind, filtered, table)
        return write(progress=progress, stopped=stopped)

    def compare(self, source: Connection, report: FrozenReport, workbooks: Iterable[bytes]) -> Compared:
        from core.apprenticeship.figures.frozen_words import compared

        return compared(self.found(source, report, workbooks), self.desk.words)

    def found(self, source: Connection, report: FrozenReport, workbooks: Iterable[bytes]) -> Comparison:
        """What differs, before it is put into words."""
        from core.apprenticeship.figures.frozen import collect, read_facts, read_figures
        from core.apprenticeship.figures.frozen_compare import compare

        facts, words = report.facts, self.desk.words
        filtered, as_of = read_filter(facts.filtered), date.fromisoformat(facts.as_of)
        before, now = read_facts(workbooks), collect(source, facts.kind, filtered)
        lines = self.lines(source, facts.kind, filtered, as_of)
        whole = len(self.desk.districts) > 1 and words.has_district(facts.office)
        return compare(
            self._question(facts.kind, filtered, as_of),
            before,
            now,
            read_figures(facts.figures),
            lines,
            seen=filtered.bureaus if whole else (),
        )

    def _question(self, kind: ReportKind, filtered: ReportFilter, as_of: date) -> Question:
        from core.apprenticeship.figures.frozen_places import Question

        types, limit = of(self.desk.words).assessment_types, self.desk.parameters.of(Limits).apprentice_limit
        return Question(kind, filtered, as_of, types, limit)

"""各区年度备案情况 (D6, C6): figures of every year, or of every district in a year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from core.apprenticeship.figures.stat_rows import YearsRow, year_rows, year_total
from core.apprenticeship.figures.stat_tables import years_table
from core.apprenticeship.figures.stat_years import (
    CHART_FIGURES,
    STANDING,
    YEAR_FIGURES,
    chart_lines,
    figure_of,
)
from core.apprenticeship.words.figures import DEFINITIONS
from desktop.views.apprenticeship.figures.behind_words import behind
from desktop.views.apprenticeship.figures.years_query import ALL_YEARS, YearsQuery, YearsQueryRow
from desktop.views.figures.notes import data_words
from desktop.views.figures.page import StatPage, heading
from desktop.views.figures.panel import Statistic, StatPanel
from desktop.views.figures.stat_ports import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.figures.models import BehindQuery, Proof, YearLine
    from core.apprenticeship.words.figures import Figure
    from core.figures.stat import StatTable
    from desktop.views.figures.charts import Behind
    from desktop.views.figures.stat_ports import StatPorts, YearFigures


class YearsPage(StatPage):
    """A district sees its years, the city its districts in one year; every number opens its records."""

    key = "years"
    title = "各区年度备案情况"

    def __init__(self, ports: StatPorts, parent: QWidget | None = None) -> None:
        super().__init__(ports, parent)
        present = int(ports.as_of(0)[:4])
        self._asked = YearsQuery(present if ports.city else 0)
        self._figures: YearFigures | None = None
        self.query = YearsQueryRow(ports.dictionaries, self._asked)
        self.field = self.query.year
        self.panel = StatPanel("years", self.title, ports)
        self.panel.column.insertWidget(0, self.query)
        self.panel.column.setContentsMargins(16, 14, 16, 12)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        self.query.asked.connect(self.ask)
        self.panel.behind_wanted.connect(self.open_behind)
        self.panel.reset_wanted.connect(self.query.reset)
        self.panel.failed.connect(self.problem)
        self.panel.freeze_wanted.connect(self._freeze)

    def ask(self, query: YearsQuery) -> None:
        """Show another year or type."""
        self._asked = query
        self.load()

    def load(self) -> None:
        work = partial(self.ports.year_lines, self._asked.type)
        self.ports.lane.run(work, self._came, self.fail, key="years.figures")

    # inside

    def _freeze(self) -> None:
        self.want_freeze(self._asked.year)

    def _came(self, figures: YearFigures) -> None:
        self._figures = figures
        lines = figures.lines
        self.query.offer_years(sorted({line.year for line in lines}, reverse=True))
        self.tell_state(data_words(figures.state))
        self.panel.show_statistic(
            Statistic(
                make=partial(self._table, figures, self._asked),
                links=self._links(lines),
                shown=self._shown(lines),
                state=figures.state,
                behind=tuple(self._bars(shown) for shown in chart_lines(lines, self._asked.year)),
                units=tuple(DEFINITIONS[one].unit for one in CHART_FIGURES),
            )
        )

    def _table(self, figures: YearFigures, asked: YearsQuery, proofs: Sequence[Proof]) -> StatTable:
        year, type_ = asked
        words = self.ports.dictionaries
        name = words.assessment_name(type_) if type_ else "全部类型"
        around = heading(
            self.ports,
            figures.state,
            period=f"{year} 年" if year else ALL_YEARS,
            filtered=f"考核类型：{name}",
            as_of=self.ports.as_of(year),
        )
        return years_table(figures.lines, around, words, year=year, type=type_, proofs=proofs)

    def _links(self, lines: Sequence[YearLine]) -> tuple[tuple[BehindQuery | None, ...], ...]:
        rows, total = year_rows(lines, self._asked.year), year_total(lines, self._asked.year)
        return tuple(self._link(row) for row in (*rows, *((total,) if total is not None else ())))

    def _link(self, row: YearsRow) -> tuple[BehindQuery | None, ...]:
        """Behind each cell of a row: nothing behind its name, rate and change."""
        numbers = (
            None if row.over_years and one in STANDING else self._behind(one, row.line)
            for one in YEAR_FIGURES
        )
        return (None, *numbers, None, None)

    def _bars(self, lines: Sequence[YearLine]) -> Behind:
        return tuple(tuple(self._behind(one, line) for line in lines) for one in CHART_FIGURES)

    def _behind(self, figure: Figure, line: YearLine) -> BehindQuery:
        bureaus = (line.bureau,) if line.bureau else self.ports.bureaus
        return behind(figure, bureaus, self.ports.as_of, year=line.year, type=self._asked.type)

    def _shown(self, lines: Sequence[YearLine]) -> tuple[Shown, ...]:
        """The totals that are proved; those as of a day are of the newest year where all years are shown."""
        total = year_total(lines, self._asked.year)
        if total is None:
            return ()
        return tuple(Shown(figure_of(total.line, one), self._behind(one, total.line)) for one in YEAR_FIGURES)

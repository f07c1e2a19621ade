"""各区年度备案情况 (D6, C6): figures of every year, or of every district in a year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from core.reports.stat_rows import YearsRow, year_rows, year_total
from core.reports.stat_tables import Heading, years_table
from core.reports.stat_years import STANDING, YEAR_FIGURES, figure_of
from desktop.views.behind_words import behind
from desktop.views.stat_card import StatCard
from desktop.views.stat_notes import data_words
from desktop.views.stat_page import StatArea, StatPage
from desktop.views.stat_ports import Shown
from desktop.views.years_query import ALL_YEARS, YearsQuery, YearsQueryRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.domain.errors import KnownError
    from core.domain.figures import Figure
    from core.reports.stat import StatTable
    from core.store.figure_models import BehindQuery, Proof, YearLine
    from desktop.views.stat_ports import StatPorts, YearFigures


class YearsPage(StatPage):
    """A district sees its years, the city its districts in one year; every number opens its records."""

    key = "years"
    title = "各区年度备案情况"

    def __init__(self, ports: StatPorts, parent: QWidget | None = None) -> None:
        super().__init__(ports, parent)
        present = int(ports.as_of(0)[:4])
        self._asked = YearsQuery(present if ports.city else 0)
        self._figures: YearFigures | None = None
        self._proofs: tuple[Proof, ...] | None = None
        self.query = YearsQueryRow(ports.dictionaries, self._asked)
        self.card = StatCard("years", "各区年度备案情况")
        area = StatArea("years.scroll")
        area.column.addWidget(self.card)
        area.column.addStretch(1)
        column = QVBoxLayout(self.overview)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(12)
        top = QVBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        top.addWidget(self.query)
        column.addLayout(top)
        column.addWidget(area, 1)
        self.query.asked.connect(self.ask)
        self.card.behind_wanted.connect(self.open_behind)
        self.card.reset_wanted.connect(self.query.reset)

    def first_field(self) -> QWidget:
        return self.query.year

    def ask(self, query: YearsQuery) -> None:
        """Show another year or type."""
        self._asked = query
        self.load()

    def load(self) -> None:
        work = partial(self.ports.year_lines, self._asked.type)
        self.ports.lane.run(work, self._came, self.fail, key="years.figures")

    def table(self) -> StatTable | None:
        """The statistic as it stands on the screen, for Excel and paper; None before it is proved."""
        return self.card.grid.figures.shown() if self._proofs is not None else None

    # inside

    def _came(self, figures: YearFigures) -> None:
        self._figures, self._proofs = figures, None
        self.query.offer_years(sorted({line.year for line in figures.lines}, reverse=True))
        self._show()
        self.tell_state(data_words(figures.state))
        work = partial(self.ports.prove, self._shown(figures.lines))
        self.ports.lane.run(work, self._proved, self._not_proved, key="years.proof")

    def _proved(self, proofs: tuple[Proof, ...]) -> None:
        self._proofs = proofs
        self._show()

    def _not_proved(self, error: KnownError) -> None:
        self.card.notes.proof.setText("合计与明细没有核对完，请重新查询；核对完成前请不要报送。")
        self.card.notes.proof.set_tone("bad")
        self.fail(error)

    def _show(self) -> None:
        if self._figures is None:
            return
        lines, (year, type_) = self._figures.lines, self._asked
        proofs = self._proofs or ()
        table = years_table(
            lines, self._heading(), self.ports.dictionaries, year=year, type=type_, proofs=proofs
        )
        agrees = None if self._proofs is None else all(one.agrees for one in proofs)
        self.card.show_table(table, self._links(lines), self._figures.state, agrees=agrees)

    def _heading(self) -> Heading:
        ports, (year, type_) = self.ports, self._asked
        name = ports.dictionaries.assessment_name(type_) if type_ else "全部类型"
        state = self._figures.state if self._figures is not None else None
        return Heading(
            office=ports.office,
            period=f"{year} 年" if year else ALL_YEARS,
            filtered=f"考核类型：{name}",
            as_of=ports.as_of(year),
            data_at=data_words(state).removeprefix("数据截止 ") if state is not None else "",
            made_by=ports.made_by(),
        )

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

    def _behind(self, figure: Figure, line: YearLine) -> BehindQuery:
        bureaus = (line.bureau,) if line.bureau else self.ports.bureaus
        return behind(figure, bureaus, self.ports.as_of, year=line.year, type=self._asked.type)

    def _shown(self, lines: Sequence[YearLine]) -> tuple[Shown, ...]:
        """The totals that are proved; those as of a day are of the newest year where all years are shown."""
        total = year_total(lines, self._asked.year)
        if total is None:
            return ()
        return tuple(Shown(figure_of(total.line, one), self._behind(one, total.line)) for one in YEAR_FIGURES)

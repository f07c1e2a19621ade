"""A statistic as a description: figures that count records of a kind, by year and by office.

    LOANS_BY_YEAR = Table(
        "loans_by_year", "各年借用情况",
        columns=(Figure("passed", "通过数", "件", "当年通过的借用申请，以通过日计。", counts(Loan, …)),),
        charts=(Chart("各年借用情况", ("passed",)),),
    )

One office has a row for each year, several have one each, of the year asked for or of all together. What is
not counted so is written as a function that gives a `Statistic`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.domain.values import Value
from core.figures.cells import TOTAL, Bars, Cell, Statistic, Total
from core.figures.columns import Counted, Line, Place, bars, heads, row
from core.figures.definition import Definition, sentences
from core.figures.stat import StatColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.figures.columns import Numbers
    from core.figures.counts import ByPlace, Counts


class YearQuery(Value, frozen=True):
    """What such a statistic is asked for: `year` 0 is all years."""

    year: int = 0


class Behind(Value, frozen=True):
    """The records behind a number: which figure it is, and where it stands."""

    figure: str
    place: Place


@dataclass(frozen=True)
class Figure:
    """A figure: its key, name, unit and 口径, and what it counts."""

    key: str
    name: str
    unit: str
    sentence: str
    counts: Counts

    @property
    def definition(self) -> Definition:
        return Definition(self.key, self.name, self.unit, self.sentence)


class Chart(NamedTuple):
    """Bars of some figures, by their keys, for every row."""

    title: str
    figures: tuple[str, ...]


class Read(NamedTuple):
    """The statistic and the years that anything is known of, newest first."""

    statistic: Statistic
    years: Sequence[int]


@dataclass(frozen=True)
class Table:
    """A statistic; `offices` is the head of their column, `empty` is said when there is nothing."""

    key: str
    title: str
    columns: tuple[Figure, ...]
    charts: tuple[Chart, ...] = ()
    offices: str = "单位"
    empty: str = "所选范围内没有数据。"

    def figure(self, key: str) -> Figure:
        """The figure of a key; KeyError."""
        return {one.key: one for one in self.columns}[key]

    def read(
        self, source: Connection | Session, query: YearQuery, offices: Mapping[str, str], this_year: int
    ) -> Read:
        """Count and put together; `offices` are the names by code of those whose records count here."""
        found = {one.key: one.counts.by_place(source, offices) for one in self.columns}
        years = _years(found, this_year)
        return Read(self._statistic(_numbers(found), query.year, years, offices), years)

    def _statistic(
        self, numbers: Numbers, year: int, years: Sequence[int], offices: Mapping[str, str]
    ) -> Statistic:
        columns = tuple(Counted(one.definition) for one in self.columns)
        whole = Line(TOTAL, Place(tuple(offices), year))
        by_year = len(offices) == 1
        if by_year:
            lines = [Line(f"{one} 年", Place(tuple(offices), one)) for one in years if year in (0, one)]
        else:
            lines = [Line(name, Place((code,), year)) for code, name in offices.items()]
        first = StatColumn("年度", "text", 10) if by_year else StatColumn(self.offices, "text", 16)
        counted = any(numbers(one.key, whole.place).number for one in self.columns)
        shown = lines[::-1] if by_year else lines
        return Statistic(
            title=self.title,
            columns=heads(first, columns),
            rows=tuple(row(columns, line, numbers) for line in lines) if counted else (),
            total=row(columns, whole, numbers) if counted and len(lines) > 1 else (),
            charts=tuple(self._chart(one, shown, numbers) for one in self.charts) if counted else (),
            definitions=sentences(one.definition for one in self.columns),
            totals=tuple(Total(one.name, numbers(one.key, whole.place)) for one in self.columns),
            empty=self.empty,
        )

    def _chart(self, chart: Chart, lines: Sequence[Line], numbers: Numbers) -> Bars:
        series = (Counted(self.figure(key).definition) for key in chart.figures)
        return bars(chart.title, lines, series, numbers)


def _years(found: Mapping[str, ByPlace], this_year: int) -> range:
    """From the present year, or the last with data, down to the first with data."""
    data = [this_year, *(year for counted in found.values() for _, year in counted)]
    return range(max(data), min(data) - 1, -1)


def _numbers(found: Mapping[str, ByPlace]) -> Numbers:
    """Sums at any place, each with what it counts."""
    of_office: dict[str, Counter[str]] = {key: Counter() for key in found}
    for key, counted in found.items():
        for (office, _), count in counted.items():
            of_office[key][office] += count

    def cell(figure: str, place: Place) -> Cell:
        of_year, of_all = found[figure], of_office[figure]
        number = sum(of_year[one, place.year] if place.year else of_all[one] for one in place.offices)
        return Cell(number, Behind(figure, place))

    return cell

"""A statistic as cells: each is a number and the query of the records that it counts.

What the screen shows, the bars of the charts, the workbook, the paper, the list behind a number, the sheets
of details and the proof are all made from the same cells, so they say the same.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from core.domain.values import Value
from core.figures.proof import proof_line
from core.figures.stat import StatChart, StatSeries, StatTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.figures.proof import Proof
    from core.figures.stat import StatCell, StatColumn

TOTAL = "合计"


class Cell(NamedTuple):
    """A number (tenths of a percent in a column of these), words, or None for what cannot be said (「—」).

    `behind` is the query of the records that it counts; None where there is nothing to open.
    """

    value: StatCell = None
    behind: Any = None

    @property
    def number(self) -> int:
        """The number; 0 for words and what cannot be said."""
        return self.value if isinstance(self.value, int) else 0


class Series(NamedTuple):
    """One colour of a chart: a name for the legend, what it counts (件, 人), a cell for each category."""

    name: str
    unit: str
    cells: tuple[Cell, ...]


class Bars(NamedTuple):
    """A chart with grouped bars of all series for each category."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    def printed(self) -> StatChart:
        """The chart as paper and workbook have it."""
        series = (StatSeries(one.name, tuple(cell.number for cell in one.cells)) for one in self.series)
        return StatChart(self.title, self.categories, tuple(series))


class Total(NamedTuple):
    """A total that is proved, with the name of its figure."""

    name: str
    cell: Cell

    @property
    def number(self) -> int:
        return self.cell.number


class Heading(Value, frozen=True):
    """The words around a statistic, as in `StatTable`."""

    office: str
    period: str
    filtered: str
    as_of: str
    data_at: str
    made_by: str


class Statistic(NamedTuple):
    """`rows` and `total` have one cell for each column (`total` empty when there is none).

    `definitions` are the sentences below, `totals` what is proved, `empty` says why there are no rows.
    """

    title: str
    columns: tuple[StatColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    charts: tuple[Bars, ...] = ()
    definitions: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    empty: str = "所选范围内没有数据。"

    def printed(self, heading: Heading, proofs: Sequence[Proof] = ()) -> StatTable:
        """The statistic as it is exported, printed and frozen."""
        return StatTable(
            title=self.title,
            columns=self.columns,
            rows=tuple(values(row) for row in self.rows),
            total=values(self.total),
            charts=tuple(chart.printed() for chart in self.charts),
            definitions=self.definitions,
            proof=proof_line(proofs),
            empty=self.empty,
            **{name: getattr(heading, name) for name in Heading.__struct_fields__},
        )


def as_of_day(year: int, today: date) -> date:
    """统计日 of a year: its end, or today while it lasts, before it and for no year."""
    return min(date(year or today.year, 12, 31), today)


def values(cells: Sequence[Cell]) -> tuple[StatCell, ...]:
    """What cells say, without what they open."""
    return tuple(cell.value for cell in cells)

"""Columns of a statistic as data: rows and bars are the same columns at other places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.figures.cells import Bars, Cell, Series
from core.figures.stat import StatColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.figures.definition import Definition
    from core.figures.stat import Kind, StatCell

    Numbers = Callable[[str, "Place"], Cell]
    """Gives the cell of a figure (by its key) at a place."""


class Place(NamedTuple):
    """Where a number stands: `offices` whose records it counts, `year` 0 for all years, `part` a code that
    narrows it further, empty for all.
    """

    offices: tuple[str, ...] = ()
    year: int = 0
    part: str = ""


class Line(NamedTuple):
    """A row to be, or a category of a chart: its name and its place."""

    name: str
    place: Place


class Counted(NamedTuple):
    """A column with the numbers of a figure; `title` where it is not its name, `part` as a place's."""

    of: Definition
    title: str = ""
    width: int = 10
    part: str = ""

    def column(self) -> StatColumn:
        return StatColumn(self.title or self.of.name, "int", self.width)

    def cell(self, numbers: Numbers, place: Place) -> Cell:
        return numbers(self.of.figure, place._replace(part=self.part) if self.part else place)


class Rate(NamedTuple):
    """A column with the share that one figure has in another, in tenths of a percent."""

    title: str
    of: str
    whole: str
    width: int = 8

    def column(self) -> StatColumn:
        return StatColumn(self.title, "percent", self.width)

    def cell(self, numbers: Numbers, place: Place) -> Cell:
        return Cell(rate(numbers(self.of, place).number, numbers(self.whole, place).number))


class Worked(NamedTuple):
    """A column that is worked out from its place and counts nothing itself."""

    title: str
    work: Callable[[Place], StatCell]
    kind: Kind = "int"
    width: int = 8

    def column(self) -> StatColumn:
        return StatColumn(self.title, self.kind, self.width)

    def cell(self, numbers: Numbers, place: Place) -> Cell:
        return Cell(self.work(place))


Column = Counted | Rate | Worked


def rate(part: int, whole: int) -> int | None:
    """Tenths of a percent, rounded half up; None where the whole is nothing."""
    return (part * 2000 + whole) // (2 * whole) if whole else None


def signed(change: int | None) -> StatCell:
    """`+12`, `−3`, `0`; None where there is nothing to compare with."""
    if change is None:
        return None
    return f"+{change:,}" if change > 0 else f"−{-change:,}" if change else "0"


def heads(first: StatColumn, columns: Iterable[Column]) -> tuple[StatColumn, ...]:
    """The columns of a table whose first one has the names of the rows."""
    return (first, *(one.column() for one in columns))


def row(columns: Iterable[Column], line: Line, numbers: Numbers) -> tuple[Cell, ...]:
    """The cells of a line, its name first."""
    return (Cell(line.name), *(one.cell(numbers, line.place) for one in columns))


def bars(title: str, lines: Sequence[Line], series: Iterable[Counted], numbers: Numbers) -> Bars:
    """A chart with a bar for every line and column."""
    made = (
        Series(one.title or one.of.name, one.of.unit, tuple(one.cell(numbers, line.place) for line in lines))
        for one in series
    )
    return Bars(title, tuple(line.name for line in lines), tuple(made))

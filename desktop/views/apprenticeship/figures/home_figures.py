"""The figures of the home page as charts; every bar carries the address of the list that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.figures import drill_down
from core.apprenticeship.figures.figures import year_lines
from core.apprenticeship.figures.models import TeacherQuery
from core.apprenticeship.figures.years import YearNumbers
from core.apprenticeship.lists.home import HomeSummary, home_summary
from core.apprenticeship.lists.teachers import teacher_lines
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.apprenticeship.words.limits import Limits
from core.figures.cells import Bars, Cell, Series
from core.figures.columns import Counted, Line, Place, bars, rate
from desktop.views.figures.charts import chart_data
from desktop.widgets.chart_data import ChartData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from core.apprenticeship.figures.models import TeacherLine, YearLine
    from desktop.desk import Desk

MOST_YEARS = 10
"""The home page shows the last ones; 各区年度备案情况 has all."""

PAGES = {
    **dict.fromkeys(
        (Figure.SUBMITTED, Figure.FILED, Figure.FILED_TOTAL, Figure.ELIGIBLE, Figure.ASSESSED), "years"
    ),
    Figure.PASSED: "passes",
    **dict.fromkeys((Figure.TEACHERS, Figure.FULL_TEACHERS, Figure.ACTIVE, Figure.GRADUATED), "teachers"),
}
"""The page whose list is opened, by figure."""

SERIES = (
    (Counted(DEFINITIONS[Figure.SUBMITTED], "提交"), 3),
    (Counted(DEFINITIONS[Figure.FILED], "备案"), 0),
    (Counted(DEFINITIONS[Figure.ASSESSED], "考核"), 1),
    (Counted(DEFINITIONS[Figure.PASSED], "合格"), 2),
)
"""Series of the chart by year, with their fills."""


class HomeView(NamedTuple):
    """The queues of the home page; `data_at` is the instant of the last pull, empty before the first."""

    summary: HomeSummary
    waiting: int
    refused: int
    data_at: str


class HomeFigures(NamedTuple):
    """The figures behind the charts of the home page, by `core.apprenticeship.words.figures`.

    `lines` have every district in every year, the newest first; `teachers` are one line per district and
    `people` their total, where each teacher counts once.
    """

    lines: tuple[YearLine, ...]
    teachers: tuple[TeacherLine, ...]
    people: TeacherLine


def read_queues(source: Connection, desk: Desk) -> HomeView:
    """Read the queues from the kept counts."""
    state = desk.data_state()
    summary = home_summary(source, desk.given(), desk.bureaus())
    return HomeView(summary, state.waiting, state.refused, state.data_at)


def read_figures(source: Connection, desk: Desk) -> HomeFigures:
    """Count over all records of the clerk's districts, in one reading."""
    lines = year_lines(source, desk.districts, desk.today(), desk.words)
    teachers, people = teacher_lines(
        source, TeacherQuery(bureaus=desk.districts), desk.parameters.of(Limits).apprentice_limit
    )
    return HomeFigures(lines, teachers, people)


class DistrictFigure(NamedTuple):
    """A figure that can be compared between districts. `opens` is what its bars open: a rate has no list of
    its own and opens the passes.
    """

    key: str
    name: str
    opens: Figure
    of_year: bool = True
    percent: bool = False

    def cell(self, year: YearLine, people: TeacherLine) -> Cell:
        """Give the cell of one district from its line of a year, or its line of people."""
        opened = address(self.opens, year.year if self.of_year else 0, year.bureau)
        if self.percent:
            return Cell(rate(year.passed, year.assessed), opened)
        return Cell(getattr(year if self.of_year else people, self.key), opened)


def _of(figure: Figure, *, of_year: bool = True) -> DistrictFigure:
    return DistrictFigure(str(figure), DEFINITIONS[figure].name, figure, of_year)


DISTRICT_FIGURES = (
    _of(Figure.FILED),
    _of(Figure.FILED_TOTAL),
    _of(Figure.ELIGIBLE),
    _of(Figure.ASSESSED),
    _of(Figure.PASSED),
    DistrictFigure("pass_rate", "当年合格率", Figure.PASSED, percent=True),
    _of(Figure.ACTIVE, of_year=False),
    _of(Figure.TEACHERS, of_year=False),
)


def address(figure: Figure, year: int = 0, bureau: str = "") -> str:
    """Give the key of a bar: the page and, after a blank, the list on it."""
    return f"{PAGES[figure]} {drill_down.address(figure, year, bureau)}"


def by_year(figures: HomeFigures) -> ChartData:
    """Give filings, assessments and passes of the last years, the present one at the right."""
    numbers = YearNumbers(figures.lines)

    def cell(figure: str, place: Place) -> Cell:
        return Cell(numbers.number(figure, place), address(Figure(figure), place.year))

    years = [Line(str(year), Place(numbers.bureaus, year)) for year in numbers.years[:MOST_YEARS][::-1]]
    chart = bars("", years, (one for one, _ in SERIES), cell)
    return _unless_empty(chart_data(chart, tuple(fill for _, fill in SERIES), ending="年"))


def by_people(figures: HomeFigures) -> ChartData:
    """Give students and teachers of today."""
    people, numbers = figures.people, YearNumbers(figures.lines)
    rows = (
        (DEFINITIONS[Figure.ACTIVE].name, Figure.ACTIVE, people.active),
        (DEFINITIONS[Figure.GRADUATED].name, Figure.GRADUATED, people.graduated),
        ("可考核学生", Figure.ELIGIBLE, numbers.number(Figure.ELIGIBLE, Place(numbers.bureaus))),
        (DEFINITIONS[Figure.TEACHERS].name, Figure.TEACHERS, people.teachers),
        (DEFINITIONS[Figure.FULL_TEACHERS].name, Figure.FULL_TEACHERS, people.full_teachers),
    )
    cells = tuple(Cell(value, address(figure)) for _, figure, value in rows)
    chart = Bars("", tuple(name for name, _, _ in rows), (Series("", "人", cells),))
    return _unless_empty(chart_data(chart))


def by_district(
    figures: HomeFigures, chosen: DistrictFigure, year: int, names: Mapping[str, str]
) -> ChartData:
    """Give one figure of every district; `year` is of no account for figures of today."""
    lines = {one.bureau: one for one in figures.lines if one.year == year}
    people = {one.bureau: one for one in figures.teachers}
    codes = [code for code in names if code in lines and code in people]
    cells = tuple(chosen.cell(lines[code], people[code]) for code in codes)
    unit = "" if chosen.percent else DEFINITIONS[chosen.opens].unit
    chart = Bars("", tuple(names[code] for code in codes), (Series(chosen.name, unit, cells),))
    return chart_data(chart, percent=chosen.percent)


def _unless_empty(chart: ChartData) -> ChartData:
    """Nothing where all is 0: the chart says why in words."""
    return chart if chart.most else ChartData()

"""The figures of the home page as charts; every bar carries the address of the list that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.words.figures import DEFINITIONS, Figure
from desktop.widgets.chart_data import ChartData, Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.apprenticeship.figures.models import TeacherLine, YearLine
    from desktop.ports import HomeFigures

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

_YEARLY = (
    (Figure.SUBMITTED, "提交", 3),
    (Figure.FILED, "备案", 0),
    (Figure.ASSESSED, "考核", 1),
    (Figure.PASSED, "合格", 2),
)
"""Series of the chart by year: figure, word, fill."""

_PEOPLE = {Figure.ELIGIBLE: "可考核学生"}
"""Other words than the definition's where people are shown."""


class DistrictFigure(NamedTuple):
    """A figure that can be compared between districts. `opens` is what its bars open: a rate has no list of
    its own and opens the passes.
    """

    key: str
    name: str
    opens: Figure
    of_year: bool = True
    percent: bool = False

    def value(self, year: YearLine, people: TeacherLine) -> int | None:
        """Give the figure of one district from its line of a year, or its line of people."""
        if self.percent:
            return year.pass_rate
        found = getattr(year if self.of_year else people, self.key)
        return int(found)


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
    return f"{PAGES[figure]} behind/{figure}/{year or ''}/{bureau}/"


def by_year(figures: HomeFigures) -> ChartData:
    """Give filings, assessments and passes of the last years, the present one at the right."""
    years = figures.years[:MOST_YEARS][::-1]
    if not any(getattr(one, figure) for one in years for figure, _, _ in _YEARLY):
        return ChartData()
    series = (
        Series(
            word,
            tuple(int(getattr(one, figure)) for one in years),
            tuple(address(figure, one.year) for one in years),
            DEFINITIONS[figure].unit,
            fill,
        )
        for figure, word, fill in _YEARLY
    )
    return ChartData(tuple(str(one.year) for one in years), tuple(series), "年")


def by_people(figures: HomeFigures) -> ChartData:
    """Give students and teachers of today."""
    people = figures.people
    eligible = figures.years[0].eligible if figures.years else 0
    rows = (
        (Figure.ACTIVE, people.active),
        (Figure.GRADUATED, people.graduated),
        (Figure.ELIGIBLE, eligible),
        (Figure.TEACHERS, people.teachers),
        (Figure.FULL_TEACHERS, people.full_teachers),
    )
    if not any(value for _, value in rows):
        return ChartData()
    names = tuple(
        "可考核学生" if figure is Figure.ELIGIBLE else DEFINITIONS[figure].name for figure, _ in rows
    )
    values, keys = tuple(value for _, value in rows), tuple(address(figure) for figure, _ in rows)
    return ChartData(names, (Series("", values, keys, "人"),))


def by_district(
    figures: HomeFigures, chosen: DistrictFigure, year: int, names: Mapping[str, str]
) -> ChartData:
    """Give one figure of every district; `year` is of no account for figures of today."""
    lines = {one.bureau: one for one in figures.lines if one.year == year}
    people = {one.bureau: one for one in figures.teachers}
    codes = [code for code in names if code in lines and code in people]
    values = tuple(chosen.value(lines[code], people[code]) for code in codes)
    keys = tuple(address(chosen.opens, year if chosen.of_year else 0, code) for code in codes)
    unit = "" if chosen.percent else DEFINITIONS[chosen.opens].unit
    series = (Series(chosen.name, values, keys, unit),)
    return ChartData(tuple(names[code] for code in codes), series, percent=chosen.percent)

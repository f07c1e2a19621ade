"""各区年度备案情况 as a table (D6, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.stat_rows import YearsRow, over_bureaus, year_rows, year_total
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.figures.stat_words import TOTAL, Heading, around, proof_line, sentences, short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.models import Proof, YearLine
    from core.domain.dictionaries import Dictionaries
    from core.figures.stat import StatCell

TITLE = "各区年度备案情况"
YEAR_FIGURES = (
    Figure.FILED_TOTAL,
    Figure.ELIGIBLE,
    Figure.SUBMITTED,
    Figure.FILED,
    Figure.ASSESSED,
    Figure.PASSED,
)
"""The figures of the columns after the first, in order; then follow rate and change."""
CHART_FIGURES = (Figure.FILED, Figure.ASSESSED, Figure.PASSED)
TYPED = frozenset({Figure.ELIGIBLE, Figure.ASSESSED, Figure.PASSED})
"""Figures that a chosen 考核类型 narrows."""
STANDING = frozenset({Figure.FILED_TOTAL, Figure.ELIGIBLE})
"""Figures as of a day: those of several years cannot be added."""


def years_table(
    lines: Sequence[YearLine],
    heading: Heading,
    dictionaries: Dictionaries,
    *,
    year: int = 0,
    type: str = "",
    proofs: Sequence[Proof] = (),
) -> StatTable:
    """各区年度备案情况 of all `lines` (every bureau and every year, as `year_lines` gives them).

    One bureau: a row per year, `year` 0, or that year's alone. Several: a row per bureau of that year, or of
    all years together. `type` is what the lines were asked for.
    """
    by_year = len({line.bureau for line in lines}) == 1
    rows, total = year_rows(lines, year), year_total(lines, year)
    changes = by_year or year > 0
    return StatTable(
        title=TITLE,
        columns=_year_columns(by_year=by_year, whole=not (by_year or year), changes=changes),
        rows=tuple(
            _year_cells(row, _year_name(row, dictionaries, by_year=by_year), changes=changes) for row in rows
        ),
        total=_year_cells(total, TOTAL, changes=changes) if total is not None and len(rows) > 1 else (),
        charts=_charts(lines, dictionaries, year),
        definitions=(
            *_year_remarks(rows, total, dictionaries, by_year=by_year, year=year, type=type),
            *sentences(YEAR_FIGURES),
            *((_change_sentence(lines),) if changes else ()),
        ),
        proof=proof_line(proofs),
        empty=f"{year} 年没有提交、备案和考核。" if year else "还没有备案。",
        **around(heading),
    )


def signed(change: int | None) -> StatCell:
    """`+12`, `−3`, `0`; None where there is nothing to compare with."""
    if change is None:
        return None
    return f"+{change:,}" if change > 0 else f"−{-change:,}" if change else "0"


def _year_columns(*, by_year: bool, whole: bool, changes: bool) -> tuple[StatColumn, ...]:
    names = (DEFINITIONS[figure].name for figure in YEAR_FIGURES)
    return (
        StatColumn("年度" if by_year else "区", "text", 10 if by_year else 16),
        *(StatColumn(name.replace("当年", "历年") if whole else name) for name in names),
        StatColumn("合格率", "percent", 8),
        *((StatColumn("较上年", "int", 8),) if changes else ()),
    )


def _year_name(row: YearsRow, dictionaries: Dictionaries, *, by_year: bool) -> str:
    return f"{row.line.year} 年" if by_year else dictionaries.district_name(row.line.bureau)


def _year_cells(row: YearsRow, name: str, *, changes: bool) -> tuple[StatCell, ...]:
    line = row.line
    return (
        name,
        *(None if row.over_years and one in STANDING else figure_of(line, one) for one in YEAR_FIGURES),
        line.pass_rate,
        *((signed(row.change),) if changes else ()),
    )


def figure_of(line: YearLine, figure: Figure) -> int:
    """The number that a line has for a figure of `YEAR_FIGURES`."""
    value: int = getattr(line, figure.value)
    return value


def chart_lines(lines: Sequence[YearLine], year: int) -> tuple[tuple[YearLine, ...], ...]:
    """Give what the charts of `years_table` show: for each chart a line per category.

    One bureau: its years, oldest first. Several: the bureaus, and over all years also the years together.
    """
    rows = year_rows(lines, year)
    if len({line.bureau for line in lines}) == 1:
        return (tuple(row.line for row in reversed(rows)),) if rows else ()
    made = [tuple(row.line for row in rows)] if rows else []
    years = sorted({line.year for line in lines})
    if not year and len(years) > 1:
        made.append(tuple(over_bureaus([line for line in lines if line.year == one]) for one in years))
    return tuple(made)


def _charts(lines: Sequence[YearLine], dictionaries: Dictionaries, year: int) -> tuple[StatChart, ...]:
    by_year = len({line.bureau for line in lines}) == 1
    return tuple(
        _chart("历年备案、考核与合格", [str(line.year) for line in shown], shown)
        if by_year or place
        else _chart("各区备案、考核与合格", [short_name(dictionaries, line.bureau) for line in shown], shown)
        for place, shown in enumerate(chart_lines(lines, year))
    )


def _chart(title: str, categories: Iterable[str], lines: Sequence[YearLine]) -> StatChart:
    return StatChart(
        title,
        tuple(categories),
        tuple(
            StatSeries(
                DEFINITIONS[figure].name.removeprefix("当年"),
                tuple(figure_of(line, figure) for line in lines),
            )
            for figure in CHART_FIGURES
        ),
    )


def _year_remarks(
    rows: Sequence[YearsRow],
    total: YearsRow | None,
    dictionaries: Dictionaries,
    *,
    by_year: bool,
    year: int,
    type: str,
) -> tuple[str, ...]:
    made = []
    if type:
        name = of(dictionaries).assessment_name(type)
        made.append(f"可考核、考核、合格的数字只计“{name}”；提交数和备案数不分考核类型。")
    idle = [row for row in rows if not row.happened]
    if by_year and idle:
        years = "、".join(str(row.line.year) for row in idle)
        made.append(f"{years} 年没有提交、备案和考核。")
    elif total is not None and not total.happened:
        made.append(f"{year} 年各区都没有提交、备案和考核。" if year else "各区还没有提交、备案和考核。")
    elif idle:
        names = "、".join(dictionaries.district_name(row.line.bureau) for row in idle)
        made.append(f"没有提交、备案和考核的区：{names}。")
    return tuple(made)


def _change_sentence(lines: Sequence[YearLine]) -> str:
    newest = max(lines, key=_year, default=None)
    part = (
        f"；{newest.year} 年只到 {newest.as_of}，尚未满一年"
        if newest is not None and not newest.as_of.endswith("-12-31")
        else ""
    )
    return f"较上年：当年备案数比上一年全年增加或减少的件数{part}。"


def _year(line: YearLine) -> int:
    return line.year

"""考核合格人员统计 (D7, C7): a row per type for one bureau, else a row per bureau with a column per type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.figures.cells import TOTAL, Cell, Statistic, Total
from core.figures.columns import Counted, Line, Place, Rate, bars, heads, row
from core.figures.definition import sentences
from core.figures.stat import StatColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.figures.models import BehindQuery, PassLine
    from core.domain.dictionaries import Dictionaries
    from core.figures.cells import Bars
    from core.figures.columns import Column

TITLE = "考核合格人员统计"
ASSESSED = Counted(DEFINITIONS[Figure.ASSESSED], "考核人次")
PASSED = Counted(DEFINITIONS[Figure.PASSED], "合格人次")
RATE = Rate("合格率", Figure.PASSED, Figure.ASSESSED)


def passes_statistic(lines: Sequence[PassLine], query: BehindQuery, dictionaries: Dictionaries) -> Statistic:
    """Make the statistic of what a query of PASSED asks for; what has no line counts 0."""
    types = (query.type,) if query.type else tuple(one.code for one in of(dictionaries).assessment_types)
    numbers = _Numbers(lines, query, types)
    columns, shown = _columns(query, types, dictionaries), _lines(query, types, dictionaries)
    whole = Line(TOTAL, Place(query.bureaus))
    counted = any(line.passed or line.assessed for line in lines)
    single = len(query.bureaus) == 1
    return Statistic(
        title=TITLE,
        columns=heads(
            StatColumn("考核类型", "text", 20) if single else StatColumn("区", "text", 16), columns
        ),
        rows=tuple(row(columns, line, numbers) for line in shown) if counted else (),
        total=row(columns, whole, numbers) if counted and len(shown) > 1 else (),
        charts=(_chart(numbers, query, types, dictionaries),) if counted else (),
        definitions=sentences((ASSESSED.of, PASSED.of)),
        totals=tuple(Total(one.name, numbers(one.figure, whole.place)) for one in (ASSESSED.of, PASSED.of)),
        empty="所选范围内还没有已公布的考核成绩。",
    )


class _Numbers:
    """Sums over bureaus and types; different people are not added, one may have passed in both."""

    def __init__(self, lines: Sequence[PassLine], query: BehindQuery, types: Sequence[str]) -> None:
        self._lines = [line for line in lines if line.type in types]
        self._query = query

    def __call__(self, figure: str, place: Place) -> Cell:
        wanted = (
            line for line in self._lines if line.bureau in place.offices and place.part in ("", line.type)
        )
        query = msgspec.structs.replace(
            self._query,
            figure=Figure(figure),
            bureaus=place.offices,
            type=place.part or self._query.type,
            sort="assessed_on",
            descending=True,
        )
        return Cell(sum(getattr(line, figure) for line in wanted), query)


def _columns(query: BehindQuery, types: Sequence[str], words: Dictionaries) -> tuple[Column, ...]:
    if len(query.bureaus) == 1:
        return ASSESSED, PASSED, RATE
    each = (Counted(PASSED.of, f"{of(words).assessment_name(one)}{PASSED.title}", 16, one) for one in types)
    several = (Counted(PASSED.of, f"{PASSED.title}合计", 14),) if len(types) > 1 else ()
    return (ASSESSED, *each, *several, RATE)


def _lines(
    query: BehindQuery, types: Sequence[str], words: Dictionaries, *, short: bool = False
) -> list[Line]:
    """The rows, or with `short` names the categories of the chart."""
    if len(query.bureaus) == 1:
        return [Line(of(words).assessment_name(one), Place(query.bureaus, part=one)) for one in types]
    name = words.short_name if short else words.district_name
    return [Line(name(bureau), Place((bureau,))) for bureau in query.bureaus]


def _chart(numbers: _Numbers, query: BehindQuery, types: Sequence[str], words: Dictionaries) -> Bars:
    """One bureau: assessed and passed by type; several: passed by bureau, a colour per type."""
    shown = _lines(query, types, words, short=True)
    if len(query.bureaus) == 1:
        return bars("各考核类型的考核与合格人次", shown, (ASSESSED, PASSED), numbers)
    each = (Counted(PASSED.of, of(words).assessment_name(one), part=one) for one in types)
    return bars("各区合格人次", shown, each, numbers)

"""考核合格人员统计 as a table (D7, C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.figures import Figure
from core.reports.stat import StatChart, StatColumn, StatSeries, StatTable
from core.reports.stat_words import TOTAL, Heading, around, proof_line, sentences, short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.dictionaries import Dictionaries
    from core.reports.stat import StatCell
    from core.store.figure_models import PassLine, Proof

TITLE = "考核合格人员统计"


def passes_table(
    lines: Sequence[PassLine],
    heading: Heading,
    dictionaries: Dictionaries,
    *,
    bureaus: Sequence[str],
    types: Sequence[str],
    proofs: Sequence[Proof] = (),
) -> StatTable:
    """考核合格人员统计: a row per type for one bureau, else a row per bureau with a column per type.

    `bureaus` and `types` are what was asked for, in the order shown; what has no line counts 0.
    """
    found = {(line.bureau, line.type): line for line in lines}
    rows = _rows(found, bureaus, types, dictionaries)
    counted = any(cell for row in rows for cell in row[1:])
    return StatTable(
        title=TITLE,
        columns=_columns(bureaus, types, dictionaries),
        rows=rows if counted else (),
        total=(TOTAL, *_sums(rows)) if counted and len(rows) > 1 else (),
        charts=_pass_charts(found, bureaus, types, dictionaries) if counted else (),
        definitions=sentences((Figure.PASSED,)),
        proof=proof_line(proofs),
        empty="所选范围内还没有考核合格人员。",
        **around(heading),
    )


def _columns(
    bureaus: Sequence[str], types: Sequence[str], dictionaries: Dictionaries
) -> tuple[StatColumn, ...]:
    if len(bureaus) == 1:
        return StatColumn("考核类型", "text", 20), StatColumn("合格人次")
    names = (dictionaries.assessment_name(code) for code in types)
    several = (StatColumn("合格人次合计", "int", 14),) if len(types) > 1 else ()
    return (
        StatColumn("区", "text", 16),
        *(StatColumn(f"{name}合格人次", "int", 16) for name in names),
        *several,
    )


def _rows(
    found: dict[tuple[str, str], PassLine],
    bureaus: Sequence[str],
    types: Sequence[str],
    dictionaries: Dictionaries,
) -> tuple[tuple[StatCell, ...], ...]:
    if len(bureaus) == 1:
        only = bureaus[0]
        return tuple((dictionaries.assessment_name(code), _passed(found, only, code)) for code in types)
    return tuple((dictionaries.district_name(one), *_across(found, one, types)) for one in bureaus)


def _passed(found: dict[tuple[str, str], PassLine], bureau: str, type: str) -> int:
    line = found.get((bureau, type))
    return line.passed if line is not None else 0


def _across(
    found: dict[tuple[str, str], PassLine], bureau: str, types: Sequence[str]
) -> tuple[StatCell, ...]:
    counts = [_passed(found, bureau, code) for code in types]
    return (*counts, sum(counts)) if len(types) > 1 else tuple(counts)


def _sums(rows: Sequence[tuple[StatCell, ...]]) -> tuple[StatCell, ...]:
    numbers = zip(*(row[1:] for row in rows), strict=True)
    return tuple(sum(cell for cell in column if isinstance(cell, int)) for column in numbers)


def _pass_charts(
    found: dict[tuple[str, str], PassLine],
    bureaus: Sequence[str],
    types: Sequence[str],
    dictionaries: Dictionaries,
) -> tuple[StatChart, ...]:
    series = tuple(
        StatSeries(
            dictionaries.assessment_name(code), tuple(_passed(found, bureau, code) for bureau in bureaus)
        )
        for code in types
    )
    categories = tuple(short_name(dictionaries, bureau) for bureau in bureaus)
    return (StatChart("合格人次", categories, series),)

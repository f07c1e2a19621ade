"""考核合格人员统计 as a table (D7, C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import PassLine
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import Figure
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.figures.stat_words import TOTAL, Heading, around, proof_line, sentences, short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.figures.models import Proof
    from core.domain.dictionaries import Dictionaries
    from core.figures.stat import StatCell

    Found = dict[tuple[str, str], PassLine]

TITLE = "考核合格人员统计"


COUNTED, PASSED, RATE = "考核人次", "合格人次", "合格率"


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
    counted = any(line.passed or line.assessed for line in lines)
    return StatTable(
        title=TITLE,
        columns=_columns(bureaus, types, dictionaries),
        rows=rows if counted else (),
        total=_total(found, bureaus, types) if counted and len(rows) > 1 else (),
        charts=_charts(found, bureaus, types, dictionaries) if counted else (),
        definitions=sentences((Figure.ASSESSED, Figure.PASSED)),
        proof=proof_line(proofs),
        empty="所选范围内还没有已公布的考核成绩。",
        **around(heading),
    )


def _columns(
    bureaus: Sequence[str], types: Sequence[str], dictionaries: Dictionaries
) -> tuple[StatColumn, ...]:
    rate = StatColumn(RATE, "percent", 8)
    if len(bureaus) == 1:
        return StatColumn("考核类型", "text", 20), StatColumn(COUNTED), StatColumn(PASSED), rate
    names = (of(dictionaries).assessment_name(code) for code in types)
    several = (StatColumn(f"{PASSED}合计", "int", 14),) if len(types) > 1 else ()
    return (
        StatColumn("区", "text", 16),
        StatColumn(COUNTED),
        *(StatColumn(f"{name}{PASSED}", "int", 16) for name in names),
        *several,
        rate,
    )


def _rows(
    found: Found, bureaus: Sequence[str], types: Sequence[str], dictionaries: Dictionaries
) -> tuple[tuple[StatCell, ...], ...]:
    if len(bureaus) == 1:
        lines = [(code, _line(found, bureaus, [code])) for code in types]
        return tuple(
            (of(dictionaries).assessment_name(code), line.assessed, line.passed, line.pass_rate)
            for code, line in lines
        )
    return tuple((dictionaries.district_name(bureau), *_across(found, [bureau], types)) for bureau in bureaus)


def _total(found: Found, bureaus: Sequence[str], types: Sequence[str]) -> tuple[StatCell, ...]:
    if len(bureaus) == 1:
        line = _line(found, bureaus, types)
        return TOTAL, line.assessed, line.passed, line.pass_rate
    return TOTAL, *_across(found, bureaus, types)


def _across(found: Found, bureaus: Sequence[str], types: Sequence[str]) -> tuple[StatCell, ...]:
    whole = _line(found, bureaus, types)
    each = (_line(found, bureaus, [code]).passed for code in types)
    several = (whole.passed,) if len(types) > 1 else ()
    return (whole.assessed, *each, *several, whole.pass_rate)


def _line(found: Found, bureaus: Sequence[str], types: Sequence[str]) -> PassLine:
    """The sum over these bureaus and types; `people` are not added, one may have passed in both."""
    lines = [found[bureau, code] for bureau in bureaus for code in types if (bureau, code) in found]
    passed, assessed = sum(line.passed for line in lines), sum(line.assessed for line in lines)
    return PassLine("", "", passed, 0, assessed)


def _charts(
    found: Found, bureaus: Sequence[str], types: Sequence[str], dictionaries: Dictionaries
) -> tuple[StatChart, ...]:
    """One bureau: assessed and passed by type; several: passed by bureau, a colour per type."""
    if len(bureaus) == 1:
        lines = [_line(found, bureaus, [code]) for code in types]
        names = tuple(of(dictionaries).assessment_name(code) for code in types)
        both = (
            StatSeries(COUNTED, tuple(line.assessed for line in lines)),
            StatSeries(PASSED, tuple(line.passed for line in lines)),
        )
        return (StatChart("各考核类型的考核与合格人次", names, both),)
    series = tuple(
        StatSeries(
            of(dictionaries).assessment_name(code),
            tuple(_line(found, [bureau], [code]).passed for bureau in bureaus),
        )
        for code in types
    )
    categories = tuple(short_name(dictionaries, bureau) for bureau in bureaus)
    return (StatChart("各区合格人次", categories, series),)

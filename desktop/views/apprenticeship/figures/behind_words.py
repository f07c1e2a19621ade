"""Which number a drill-down is about, in words and as an address that other pages may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import BehindQuery
from core.apprenticeship.words.figures import DEFINITIONS, USUAL_SORTS, Figure
from desktop.views.lists.query_words import typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.dictionaries import Dictionaries

PREFIX = "behind/"
OF_YEAR = frozenset({Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED})
"""Figures of a year, or of all years together."""
AS_OF = frozenset({Figure.FILED_TOTAL, Figure.ELIGIBLE})
"""Figures as of a day."""
TYPED = frozenset({Figure.ELIGIBLE, Figure.ASSESSED, Figure.PASSED})
"""Figures that a 考核类型 narrows."""


def parse(preset: str, bureaus: tuple[str, ...], as_of: Callable[[int], str]) -> BehindQuery | None:
    """Give the query of `behind/<figure>/<year>/<bureau>/<type>`; None when it is no such address.

    Year, bureau and type may be empty: all years (or today), all of `bureaus`, any type. A district that does
    not count here is not an address.
    """
    figure, year, bureau, type_ = (*preset.removeprefix(PREFIX).split("/"), "", "", "", "")[:4]
    known = figure in set(Figure) and (not bureau or bureau in bureaus) and (year.isdigit() or not year)
    if not preset.startswith(PREFIX) or not known:
        return None
    return behind(Figure(figure), (bureau,) if bureau else bureaus, as_of, year=int(year or 0), type=type_)


def behind(
    figure: Figure,
    bureaus: tuple[str, ...],
    as_of: Callable[[int], str],
    *,
    year: int = 0,
    type: str = "",
) -> BehindQuery:
    """Make the query of a number, with only what its figure knows: year, day, type."""
    return BehindQuery(
        figure=figure,
        bureaus=bureaus,
        year=year if figure in OF_YEAR else 0,
        as_of=as_of(year) if figure in AS_OF else "",
        type=type if figure in TYPED else "",
        sort=USUAL_SORTS.get(figure, "filing_no"),
        descending=figure is not Figure.ELIGIBLE,
    )


def title(query: BehindQuery, dictionaries: Dictionaries, person: str = "") -> str:
    """Say which number it is: `2026 年 武昌区 当年备案数`; `person` is the teacher it is about."""
    found = DEFINITIONS[query.figure]
    name = found.name
    parts = []
    if query.year:
        parts.append(f"{query.year} 年")
    elif query.figure in OF_YEAR:
        name = name.replace("当年", "历年")
    if query.as_of:
        parts.append(f"截至 {query.as_of}")
    if len(query.bureaus) == 1:
        parts.append(dictionaries.district_name(query.bureaus[0]))
    elif query.bureaus:
        parts.append("全市")
    if query.type:
        parts.append(dictionaries.assessment_name(query.type))
    if person:
        parts.append(f"{person}老师")
    searched = [
        f"{label}“{typed(text)}”"
        for label, text in (("学生", query.student), ("老师", query.teacher))
        if text
    ]
    return " ".join((*parts, *searched, name))


def counted(words: str, count: int, figure: Figure) -> str:
    """`2026 年 武昌区 当年备案数：37 件`."""
    return f"{words}：{count:,} {DEFINITIONS[figure].unit}"


def students_of(teacher_id: str, figure: Figure, bureaus: tuple[str, ...]) -> BehindQuery:
    """Make the query of a teacher's students in the state that a figure counts."""
    return BehindQuery(figure, bureaus, teacher_id=teacher_id, sort="filing_no", descending=True)

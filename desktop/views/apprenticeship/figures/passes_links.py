"""What the cells and bars of 考核合格人员统计 open: the same query, narrowed to a district and a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.words.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.figures.models import BehindQuery
    from desktop.views.figures.card import Links
    from desktop.views.figures.charts import Behind


def cells(query: BehindQuery, types: Sequence[str]) -> Links:
    """Of every row and then of the total, in the columns of `passes_table`; nothing behind name and rate."""
    if len(query.bureaus) == 1:
        return tuple(
            (None, narrowed(query, Figure.ASSESSED, type=one), narrowed(query, Figure.PASSED, type=one), None)
            for one in (*types, query.type)
        )
    places = [*((one,) for one in query.bureaus), query.bureaus]
    return tuple(_across(query, bureaus, types) for bureaus in places)


def bars(query: BehindQuery, types: Sequence[str]) -> Behind:
    """Of every series and category in the chart of `passes_table`."""
    if len(query.bureaus) == 1:
        figures = (Figure.ASSESSED, Figure.PASSED)
        return tuple(tuple(narrowed(query, figure, type=one) for one in types) for figure in figures)
    return tuple(
        tuple(narrowed(query, Figure.PASSED, (bureau,), type=one) for bureau in query.bureaus)
        for one in types
    )


def _across(
    query: BehindQuery, bureaus: tuple[str, ...], types: Sequence[str]
) -> tuple[BehindQuery | None, ...]:
    each = (narrowed(query, Figure.PASSED, bureaus, type=one) for one in types)
    several = (narrowed(query, Figure.PASSED, bureaus),) if len(types) > 1 else ()
    return (None, narrowed(query, Figure.ASSESSED, bureaus), *each, *several, None)


def narrowed(
    query: BehindQuery, figure: Figure, bureaus: tuple[str, ...] = (), *, type: str = ""
) -> BehindQuery:
    """The query of another figure in some of its districts, of one type."""
    return msgspec.structs.replace(
        query,
        figure=figure,
        bureaus=bureaus or query.bureaus,
        type=type or query.type,
        sort="assessed_on",
        descending=True,
    )

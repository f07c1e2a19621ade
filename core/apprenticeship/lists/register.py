"""The register 台账 (D8): all apprenticeships of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.readmodels import RegisterRow
from core.store.listing import Listing, Where, fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.readmodels import RegisterQuery

REGISTER_SORTS = {
    "filing_no": ("filing_no",),
    "student_name": ("student_pinyin",),
    "teacher_name": ("teacher_pinyin",),
    "practice_place": ("practice_place",),
    "notarised_on": ("notarised_on",),
    "filed_on": ("filed_on",),
    "ended_on": ("ended_on",),
    "state": ("state", "filing_no"),
    "bureau": ("bureau", "filing_no"),
}
"""Sort names and what they sort by, always with the id last; names of people sort by their reading."""

REGISTER = Listing("apprenticeship", ", ".join(RegisterRow.__struct_fields__), REGISTER_SORTS)


def register_ids(source: Connection | Session, query: RegisterQuery) -> list[str]:
    """Give the ids of all apprenticeships of a query in its order."""
    return REGISTER.ids(source, _where(query), query.sort, query.descending)


def register_count(source: Connection | Session, query: RegisterQuery) -> int:
    """Count the apprenticeships of a query; from the kept counts when only the state is asked."""
    where = _where(query)
    if len(where.conditions) > bool(query.state) or where.searches or where.nothing:
        return REGISTER.count(source, where)
    statement = "SELECT coalesce(sum(count), 0) FROM tally WHERE figure = 'apprenticeship'"
    if query.state:
        return int(fetch(source, f"{statement} AND part = ?", [query.state])[0][0])
    return int(fetch(source, statement)[0][0])


def register_first_page(
    source: Connection | Session, query: RegisterQuery, limit: int = 50
) -> list[RegisterRow]:
    """Give the first rows of a query."""
    return register_page(source, query, limit=limit)


def register_page(
    source: Connection | Session, query: RegisterQuery, *, after_id: str = "", limit: int = 50
) -> list[RegisterRow]:
    """Give the rows that follow the apprenticeship `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = REGISTER.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [RegisterRow(*row) for row in rows]


def register_rows(source: Connection | Session, ids: Sequence[str]) -> list[RegisterRow]:
    """Give the rows of ids, in their order; an apprenticeship that is no longer here is left out."""
    return [RegisterRow(*row) for row in REGISTER.rows(source, ids)]


def _where(query: RegisterQuery) -> Where:
    where = Where()
    where.equal(state=query.state, bureau=query.bureau)
    if query.notarised_from:
        where.add("notarised_on >= ?", query.notarised_from)
    if query.notarised_to:
        where.add("notarised_on <= ?", query.notarised_to)
    if query.filed_from:
        where.add("filed_on >= ?", query.filed_from)
    if query.filed_to:
        # Not yet filed ones have no day and would sort before every other.
        where.add("filed_on <= ? AND filed_on <> ''", query.filed_to)
    where.search(query.text)
    where.search(query.place, "place")
    return where

"""The filing list (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.lists.readmodels import FilingRow
from core.apprenticeship.words.values import FilingKind
from core.domain.values import FilingState
from core.store.listing import Listing, Where, day_start, fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.readmodels import FilingQuery
    from core.store.horizon import Horizon

FILING_SORTS = {
    "due_on": ("due_on",),
    "submitted_at": ("submitted_at",),
    "filing_no": ("filing_no",),
    "student_name": ("student_pinyin",),
    "teacher_name": ("teacher_pinyin",),
    "practice_place": ("practice_place",),
    "notarised_on": ("notarised_on",),
    "decided_at": ("decided_at",),
    "state": ("state", "due_on"),
}
"""Sort names and what they sort by, always with the id last; names of people sort by their reading."""

FILINGS = Listing(
    "filing",
    "id, filing_no, kind, state, bureau, student_name, teacher_name, teacher_title, practice_place,"
    " notarised_on, submitted_at, due_on, revision, decided_at, settled_at",
    FILING_SORTS,
)
_KINDS = {str(kind): kind for kind in FilingKind}
_STATES = {str(state): state for state in FilingState}


def filing_ids(source: Connection | Session, query: FilingQuery, horizon: Horizon) -> list[str]:
    """Give the ids of all filings of a query in its order."""
    return FILINGS.ids(source, _where(query, horizon), query.sort, query.descending)


def filing_count(source: Connection | Session, query: FilingQuery, horizon: Horizon) -> int:
    """Count the filings of a query; from the kept counts when only kind, state and bureaus are asked."""
    where = _where(query, horizon)
    kept = bool(query.kind) + bool(query.state) + bool(query.bureaus)
    if len(where.conditions) == kept and not where.searches:
        return 0 if where.nothing else _kept_count(source, query)
    return FILINGS.count(source, where)


def filing_first_page(
    source: Connection | Session, query: FilingQuery, horizon: Horizon, limit: int = 50
) -> list[FilingRow]:
    """Give the first rows of a query."""
    return filing_page(source, query, horizon, limit=limit)


def filing_page(
    source: Connection | Session,
    query: FilingQuery,
    horizon: Horizon,
    *,
    after_id: str = "",
    limit: int = 50,
) -> list[FilingRow]:
    """Give the rows that follow the filing `after_id` in the query's order (keyset)."""
    where = _where(query, horizon)
    rows = FILINGS.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [filing_row(row) for row in rows]


def filing_rows(source: Connection | Session, ids: Sequence[str]) -> list[FilingRow]:
    """Give the rows of ids, in their order; a filing that is no longer here is left out."""
    return [filing_row(row) for row in FILINGS.rows(source, ids)]


def next_pending(
    source: Connection | Session, after_id: str, query: FilingQuery, horizon: Horizon
) -> str | None:
    """Give the pending filing that follows `after_id` in the query's order, else the first other one.

    `after_id` itself may have been decided meanwhile and need not match the query any more.
    """
    where = _where(query, horizon)
    if query.state and query.state != FilingState.PENDING:
        where = Where()
    where.add("state = ?", str(FilingState.PENDING))
    where.add("id <> ?", after_id)
    for start in (after_id, ""):
        found = FILINGS.page(
            source, where, query.sort, query.descending, limit=1, after_id=start, columns="id"
        )
        if found:
            return str(found[0][0])
    return None


def filing_row(row: Sequence[Any]) -> FilingRow:
    """Make a line of the list from its columns; the last two are decided_at and settled_at."""
    waiting = row[13] != "" and row[14] == ""
    values: list[Any] = [row[0], row[1], _KINDS[row[2]], _STATES[row[3]], *row[4:14], waiting]
    return FilingRow(*values)


def _where(query: FilingQuery, horizon: Horizon) -> Where:
    where = Where()
    where.equal(kind=query.kind, state=query.state)
    _of_bureaus(where, query)
    if query.due == "overdue":
        where.add("state = 'pending' AND due_on < ?", horizon.today)
    elif query.due == "soon":
        where.add("state = 'pending' AND due_on BETWEEN ? AND ?", horizon.today, horizon.soon_until)
    if query.submitted_from:
        where.add("submitted_at >= ?", day_start(query.submitted_from))
    if query.submitted_to:
        where.add("submitted_at < ?", day_start(query.submitted_to, plus=1))
    where.search(query.applicant, "applicant")
    where.search(query.place, "place")
    where.search(query.text)
    return where


def _of_bureaus(where: Where, query: FilingQuery) -> None:
    """With a plus sign: a store holds few filings of others, an index of bureaus would spoil the order."""
    if query.bureaus:
        where.add(f"+bureau IN ({', '.join('?' * len(query.bureaus))})", *query.bureaus)


def _kept_count(source: Connection | Session, query: FilingQuery) -> int:
    kinds = (query.kind,) if query.kind else tuple(_KINDS)
    states = (query.state,) if query.state else tuple(_STATES)
    parts = [f"{one}/{other}" for one in kinds for other in states]
    where = Where()
    where.add(f"figure = 'filing' AND part IN ({', '.join('?' * len(parts))})", *parts)
    _of_bureaus(where, query)
    statement = f"SELECT coalesce(sum(count), 0) FROM tally WHERE {' AND '.join(where.conditions)}"
    return int(fetch(source, statement, where.parameters)[0][0])

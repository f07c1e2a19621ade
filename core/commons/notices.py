"""短信记录 (A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.commons.models import NoticeRow
from core.domain.values import NoticeState
from core.store.kept import kept_count
from core.store.listing import Listing, Where, day_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.commons.models import NoticeQuery

NOTICE_SORTS = {
    "created_at": ("created_at",),
    "recipient_name": ("recipient_name",),
    "state": ("state", "created_at"),
    "template": ("template", "created_at"),
    "filing_no": ("filing_no",),
    "bureau": ("bureau", "state", "created_at"),
    "attempts": ("attempts", "created_at"),
    "sent_at": ("sent_at",),
    "ended_at": ("ended_at",),
}
"""Sort names and what they sort by, always with the id last."""

_LISTING = Listing("notice", ", ".join(NoticeRow.__struct_fields__), NOTICE_SORTS)
_STATES = {str(state): state for state in NoticeState}
_STATE_AT = NoticeRow.__struct_fields__.index("state")


def notice_ids(source: Connection | Session, query: NoticeQuery) -> list[str]:
    """Give the ids of all notices of a query in its order."""
    return _LISTING.ids(source, _where(query), query.sort, query.descending)


def notice_count(source: Connection | Session, query: NoticeQuery) -> int:
    """Count the notices of a query; from the kept counts when no text and no day is asked."""
    where = _where(query)
    closed = (query.state, query.template, query.bureau)
    if where.nothing or where.searches or len(where.conditions) > sum(map(bool, closed)):
        return _LISTING.count(source, where)
    return kept_count(source, "notice", query.state, query.template, bureau=query.bureau)


def notice_first_page(source: Connection | Session, query: NoticeQuery, limit: int = 50) -> list[NoticeRow]:
    """Give the first rows of a query."""
    return notice_page(source, query, limit=limit)


def notice_page(
    source: Connection | Session, query: NoticeQuery, *, after_id: str = "", limit: int = 50
) -> list[NoticeRow]:
    """Give the rows that follow the notice `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = _LISTING.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [_row(row) for row in rows]


def notice_rows(source: Connection | Session, ids: Sequence[str]) -> list[NoticeRow]:
    """Give the rows of ids, in their order; a notice that is no longer here is left out."""
    return [_row(row) for row in _LISTING.rows(source, ids)]


def _row(row: Sequence[Any]) -> NoticeRow:
    values: list[Any] = [*row[:_STATE_AT], _STATES[row[_STATE_AT]], *row[_STATE_AT + 1 :]]
    return NoticeRow(*values)


def _where(query: NoticeQuery) -> Where:
    where = Where()
    states = query.state.split(",")
    if len(states) > 1:
        where.add(f"state IN ({', '.join('?' * len(states))})", *states)
    else:
        where.equal(state=query.state)
    where.equal(template=query.template, bureau=query.bureau)
    if query.created_from:
        where.add("created_at >= ?", day_start(query.created_from))
    if query.created_to:
        where.add("created_at < ?", day_start(query.created_to, plus=1))
    where.search(query.text)
    return where

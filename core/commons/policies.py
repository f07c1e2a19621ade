"""政策公告 (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from core.commons.models import PolicyRow
from core.domain.values import PolicyFile, PolicyState
from core.store.listing import Listing, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.commons.models import PolicyQuery

POLICY_SORTS = {
    "changed_at": ("changed_at",),
    "published_at": ("published_at",),
    "title": ("title",),
    "state": ("state", "changed_at"),
}
"""Sort names and what they sort by, always with the id last."""

_LISTING = Listing(
    "policy_notice",
    "id, version, title, text, files, state, reason, changed_at, changed_by_name, published_at, withdrawn_at,"
    " settled_at",
    POLICY_SORTS,
)


def policy_ids(source: Connection | Session, query: PolicyQuery) -> list[str]:
    """Give the ids of all policy notices of a query in its order."""
    return _LISTING.ids(source, _where(query), query.sort, query.descending)


def policy_count(source: Connection | Session, query: PolicyQuery) -> int:
    """Count the policy notices of a query."""
    return _LISTING.count(source, _where(query))


def policy_first_page(source: Connection | Session, query: PolicyQuery, limit: int = 50) -> list[PolicyRow]:
    """Give the first rows of a query."""
    return policy_page(source, query, limit=limit)


def policy_page(
    source: Connection | Session, query: PolicyQuery, *, after_id: str = "", limit: int = 50
) -> list[PolicyRow]:
    """Give the rows that follow the policy notice `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = _LISTING.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [_row(row) for row in rows]


def policy_rows(source: Connection | Session, ids: Sequence[str]) -> list[PolicyRow]:
    """Give the rows of ids, in their order; one that is no longer here is left out."""
    return [_row(row) for row in _LISTING.rows(source, ids)]


def _row(row: Sequence[Any]) -> PolicyRow:
    files = msgspec.json.decode(row[4] or "[]", type=tuple[PolicyFile, ...])
    values: list[Any] = [*row[:4], files, PolicyState(row[5]), *row[6:-1], row[-1] == ""]
    return PolicyRow(*values)


def _where(query: PolicyQuery) -> Where:
    where = Where()
    where.equal(state=query.state)
    where.search(query.text)
    return where

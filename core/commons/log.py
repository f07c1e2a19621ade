"""操作日志 (A4): what the centre recorded for this office, and what only this PC knows of.

Both stand together in `log_line`, which triggers keep (migration pc_0003). Commands are in the log once they
came to the centre; of this PC's own chain only the rest is shown: views of full numbers, prints, exports,
log-ins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.commons.models import LogRow
from core.store.kept import kept_count
from core.store.listing import Listing, Where, day_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.commons.models import LogQuery

LOG_SORTS = {
    "at": ("at",),
    "user_name": ("user_name", "at"),
    "action": ("action", "at"),
    "label": ("label", "at"),
    "ok": ("ok", "at"),
    "place": ("place", "at"),
    "device": ("device", "at"),
}
"""Sort names and what they sort by, always with the id last."""

_LISTING = Listing("log_line", ", ".join(LogRow.__struct_fields__), LOG_SORTS)
_OK_AT = LogRow.__struct_fields__.index("ok")


def log_ids(source: Connection | Session, query: LogQuery) -> list[str]:
    """Give the ids of all lines of a query in its order."""
    return _LISTING.ids(source, _where(query), query.sort, query.descending)


def log_count(source: Connection | Session, query: LogQuery) -> int:
    """Count the lines of a query; from the kept counts when no text and no day is asked."""
    where = _where(query)
    closed = (query.place, query.action, query.ok)
    if where.nothing or where.searches or len(where.conditions) > sum(map(bool, closed)):
        return _LISTING.count(source, where)
    return kept_count(source, "log", *closed)


def log_first_page(source: Connection | Session, query: LogQuery, limit: int = 50) -> list[LogRow]:
    """Give the first rows of a query."""
    return log_page(source, query, limit=limit)


def log_page(
    source: Connection | Session, query: LogQuery, *, after_id: str = "", limit: int = 50
) -> list[LogRow]:
    """Give the rows that follow the line `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = _LISTING.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [_row(row) for row in rows]


def log_rows(source: Connection | Session, ids: Sequence[str]) -> list[LogRow]:
    """Give the rows of ids, in their order."""
    return [_row(row) for row in _LISTING.rows(source, ids)]


def _row(row: Sequence[Any]) -> LogRow:
    values: list[Any] = [*row[:_OK_AT], bool(row[_OK_AT]), *row[_OK_AT + 1 :]]
    return LogRow(*values)


def _where(query: LogQuery) -> Where:
    where = Where()
    where.equal(action=query.action, place=query.place)
    if query.ok:
        where.add("ok = ?", int(query.ok))
    if query.at_from:
        where.add("at >= ?", day_start(query.at_from))
    if query.at_to:
        where.add("at < ?", day_start(query.at_to, plus=1))
    where.search(query.text)
    return where

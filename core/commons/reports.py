"""报送版: the list, and one report whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from core.commons.models import FrozenReport, ReportRow
from core.domain.reports import ReportFacts, ReportKind
from core.domain.values import PolicyFile
from core.store.listing import Listing, Where, day_start, fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.commons.models import ReportQuery

REPORT_SORTS = {
    "made_at": ("made_at",),
    "as_of": ("as_of", "made_at"),
    "title": ("title", "made_at"),
    "kind": ("kind", "made_at"),
    "office": ("office", "made_at"),
}
"""Sort names and what they sort by, always with the id last."""

_LISTING = Listing(
    "report",
    "id, office, kind, title, as_of, data_at, made_at, made_by_name, hash, settled_at",
    REPORT_SORTS,
)
_WHOLE = (
    "SELECT id, kind, title, office, filtered, as_of, data_at, figures, files, made_at, made_by,"
    " hash, made_by_name, settled_at FROM report WHERE id = ?"
)


def report_ids(source: Connection | Session, query: ReportQuery) -> list[str]:
    """Give the ids of all reports of a query in its order."""
    return _LISTING.ids(source, _where(query), query.sort, query.descending)


def report_count(source: Connection | Session, query: ReportQuery) -> int:
    """Count the reports of a query."""
    return _LISTING.count(source, _where(query))


def report_first_page(source: Connection | Session, query: ReportQuery, limit: int = 50) -> list[ReportRow]:
    """Give the first rows of a query."""
    return report_page(source, query, limit=limit)


def report_page(
    source: Connection | Session, query: ReportQuery, *, after_id: str = "", limit: int = 50
) -> list[ReportRow]:
    """Give the rows that follow the report `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = _LISTING.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [_row(row) for row in rows]


def report_rows(source: Connection | Session, ids: Sequence[str]) -> list[ReportRow]:
    """Give the rows of ids, in their order; one that is no longer here is left out."""
    return [_row(row) for row in _LISTING.rows(source, ids)]


def frozen_report(source: Connection | Session, report_id: str) -> FrozenReport | None:
    """Give one report with its figures and files; None when it is not here."""
    rows = fetch(source, _WHOLE, [report_id])
    if not rows:
        return None
    id_, kind, *values, files, made_at, made_by, digest, name, settled_at = rows[0]
    named = msgspec.json.decode(files, type=tuple[PolicyFile, ...])
    whole: list[Any] = [id_, ReportKind(kind), *values, named, made_at, made_by]
    facts = ReportFacts(*whole)
    return FrozenReport(facts, digest, name, settled_at == "")


def _row(row: Sequence[Any]) -> ReportRow:
    values: list[Any] = [*row[:2], ReportKind(row[2]), *row[3:-1], row[-1] == ""]
    return ReportRow(*values)


def _where(query: ReportQuery) -> Where:
    where = Where()
    where.equal(kind=query.kind, office=query.office)
    if query.text.strip():
        where.add("instr(title, ?) > 0", query.text.strip())
    if query.made_from:
        where.add("made_at >= ?", day_start(query.made_from))
    if query.made_to:
        where.add("made_at < ?", day_start(query.made_to, plus=1))
    return where

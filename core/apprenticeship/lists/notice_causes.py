"""From a text message to the page that shows what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.tables import Filing
from core.apprenticeship.words.values import FilingKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.commons.notices import NoticeRow

_PAGES = {FilingKind.ESTABLISH: "filings:record", FilingKind.DISSOLVE: "dissolutions:record"}


def cause_page(row: NoticeRow, session: Session, reachable: frozenset[str]) -> tuple[str, str]:
    """Give page and record: the filing itself; for a score or a termination the one first filed.

    Whoever can reach the search (the city) looks at whole apprenticeships. Two empty texts when it is not
    here.
    """
    if "search" in reachable:
        return "search:record", row.subject_id
    filing = session.get(Filing, row.cause_id) if row.cause_kind == "filing" else None
    if filing is None:
        first = select(Filing).where(
            Filing.apprenticeship_id == row.subject_id, Filing.kind == FilingKind.ESTABLISH
        )
        filing = session.scalars(first.order_by(Filing.id).limit(1)).first()
    return (_PAGES[FilingKind(filing.kind)], filing.id) if filing else ("", "")

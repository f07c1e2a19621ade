"""Which documents a PC is going to show: those of the cases that wait for a decision."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import select

from core.applications.content import decode_content
from core.applications.tables import CaseRevision, Reviewed
from core.domain.values import CaseState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from core.applications.content import Content

MOST_AHEAD = 3 * 1024**3 // 2
"""How many bytes of documents are fetched ahead at most."""

Case = TypeVar("Case", bound=Reviewed)


def needed_documents(
    session: Session,
    table: type[Case],
    limit: int | None,
    turn: Callable[[Case], bool] = lambda _: True,
    most_bytes: int = MOST_AHEAD,
) -> list[str]:
    """Give the digests of documents of the pending cases, those due first.

    With a `limit` it is that of so many cases, and it ends with the one whose documents reach `most_bytes`.
    `turn` says which cases lie with this PC's office: documents of others come when they are asked for.
    """
    found, size = [], 0
    for content in islice(_waiting(session, table, turn), limit):
        if limit is not None and size >= most_bytes:
            break
        refs = [ref for _, ref in content.documents()]
        size += sum(ref.size for ref in refs)
        found += [ref.sha256 for ref in refs]
    return found


def _waiting(session: Session, table: type[Case], turn: Callable[[Case], bool]) -> Iterator[Content]:
    rows = session.execute(
        select(table, CaseRevision.content)
        .join(CaseRevision, CaseRevision.case_id == table.id)
        .where(table.state == CaseState.PENDING, CaseRevision.number == table.revision)
        .order_by(table.due_on, table.id)
        .execution_options(yield_per=100)
    )
    for case, text in rows:
        if not turn(case):
            continue
        try:
            yield decode_content(text, case.form.content)
        except msgspec.DecodeError:
            continue

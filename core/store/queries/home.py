"""The home page (D1). Every number equals the count of the list that it opens (`HOME_LISTS`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import ApprenticeshipState, AssessmentState, FilingKind, FilingState, NoticeState
from core.store.city_models import NoticeQuery, ScoreQuery
from core.store.queries.filings import filing_count, filing_first_page
from core.store.queries.listing import fetch
from core.store.queries.notices import notice_count
from core.store.queries.register import register_count
from core.store.queries.scores import score_count
from core.store.readmodels import FilingQuery, HomeSummary, RegisterQuery, YearCount

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.domain.values import Parameters
    from core.store.queries.horizon import Horizon

NEXT_DUE = 8
"""Lines of the work that is due next."""

HomeList = FilingQuery | RegisterQuery | NoticeQuery | ScoreQuery

_PENDING = FilingQuery(kind=FilingKind.ESTABLISH, state=FilingState.PENDING)
_OVERDUE = FilingQuery(kind=FilingKind.ESTABLISH, due="overdue")

HOME_LISTS: dict[str, HomeList] = {
    "pending": _PENDING,
    "pending_dissolutions": FilingQuery(kind=FilingKind.DISSOLVE, state=FilingState.PENDING),
    "due_soon": FilingQuery(kind=FilingKind.ESTABLISH, due="soon"),
    "overdue": _OVERDUE,
    "returned": FilingQuery(
        kind=FilingKind.ESTABLISH, state=FilingState.RETURNED, sort="decided_at", descending=True
    ),
    "approved": FilingQuery(
        kind=FilingKind.ESTABLISH, state=FilingState.APPROVED, sort="decided_at", descending=True
    ),
    "active_students": RegisterQuery(state=ApprenticeshipState.ACTIVE),
    "failed_notices": NoticeQuery(state=f"{NoticeState.FAILED},{NoticeState.GIVEN_UP}"),
    "unpublished_scores": ScoreQuery(state=AssessmentState.UNPUBLISHED),
}
"""The list that each number of the home page opens."""


def home_summary(source: Connection | Session, horizon: Horizon, parameters: Parameters) -> HomeSummary:
    """Give the figures of the home page from the kept counts.

    `teachers` have at least one open apprenticeship (待备案 or 在教), `full_teachers` no seat left (G2);
    `by_year` counts establishing filings by the year of first submission and of approval, in Wuhan.
    """
    counts = {name: _count(source, query, horizon) for name, query in HOME_LISTS.items()}
    next_due = filing_first_page(source, FilingQuery(state=FilingState.PENDING), horizon, NEXT_DUE)
    first = filing_first_page(source, _PENDING, horizon, 1)
    overdue = filing_first_page(source, _OVERDUE, horizon, 1)
    return HomeSummary(
        earliest_due_on=first[0].due_on if first else "",
        first_overdue_no=overdue[0].filing_no if overdue else "",
        teachers=_teachers(source, 1),
        full_teachers=_teachers(source, parameters.apprentice_limit),
        by_year=_by_year(source),
        next_due=tuple(next_due),
        **counts,
    )


def _count(source: Connection | Session, query: HomeList, horizon: Horizon) -> int:
    if isinstance(query, FilingQuery):
        return filing_count(source, query, horizon)
    if isinstance(query, NoticeQuery):
        return notice_count(source, query)
    if isinstance(query, ScoreQuery):
        return score_count(source, query)
    return register_count(source, query)


def _teachers(source: Connection | Session, at_least: int) -> int:
    statement = (
        "SELECT coalesce(sum(count), 0) FROM tally"
        " WHERE figure = 'teacher_open' AND CAST(part AS INTEGER) >= ?"
    )
    return int(fetch(source, statement, [at_least])[0][0])


def _by_year(source: Connection | Session) -> tuple[YearCount, ...]:
    statement = (
        "SELECT year, sum(CASE figure WHEN 'submitted' THEN count ELSE 0 END),"
        " sum(CASE figure WHEN 'approved' THEN count ELSE 0 END) FROM tally"
        " WHERE figure IN ('submitted', 'approved') AND part = ?"
        " GROUP BY year HAVING sum(count) > 0 ORDER BY year"
    )
    return tuple(YearCount(*row) for row in fetch(source, statement, [str(FilingKind.ESTABLISH)]))

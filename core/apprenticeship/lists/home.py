"""The home page (D1). Every number equals the count of the list that it opens (`HOME_LISTS`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.figures import home_years
from core.apprenticeship.figures.models import BehindQuery, HomeYear, TeacherLine, TeacherQuery
from core.apprenticeship.lists.filings import FILINGS, FilingQuery, FilingRow
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.apprenticeship.lists.teachers import teacher_lines
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import AssessmentState, FilingKind
from core.commons.notices import NOTICES, NoticeQuery
from core.domain.values import CaseState, NoticeState, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.lists import Given, ListOf

NEXT_DUE = 8
"""Lines of the work that is due next."""

HomeList = FilingQuery | NoticeQuery | ScoreQuery | BehindQuery

_ANY_PENDING = FilingQuery(state=CaseState.PENDING)
_PENDING = FilingQuery(kind=FilingKind.ESTABLISH, state=CaseState.PENDING)
_OVERDUE = FilingQuery(kind=FilingKind.ESTABLISH, due="overdue")

HOME_LISTS: dict[str, HomeList] = {
    "pending": _PENDING,
    "pending_dissolutions": FilingQuery(kind=FilingKind.DISSOLVE, state=CaseState.PENDING),
    "due_soon": FilingQuery(kind=FilingKind.ESTABLISH, due="soon"),
    "overdue": _OVERDUE,
    "returned": FilingQuery(
        kind=FilingKind.ESTABLISH, state=CaseState.RETURNED, sort="decided_at", descending=True
    ),
    "approved": FilingQuery(
        kind=FilingKind.ESTABLISH, state=CaseState.APPROVED, sort="decided_at", descending=True
    ),
    "failed_notices": NoticeQuery(state=f"{NoticeState.FAILED},{NoticeState.GIVEN_UP}"),
    "unpublished_scores": ScoreQuery(state=AssessmentState.UNPUBLISHED),
}
"""The list that each number of the queues opens; `home_lists` binds those of filings to their bureaus."""

HOME_FIGURES = {
    "active_students": Figure.ACTIVE,
    "graduated": Figure.GRADUATED,
    "teachers": Figure.TEACHERS,
    "full_teachers": Figure.FULL_TEACHERS,
}
"""The figure of each other number; `home_lists` gives its list."""


class HomeSummary(Value, frozen=True):
    """Figures of the home page (D1, C1); each number is the count of the list that it opens.

    The queues of filings, `active_students`, `graduated`, `teachers` and `full_teachers` are those of the
    bureaus whose figures count here, `years` their years (every bureau in every year, the newest year
    first), `teaching` a line per bureau.
    """

    pending: int
    pending_dissolutions: int
    due_soon: int
    overdue: int
    earliest_due_on: str
    first_overdue_no: str
    returned: int
    approved: int
    active_students: int
    teachers: int
    full_teachers: int
    next_due: tuple[FilingRow, ...]
    failed_notices: int = 0
    unpublished_scores: int = 0
    graduated: int = 0
    years: tuple[HomeYear, ...] = ()
    teaching: tuple[TeacherLine, ...] = ()


def home_lists(bureaus: Sequence[str]) -> dict[str, HomeList]:
    """Give the list that each number of the home page opens; those of `years` are `home_year_list`."""
    queues = {name: _of(query, bureaus) for name, query in HOME_LISTS.items()}
    figures = {name: BehindQuery(figure, tuple(bureaus)) for name, figure in HOME_FIGURES.items()}
    return {**queues, **figures}


def home_year_list(figure: Figure, year: int, bureaus: Sequence[str]) -> BehindQuery:
    """Give the list behind a number of `HomeSummary.years`; several bureaus for a sum over them."""
    return BehindQuery(figure, tuple(bureaus), year)


def home_summary(source: Connection | Session, given: Given, bureaus: Sequence[str] = ()) -> HomeSummary:
    """Give the figures of the home page from the kept counts.

    `bureaus` are those whose filings and figures count here (none: all of the store).
    """
    counts = {name: _count(source, _of(query, bureaus), given) for name, query in HOME_LISTS.items()}
    next_due, first, overdue = (
        FILINGS.first_page(source, query.of(bureaus), limit, given=given)
        for query, limit in ((_ANY_PENDING, NEXT_DUE), (_PENDING, 1), (_OVERDUE, 1))
    )
    limit = given.parameters.of(Limits).apprentice_limit
    lines, total = teacher_lines(source, TeacherQuery(tuple(bureaus)), limit)
    return HomeSummary(
        earliest_due_on=first[0].due_on if first else "",
        first_overdue_no=overdue[0].filing_no if overdue else "",
        active_students=total.active,
        graduated=total.graduated,
        teachers=total.teachers,
        full_teachers=total.full_teachers,
        next_due=tuple(next_due),
        years=home_years(source, bureaus, given.today.year),
        teaching=lines,
        **counts,
    )


def _of(query: HomeList, bureaus: Sequence[str]) -> HomeList:
    if isinstance(query, FilingQuery):
        return query.of(bureaus)
    return query


def _count(source: Connection | Session, query: HomeList, given: Given) -> int:
    return _LISTS[type(query)].count(source, query, given=given)


_LISTS: dict[type[HomeList], ListOf[Any, Any]] = {
    FilingQuery: FILINGS,
    NoticeQuery: NOTICES,
    ScoreQuery: SCORES,
}

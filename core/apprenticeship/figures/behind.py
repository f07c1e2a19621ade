"""The records behind each number of the statistics: one condition per figure, to count and to list by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.eligible_days import kept_eligible
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery, TeacherRow
from core.apprenticeship.lists.filings import FILINGS
from core.apprenticeship.lists.register import REGISTER
from core.apprenticeship.lists.scores import SCORES, search_scores
from core.apprenticeship.lists.teachers import TEACHERS
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import OF_FILINGS, OF_SCORES, OF_TEACHERS, USUAL_SORTS, Figure
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.clock import parse_day
from core.domain.errors import KnownError
from core.domain.values import Parameters
from core.store.horizon import Horizon
from core.store.listing import Where, day_start
from core.store.lists import Given, Listed, ListOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.dictionaries import Dictionaries

SEATS = Limits().apprentice_limit

_UNCORRECTED = (
    "assessment.id NOT IN (SELECT corrects FROM assessment"
    f" WHERE corrects > '' AND +state = '{AssessmentState.PUBLISHED}')"
)
"""Corrections are few: an index that holds nothing else gives all of them at once."""

STANDING = f"+assessment.state = '{AssessmentState.PUBLISHED}' AND {_UNCORRECTED}"
"""A published score that no published correction replaced.

Most scores are published: with the plus sign an index of something else is used.
"""

_PASSED_BY = (
    "EXISTS (SELECT 1 FROM assessment WHERE assessment.student_id = apprenticeship.student_id"
    f" AND assessment.type = ? AND assessment.state = '{AssessmentState.PUBLISHED}'"
    f" AND assessment.result = '{AssessmentResult.PASS}' AND assessment.assessed_on <= ? AND {_UNCORRECTED})"
)
"""From the index of passes alone."""


def sort_of(query: BehindQuery) -> str:
    """The sort asked for, else the usual one of the figure."""
    return query.sort or USUAL_SORTS.get(query.figure, "filing_no")


def where_of(query: BehindQuery, types: Sequence[AssessmentType] = ()) -> Where:
    """What the records behind a number fulfil; not for figures of teachers. `types`: those of ELIGIBLE."""
    where = Where()
    within(where, query.bureaus)
    if query.figure is Figure.ELIGIBLE:
        eligible_on(where, query.as_of, types)
    else:
        _CONDITIONS[query.figure](where, query)
    if query.teacher_id:
        where.add("teacher_id = ?", query.teacher_id)
    where.search(query.student, "applicant")
    if query.figure in OF_SCORES:
        search_scores(where, query.teacher, "teacher")
    else:
        where.search(query.teacher, "teacher")
    return where


def within(where: Where, bureaus: Sequence[str]) -> None:
    """Require one of the bureaus; none given means any."""
    where.one_of("bureau", bureaus)


def eligible_on(where: Where, as_of: str, types: Sequence[AssessmentType]) -> None:
    """Require filed, studying and assessable on a day in one of the types (G10), by the records of today."""
    day = parse_day(as_of)
    if day is None:
        raise KnownError("BAD_DATE", "日期不正确，请按“年-月-日”填写。")
    studying = f"(ended_on > ? OR (ended_on = '' AND state = '{ApprenticeshipState.ACTIVE}'))"
    where.add(f"filed_on <> '' AND filed_on <= ? AND {studying}", as_of, as_of)
    conditions, parameters = [], []
    for one in types:
        # As text: on 29 February the day may not exist in that year, and still divides right (full_years).
        latest = f"{day.year - one.years:04d}{as_of[4:]}"
        conditions.append(f"(notarised_on <= ? AND NOT {_PASSED_BY})")
        parameters += [latest, one.code, as_of]
    where.add(f"notarised_on <> '' AND ({' OR '.join(conditions)})", *parameters)


def _submitted(where: Where, query: BehindQuery) -> None:
    where.equal(kind=str(FilingKind.ESTABLISH))
    where.add("first_submitted_at <> ''")
    if query.year:
        where.add("first_submitted_at >= ?", day_start(f"{query.year:04d}-01-01"))
        where.add("first_submitted_at < ?", day_start(f"{query.year:04d}-12-31", plus=1))


def _filed(where: Where, query: BehindQuery) -> None:
    where.add("filed_on <> ''")
    _in_year(where, "filed_on", query.year)


def _filed_total(where: Where, query: BehindQuery) -> None:
    where.add("filed_on <> ''")
    if query.as_of:
        where.add("filed_on <= ?", query.as_of)


def _assessed(where: Where, query: BehindQuery) -> None:
    where.add(STANDING)
    where.equal(type=query.type)
    _in_year(where, "assessed_on", query.year)


def _passed(where: Where, query: BehindQuery) -> None:
    _assessed(where, query)
    where.equal(result=str(AssessmentResult.PASS))


def _active(where: Where, query: BehindQuery) -> None:
    where.equal(state=str(ApprenticeshipState.ACTIVE))


def _graduated(where: Where, query: BehindQuery) -> None:
    where.equal(state=str(ApprenticeshipState.PASSED))


def _pending(where: Where, query: BehindQuery) -> None:
    where.equal(state=str(ApprenticeshipState.PENDING))


def _ended(where: Where, query: BehindQuery) -> None:
    where.add(f"state IN ('{ApprenticeshipState.DISSOLVED}', '{ApprenticeshipState.TERMINATED}')")


def _students(where: Where, query: BehindQuery) -> None:
    where.add(f"state NOT IN ('{ApprenticeshipState.REFUSED}', '{ApprenticeshipState.WITHDRAWN}')")


_CONDITIONS = {
    Figure.SUBMITTED: _submitted,
    Figure.FILED_TOTAL: _filed_total,
    Figure.FILED: _filed,
    Figure.ASSESSED: _assessed,
    Figure.PASSED: _passed,
    Figure.ACTIVE: _active,
    Figure.GRADUATED: _graduated,
    Figure.PENDING: _pending,
    Figure.ENDED: _ended,
    Figure.STUDENTS: _students,
}


def types_of(type_: str, dictionaries: Dictionaries) -> tuple[AssessmentType, ...]:
    """The type of a code, or all of the dictionary for the empty text."""
    return (of(dictionaries).assessment_type(type_),) if type_ else of(dictionaries).assessment_types


def _in_year(where: Where, column: str, year: int) -> None:
    if year:
        where.add(f"{column} BETWEEN ? AND ?", f"{year:04d}-01-01", f"{year:04d}-12-31")


class _Records(ListOf[BehindQuery, Any]):
    """The rows and sorts of a list, with what stands behind a number."""

    def where(self, query: BehindQuery, given: Any = None) -> Where:
        return where_of(query)

    def order(self, query: BehindQuery) -> tuple[str, bool]:
        return sort_of(query), query.descending


class _Eligible(_Records):
    """Counted by the kept days where no person narrows them."""

    def where(self, query: BehindQuery, given: Any = None) -> Where:
        return where_of(query, types_of(query.type, given.dictionaries))

    def count(self, source: Connection | Session, query: BehindQuery, *, given: Given | None = None) -> int:
        where, kept = self.where(query, given), None
        if given and not (query.teacher_id or query.student or query.teacher):
            kept = kept_eligible(source, [query.as_of], types_of(query.type, given.dictionaries))
        if kept is None:
            return self.listing.count(source, where)
        counts = kept[query.as_of]
        return sum(counts[bureau] for bureau in set(query.bureaus) or counts)


class _Teachers(Listed[BehindQuery, TeacherRow]):
    """Those of the list of teachers who teach."""

    sorts = TEACHERS.sorts

    def first_page(
        self, source: Connection | Session, query: BehindQuery, limit: int = 50, *, given: Given | None = None
    ) -> list[TeacherRow]:
        return TEACHERS.first_page(source, _teachers(query), limit, given=given)

    def ids(
        self, source: Connection | Session, query: BehindQuery, *, given: Given | None = None
    ) -> list[str]:
        return TEACHERS.ids(source, _teachers(query), given=given)

    def rows(
        self,
        source: Connection | Session,
        ids: Sequence[str],
        query: BehindQuery | None = None,
        *,
        given: Given | None = None,
    ) -> list[TeacherRow]:
        return TEACHERS.rows(source, ids, _teachers(query) if query else None, given=given)

    def count(self, source: Connection | Session, query: BehindQuery, *, given: Given | None = None) -> int:
        return TEACHERS.count(source, _teachers(query), given=given)


def _teachers(query: BehindQuery) -> TeacherQuery:
    return TeacherQuery(
        bureaus=query.bureaus,
        teacher=query.teacher,
        seats="full" if query.figure is Figure.FULL_TEACHERS else "",
        teaching=True,
        teacher_id=query.teacher_id,
        sort=sort_of(query),
        descending=query.descending,
    )


def _of_figure(figure: Figure) -> Listed[BehindQuery, Any]:
    """The list whose rows a figure gives: teachers, filings, scores, else the register."""
    if figure in OF_TEACHERS:
        return _Teachers()
    rows: ListOf[Any, Any] = REGISTER
    if figure in OF_FILINGS or figure in OF_SCORES:
        rows = FILINGS if figure in OF_FILINGS else SCORES
    kind = _Eligible if figure is Figure.ELIGIBLE else _Records
    return kind(rows.table, BehindQuery, rows.row, rows.sorts, rows.columns)


def given_of(dictionaries: Dictionaries, limit_of_seats: int = SEATS) -> Given:
    """What the lists behind numbers are told: no day, because a query says its own."""
    return Given(Horizon("", ""), dictionaries, Parameters(own=(Limits(apprentice_limit=limit_of_seats),)))


BEHIND = {figure: _of_figure(figure) for figure in Figure}
"""The list behind each figure: `BEHIND[query.figure].ids(source, query, given=given)`."""

"""Those who may be assessed in a type today (C4, G10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.lists.city_models import EligibleRow
from core.apprenticeship.rules._common import full_months
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.clock import parse_day
from core.domain.errors import KnownError
from core.store.listing import Listing, Where, fetch, parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.city_models import EligibleQuery
    from core.domain.dictionaries import Dictionaries

ELIGIBLE_SORTS = {
    "notarised_on": ("notarised_on",),
    "months": ("notarised_on",),
    "filing_no": ("filing_no",),
    "student_name": ("student_pinyin",),
    "teacher_name": ("teacher_pinyin",),
    "practice_place": ("practice_place",),
    "bureau": ("bureau", "filing_no"),
}
"""Sort names and what they sort by, always with the id last. `months` sorts the longest study last."""

_LISTING = Listing(
    "apprenticeship",
    "id, version, student_id, student_name, student_id_number, teacher_id, teacher_name, teacher_title,"
    " practice_place, bureau, filing_no, notarised_on",
    ELIGIBLE_SORTS,
)
_NOT_PASSED = (
    "NOT EXISTS (SELECT 1 FROM assessment AS score WHERE score.student_id = apprenticeship.student_id"
    f" AND score.type = ? AND score.state = '{AssessmentState.PUBLISHED}'"
    f" AND score.result = '{AssessmentResult.PASS}'"
    " AND NOT EXISTS (SELECT 1 FROM assessment AS later WHERE later.corrects = score.id"
    f" AND later.state = '{AssessmentState.PUBLISHED}'))"
)


def eligible_ids(
    source: Connection | Session, query: EligibleQuery, today: date, dictionaries: Dictionaries
) -> list[str]:
    """Give the ids (of apprenticeships) of all who may be assessed, in the query's order."""
    where = _where(query, today, dictionaries)
    return _LISTING.ids(source, where, query.sort, _descending(query))


def eligible_count(
    source: Connection | Session, query: EligibleQuery, today: date, dictionaries: Dictionaries
) -> int:
    """Count them."""
    return _LISTING.count(source, _where(query, today, dictionaries))


def eligible_first_page(
    source: Connection | Session,
    query: EligibleQuery,
    today: date,
    dictionaries: Dictionaries,
    limit: int = 50,
) -> list[EligibleRow]:
    """Give the first rows of a query."""
    return eligible_page(source, query, today, dictionaries, limit=limit)


def eligible_page(
    source: Connection | Session,
    query: EligibleQuery,
    today: date,
    dictionaries: Dictionaries,
    *,
    after_id: str = "",
    limit: int = 50,
) -> list[EligibleRow]:
    """Give the rows that follow the apprenticeship `after_id` in the query's order (keyset)."""
    where = _where(query, today, dictionaries)
    rows = _LISTING.page(source, where, query.sort, _descending(query), limit=limit, after_id=after_id)
    return _with_scores(source, rows, query.type, today)


def eligible_rows(
    source: Connection | Session, ids: Sequence[str], query: EligibleQuery, today: date
) -> list[EligibleRow]:
    """Give the rows of ids, in their order, whether or not they are eligible still."""
    return _with_scores(source, _LISTING.rows(source, ids), query.type, today)


def _descending(query: EligibleQuery) -> bool:
    """More months of study means an earlier notarisation."""
    return query.descending != (query.sort == "months")


def _with_scores(
    source: Connection | Session, rows: list[tuple[Any, ...]], type_: str, today: date
) -> list[EligibleRow]:
    scores = _unpublished(source, [row[2] for row in rows], type_)
    lines: list[list[Any]] = [
        [*row, _months(row[-1], today), *scores.get(row[2], ("", 0, -1))] for row in rows
    ]
    return [EligibleRow(*line) for line in lines]


def _unpublished(
    source: Connection | Session, students: list[str], type_: str
) -> dict[str, tuple[str, int, int]]:
    """The unpublished score of each student in the type: id, version, tenths (G11: there is one at most)."""
    found: dict[str, tuple[str, int, int]] = {}
    for some in parts(students):
        marks = ", ".join("?" * len(some))
        statement = (
            "SELECT student_id, id, version, tenths FROM assessment"
            f" WHERE student_id IN ({marks}) AND type = ? AND +state = ? ORDER BY id DESC"
        )
        for row in fetch(source, statement, [*some, type_, str(AssessmentState.UNPUBLISHED)]):
            found[row[0]] = row[1:]
    return found


def _months(notarised_on: str, today: date) -> int:
    start = parse_day(notarised_on)
    return full_months(start, today) if start else 0


def _where(query: EligibleQuery, today: date, dictionaries: Dictionaries) -> Where:
    if not query.type:
        raise KnownError("ASSESSMENT_TYPE_MISSING", "请先选择考核类型。")
    years = dictionaries.assessment_type(query.type).years
    where = Where()
    where.equal(state=str(ApprenticeshipState.ACTIVE), bureau=query.bureau)
    # As text: on 29 February the day may not exist in that year, and still divides right (full_years).
    where.add("notarised_on <= ? AND notarised_on <> ''", f"{today.year - years:04d}{today:-%m-%d}")
    if query.notarised_from:
        where.add("notarised_on >= ?", query.notarised_from)
    if query.notarised_to:
        where.add("notarised_on <= ?", query.notarised_to)
    where.add(_NOT_PASSED, query.type)
    where.search(query.student, "applicant")
    where.search(query.teacher, "teacher")
    return where

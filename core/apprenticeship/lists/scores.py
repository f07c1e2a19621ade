"""The lists of scores (C3, D4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.apprenticeship.lists.city_models import ScoreRow
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.store.kept import Kept
from core.store.listing import Listing, Where
from core.store.search import folded, match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.city_models import ScoreQuery

SCORE_SORTS = {
    "entered_at": ("entered_at",),
    "assessed_on": ("assessed_on",),
    "published_at": ("published_at",),
    "student_name": ("student_pinyin",),
    "teacher_name": ("teacher_pinyin",),
    "practice_place": ("practice_place",),
    "filing_no": ("filing_no",),
    "notarised_on": ("notarised_on",),
    "type": ("type", "assessed_on"),
    "tenths": ("tenths",),
    "result": ("result", "tenths"),
    "state": ("state", "entered_at"),
    "bureau": ("bureau", "state", "entered_at"),
}
"""Sort names and what they sort by, always with the id last; names of people sort by their reading."""

_PLAIN = (
    "id, version, apprenticeship_id, student_id, teacher_id, bureau, type, assessed_on, tenths, result,"
    " state, corrects, filing_no, student_name, student_id_number, teacher_name, practice_place,"
    " notarised_on, entered_at, entered_by_name, published_at, published_by_name, settled_at"
)
_CORRECTED_BY = (
    "coalesce((SELECT max(later.id) FROM assessment AS later"
    " WHERE later.corrects = assessment.id AND later.state = 'published'), '')"
)
_STATE_NOW = (
    "coalesce((SELECT apprenticeship.state FROM apprenticeship"
    " WHERE apprenticeship.id = assessment.apprenticeship_id), 'active')"
)
SCORES = Listing("assessment", f"{_PLAIN}, {_CORRECTED_BY}, {_STATE_NOW}", SCORE_SORTS)
_STATES = {str(state): state for state in AssessmentState}
_RESULTS = {str(result): result for result in AssessmentResult}
_STATES_NOW = {str(state): state for state in ApprenticeshipState}
_NUMBER = re.compile(r"[0-9]{6,}x?")


def score_ids(source: Connection | Session, query: ScoreQuery) -> list[str]:
    """Give the ids of all scores of a query in its order."""
    return SCORES.ids(source, _where(query), query.sort, query.descending)


def score_count(source: Connection | Session, query: ScoreQuery) -> int:
    """Count the scores of a query; from the kept counts when no text and no day is asked."""
    where = _where(query)
    closed = (query.state, query.type, query.result, query.bureau)
    if where.nothing or where.searches or len(where.conditions) > sum(map(bool, closed)):
        return SCORES.count(source, where)
    return Kept("score", ("state", "type", "result"), bureau="bureau").count(source, query)


def score_first_page(source: Connection | Session, query: ScoreQuery, limit: int = 50) -> list[ScoreRow]:
    """Give the first rows of a query."""
    return score_page(source, query, limit=limit)


def score_page(
    source: Connection | Session, query: ScoreQuery, *, after_id: str = "", limit: int = 50
) -> list[ScoreRow]:
    """Give the rows that follow the score `after_id` in the query's order (keyset)."""
    where = _where(query)
    rows = SCORES.page(source, where, query.sort, query.descending, limit=limit, after_id=after_id)
    return [score_line(row) for row in rows]


def score_rows(source: Connection | Session, ids: Sequence[str]) -> list[ScoreRow]:
    """Give the rows of ids, in their order; a score that is no longer here is left out."""
    return [score_line(row) for row in SCORES.rows(source, ids)]


def score_line(row: Sequence[Any]) -> ScoreRow:
    """Make a line of the list from its columns."""
    (*plain, settled_at, corrected_by, state_now) = row
    plain[9], plain[10] = _RESULTS[plain[9]], _STATES[plain[10]]
    values: list[Any] = [*plain[:12], corrected_by, *plain[12:], settled_at == "", _STATES_NOW[state_now]]
    return ScoreRow(*values)


def _where(query: ScoreQuery) -> Where:
    where = Where()
    where.equal(type=query.type, state=query.state, result=query.result, bureau=query.bureau)
    if query.assessed_from:
        where.add("assessed_on >= ?", query.assessed_from)
    if query.assessed_to:
        where.add("assessed_on <= ?", query.assessed_to)
    where.search(query.student, "applicant")
    search_scores(where, query.teacher, "teacher")
    search_scores(where, query.text, "")
    return where


def search_scores(where: Where, text: str, column: str) -> None:
    """A score does not carry its teacher's id number: such a number is looked up in the register."""
    number = "".join(folded(text).split())
    if not _NUMBER.fullmatch(number):
        where.search(text, column)
        return
    where.add(
        "(rowid IN (SELECT rowid FROM assessment_fts WHERE assessment_fts MATCH ?)"
        " OR apprenticeship_id IN (SELECT id FROM apprenticeship WHERE rowid IN"
        " (SELECT rowid FROM apprenticeship_fts WHERE apprenticeship_fts MATCH ?)))",
        match(number, column),
        match(number, "teacher"),
    )

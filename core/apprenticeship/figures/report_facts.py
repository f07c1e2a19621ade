"""The records that a statistic rests on, one after another, for a frozen report (`figures.frozen`).

Only what is published and filed for the bureaus in question; no id numbers, no phones. Close what was not
read to its end: it holds a cursor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.values import Value
from core.store.listing import fetch

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sqlalchemy import Connection

AT_ONCE = 2000
"""Rows taken from the database in one go."""

_STUDIES = (
    "SELECT id, bureau, filing_no, teacher_id, teacher_name, student_id, student_name, state,"
    " coalesce((SELECT first_submitted_at FROM filing WHERE filing.apprenticeship_id = apprenticeship.id"
    f" AND filing.kind = '{FilingKind.ESTABLISH}'), ''), notarised_on, filed_on, ended_on FROM apprenticeship"
)
_SCORES = (
    "SELECT id, bureau, filing_no, apprenticeship_id, student_id, student_name, teacher_name, type,"
    f" assessed_on, result, corrects FROM assessment WHERE state = '{AssessmentState.PUBLISHED}'"
)


class StudyFact(Value, frozen=True, gc=False):
    """One 师承关系 as a statistic sees it; days are ISO texts, `submitted_at` the first submission."""

    id: str
    bureau: str
    filing_no: str
    teacher_id: str
    teacher_name: str
    student_id: str
    student_name: str
    state: ApprenticeshipState
    submitted_at: str
    notarised_on: str
    filed_on: str
    ended_on: str


class ScoreFact(Value, frozen=True, gc=False):
    """One published score; `corrects` is the id of the score whose place it takes, or empty."""

    id: str
    bureau: str
    filing_no: str
    apprenticeship_id: str
    student_id: str
    student_name: str
    teacher_name: str
    type: str
    assessed_on: str
    result: AssessmentResult
    corrects: str


def study_facts(
    source: Connection | Session, bureaus: Sequence[str], *, of_teachers: bool = False
) -> Generator[StudyFact]:
    """Give the apprenticeships of the bureaus by id; `of_teachers` adds those of the same teachers elsewhere.

    With the seats that a teacher fills in another district it can be told whether all are taken (G2).
    """
    there = f"bureau IN ({_marks(bureaus)})"
    where = f"{there} OR teacher_id IN (SELECT teacher_id FROM apprenticeship WHERE {there})"
    statement = f"{_STUDIES} WHERE {where if of_teachers else there} ORDER BY id"
    parameters = [*bureaus, *bureaus] if of_teachers else list(bureaus)
    for row in _each(source, statement, parameters):
        values: list[Any] = [*row[:7], ApprenticeshipState(row[7]), *row[8:]]
        yield StudyFact(*values)


def score_facts(
    source: Connection | Session, bureaus: Sequence[str], *, of_students: bool = False
) -> Generator[ScoreFact]:
    """Give the published scores of the bureaus by id; `of_students` adds those of their students elsewhere.

    A pass in another district ends the eligibility here (G10).
    """
    there = f"bureau IN ({_marks(bureaus)})"
    students = f"{there} OR student_id IN (SELECT student_id FROM apprenticeship WHERE {there})"
    statement = f"{_SCORES} AND ({students if of_students else there}) ORDER BY id"
    parameters = [*bureaus, *bureaus] if of_students else list(bureaus)
    for row in _each(source, statement, parameters):
        values: list[Any] = [*row[:9], AssessmentResult(row[9]), *row[10:]]
        yield ScoreFact(*values)


def fact_counts(source: Connection | Session, bureaus: Sequence[str]) -> tuple[int, int]:
    """Give about how many apprenticeships and scores there are, for a progress bar."""
    there = f"bureau IN ({_marks(bureaus)})"
    counts = [
        int(fetch(source, f"SELECT count(*) FROM {table} WHERE {there}", list(bureaus))[0][0])
        for table in ("apprenticeship", "assessment")
    ]
    return counts[0], counts[1]


def _each(source: Connection | Session, statement: str, parameters: Sequence[Any]) -> Generator[Any]:
    """The driver's rows, never all at once."""
    connection = source.connection() if isinstance(source, Session) else source
    result = connection.exec_driver_sql(statement, tuple(parameters))
    try:
        while some := result.cursor.fetchmany(AT_ONCE):
            yield from some
    finally:
        result.close()


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))

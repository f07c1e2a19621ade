"""获取学生 (C3): a person who is looked up for a score; on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.lists.records import apprenticeships_where, register_row
from core.apprenticeship.lists.register import RegisterRow
from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.lists.scores_of import passed_types, scores_where
from core.apprenticeship.tables import Apprenticeship, Assessment, Student
from core.apprenticeship.words.values import ApprenticeshipState, StudentData
from core.domain.idnumber import normalise
from core.domain.values import Value
from core.store.base import data_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class CandidateStudy(Value, frozen=True):
    """One apprenticeship of a person who is looked up for a score; `scores` are all of it, newest first."""

    row: RegisterRow
    version: int
    scores: tuple[ScoreRow, ...]


class Candidate(Value, frozen=True):
    """获取学生 (C3): a person by id number, the apprenticeships with the open one first, then newest first.

    `passed_types` as in `CandidateFacts`.
    """

    student_id: str
    student: StudentData
    studies: tuple[CandidateStudy, ...]
    passed_types: tuple[str, ...]


def candidate(session: Session, id_number: str) -> Candidate | None:
    """Look a student up by id number as typed (full-width, lower x, spaces); None when not in this store."""
    number = normalise(id_number)
    if not number:
        return None
    students = session.scalars(select(Student).where(Student.id_number == number).order_by(Student.id))
    found = [_candidate(session, student) for student in students]
    return max(found, key=_weight) if found else None


def _candidate(session: Session, student: Student) -> Candidate:
    studies = apprenticeships_where(session, Apprenticeship.student_id == student.id)
    return Candidate(
        student_id=student.id,
        student=data_of(student, StudentData),
        studies=tuple(
            CandidateStudy(
                row=register_row(row),
                version=row.version,
                scores=scores_where(session, Assessment.apprenticeship_id == row.id),
            )
            for row in studies
        ),
        passed_types=passed_types(session, student.id),
    )


def _weight(found: Candidate) -> tuple[bool, int]:
    """Of two records of one number, the one in use: with an open apprenticeship, else with more of them."""
    return any(ApprenticeshipState(one.row.state).is_open for one in found.studies), len(found.studies)

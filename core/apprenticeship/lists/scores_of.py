"""Scores of one person or apprenticeship, and who passed what (G10); on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_MADE = frozenset({"result", "state", "corrected_by", "waiting", "apprenticeship_state"})
_PLAIN = tuple(name for name in ScoreRow.__struct_fields__ if name not in _MADE)


def score_row(session: Session, score_id: str) -> ScoreRow | None:
    """Give one score, None when it is not in this store."""
    rows = scores_where(session, Assessment.id == score_id)
    return rows[0] if rows else None


def passed_types(session: Session, student_id: str) -> tuple[str, ...]:
    """Give the types that a student has a published pass of, without those that were corrected (G10, G12)."""
    wanted = select(Assessment.type).where(Assessment.student_id == student_id, standing_pass())
    return tuple(sorted(set(session.scalars(wanted))))


def standing_pass() -> ColumnElement[bool]:
    """The condition of a published pass that no published correction took back (G10)."""
    later = aliased(Assessment)
    corrected = exists().where(later.corrects == Assessment.id, later.state == AssessmentState.PUBLISHED)
    return and_(
        Assessment.state == AssessmentState.PUBLISHED,
        Assessment.result == AssessmentResult.PASS,
        ~corrected,
    )


def scores_where(session: Session, condition: ColumnElement[bool]) -> tuple[ScoreRow, ...]:
    """Give the scores that fulfil a condition, the newest first."""
    later = aliased(Assessment)
    corrected_by = (
        select(func.max(later.id))
        .where(later.corrects == Assessment.id, later.state == AssessmentState.PUBLISHED)
        .scalar_subquery()
    )
    state_now = (
        select(Apprenticeship.state)
        .where(Apprenticeship.id == Assessment.apprenticeship_id)
        .scalar_subquery()
    )
    wanted = select(Assessment, corrected_by, state_now).where(condition)
    ordered = wanted.order_by(Assessment.entered_at.desc(), Assessment.id.desc())
    return tuple(_row(*found) for found in session.execute(ordered))


def _row(row: Assessment, corrected_by: str | None, state_now: str | None) -> ScoreRow:
    return ScoreRow(
        **{name: getattr(row, name) for name in _PLAIN},
        result=AssessmentResult(row.result),
        state=AssessmentState(row.state),
        corrected_by=corrected_by or "",
        waiting=row.settled_at == "",
        apprenticeship_state=ApprenticeshipState(state_now or ApprenticeshipState.ACTIVE),
    )

"""The other apprenticeships of a filing's two persons, as rules G2 and G6 and the workbench see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.tables import Apprenticeship, Filing
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState, FilingKind
from core.domain.values import CaseState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OPEN = tuple(state.value for state in ApprenticeshipState if state.is_open)


def teacher_open(session: Session, teacher_id: str, but: str = "") -> tuple[ApprenticeshipFacts, ...]:
    """Give the teacher's open apprenticeships (G2), without the one under judgement."""
    wanted = select(Apprenticeship).where(
        Apprenticeship.teacher_id == teacher_id, Apprenticeship.state.in_(OPEN), Apprenticeship.id != but
    )
    return tuple(apprenticeship_facts(row) for row in session.scalars(wanted.order_by(Apprenticeship.id)))


def student_others(session: Session, student_id: str, but: str = "") -> tuple[ApprenticeshipFacts, ...]:
    """Give all other apprenticeships of the student, oldest first (G6)."""
    wanted = select(Apprenticeship).where(Apprenticeship.student_id == student_id, Apprenticeship.id != but)
    return tuple(apprenticeship_facts(row) for row in session.scalars(wanted.order_by(Apprenticeship.id)))


def dissolution_open(session: Session, apprenticeship_id: str, but: str) -> bool:
    """Whether another dissolution than `but` waits for review or for its correction (G8)."""
    wanted = select(Filing.id).where(
        Filing.apprenticeship_id == apprenticeship_id,
        Filing.kind == FilingKind.DISSOLVE,
        Filing.state.in_((CaseState.PENDING, CaseState.RETURNED)),
        Filing.id != but,
    )
    return session.scalars(wanted.limit(1)).first() is not None


def apprenticeship_facts(row: Apprenticeship) -> ApprenticeshipFacts:
    """Give one apprenticeship as the rules see it."""
    return ApprenticeshipFacts(
        id=row.id,
        teacher_id=row.teacher_id,
        student_id=row.student_id,
        state=ApprenticeshipState(row.state),
        bureau=row.bureau,
        teacher_name=row.teacher_name,
        student_name=row.student_name,
        notarised_on=row.notarised_on,
        ended_on=row.ended_on,
    )

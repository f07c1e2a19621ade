"""What the rules need to know, gathered from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.domain.clock import local_date
from core.domain.content import decode_content
from core.domain.values import ApprenticeshipFacts, ApprenticeshipState
from core.store.tables import Apprenticeship, FilingRevision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.content import FilingContent
    from core.domain.values import FilingFacts
    from core.store.tables import Filing

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


def content_at(session: Session, filing: Filing) -> FilingContent:
    """Give what a filing's newest revision says."""
    wanted = select(FilingRevision.content).where(
        FilingRevision.filing_id == filing.id, FilingRevision.number == filing.revision
    )
    return decode_content(session.scalars(wanted).one())


def filing_facts(session: Session, filing: Filing, content: FilingContent) -> FilingFacts:
    """Join a filing's content with what stands in the store about its teacher and student."""
    return content.facts(
        apprenticeship_id=filing.apprenticeship_id,
        bureau=filing.bureau,
        submitted_on=local_date(filing.submitted_at).isoformat(),
        teacher_open=teacher_open(session, filing.teacher_id, but=filing.apprenticeship_id),
        student_others=student_others(session, filing.student_id, but=filing.apprenticeship_id),
    )

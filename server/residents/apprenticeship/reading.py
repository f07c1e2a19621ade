"""Published scores as residents read them (R4, S5): an unpublished one does not exist here (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from core.apprenticeship.tables import Assessment
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import AssessmentResult, AssessmentState
from server.residents.apprenticeship import shapes

if TYPE_CHECKING:
    from server.centre import Centre
    from server.sessions import Caller


def scores(centre: Centre, who: Caller) -> shapes.Scores:
    """Give the published scores of the caller as a student and of the caller's students, newest first."""
    later = aliased(Assessment)
    correction = select(later.id).where(
        later.corrects == Assessment.id, later.state == AssessmentState.PUBLISHED
    )
    wanted = select(Assessment, correction.exists()).where(
        Assessment.state == AssessmentState.PUBLISHED,
        or_(
            Assessment.student_id == (who.person(STUDENT) or "-"),
            Assessment.teacher_id == (who.person(TEACHER) or "-"),
        ),
    )
    with centre.reading() as session:
        rows = session.execute(wanted.order_by(Assessment.published_at.desc(), Assessment.id.desc())).all()
    return shapes.Scores(tuple(_score(centre, row, corrected=corrected) for row, corrected in rows))


def _score(centre: Centre, row: Assessment, *, corrected: bool) -> shapes.ScoreView:
    return shapes.ScoreView(
        id=row.id,
        type=row.type,
        type_name=of(centre.setting.dictionaries).assessment_type(row.type).name,
        assessed_on=row.assessed_on,
        score=score_text(row.tenths),
        result=row.result,
        result_label=AssessmentResult(row.result).label,
        student_name=row.student_name,
        teacher_name=row.teacher_name,
        filing_no=row.filing_no,
        published_at=row.published_at,
        corrects=row.corrects,
        corrected=corrected,
    )

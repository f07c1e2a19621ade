"""What is published, as residents read it: own scores (R4, S5) and policy notices (R2).

An unpublished score does not exist here, nor does a draft or a withdrawn notice (G13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from core.apprenticeship.tables import Assessment
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import AssessmentResult, AssessmentState
from core.commons.tables import PolicyNotice
from core.domain.values import PolicyFile, PolicyState
from core.files.blobs import BlobMissing
from server.errors import not_found
from server.residents.apprenticeship import shapes

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from server.centre import Centre
    from server.sessions import Caller

NEWEST = 200
"""So many notices are listed."""


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


def policies(centre: Centre) -> shapes.Policies:
    """Give the newest published notices."""
    with centre.reading() as session:
        newest = _published().order_by(PolicyNotice.published_at.desc(), PolicyNotice.id.desc())
        rows = session.scalars(newest.limit(NEWEST)).all()
    return shapes.Policies(tuple(shapes.PolicyLine(row.id, row.title, row.published_at) for row in rows))


def policy(centre: Centre, policy_id: str) -> shapes.PolicyView:
    """Give a published notice with the names of its files."""
    with centre.reading() as session:
        row = _one(session, policy_id)
        files = _files(row)
    return shapes.PolicyView(
        row.id,
        row.title,
        row.text,
        row.published_at,
        tuple(
            shapes.PolicyFileView(one.document.page, one.name, one.document.media_type, one.document.size)
            for one in files
        ),
    )


def policy_file(centre: Centre, policy_id: str, page: int) -> tuple[PolicyFile, bytes]:
    """Give a file of a published notice; 404 also while its bytes are on their way from the PC."""
    with centre.reading() as session:
        files = _files(_one(session, policy_id))
    found = next((one for one in files if one.document.page == page), None)
    if found is None:
        raise not_found()
    try:
        return found, centre.blobs.read(found.document.sha256)
    except BlobMissing:
        raise not_found() from None


def _published() -> Select[PolicyNotice]:
    return select(PolicyNotice).where(PolicyNotice.state == PolicyState.PUBLISHED)


def _one(session: Session, policy_id: str) -> PolicyNotice:
    row = session.scalars(_published().where(PolicyNotice.id == policy_id)).first()
    if row is None:
        raise not_found()
    return row


def _files(row: PolicyNotice) -> tuple[PolicyFile, ...]:
    return msgspec.json.decode(row.files, type=tuple[PolicyFile, ...])

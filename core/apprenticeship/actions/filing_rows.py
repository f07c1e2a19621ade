"""What both kinds of filings share: whose they are, and what they repeat of teacher and student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.rows import require
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.content import FILING_NOT_FOUND
from core.apprenticeship.words.values import FilingKind
from core.domain.refusals import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.tables import Apprenticeship, Notarisation, Student, Teacher

FILING_KIND = Refusal(
    "FILING_KIND",
    short="不是这一类申请",
    advice="该件的类型与所作的决定不符，请打开该件，按现在的情况重新办理。",
)
FILING_FORBIDDEN = Refusal(
    "FILING_FORBIDDEN",
    short="不符合备案规定",
    advice="请按列出的规则问题核对材料，再决定退回补正或不予备案。",
)

OTHER_KIND = {
    FilingKind.ESTABLISH: "这是一件师承关系备案申请，不能按解除申请办理，请到“传承信息审核备案”中办理。",
    FilingKind.DISSOLVE: "这是一件师承关系解除申请，不能按备案申请办理，请到“传承解除审核备案”中办理。",
}
"""What is said when a command for the other kind names a filing, by the filing's kind."""


def filing_of_student(session: Session, context: Context, filing_id: str) -> Filing:
    """Load a filing of the student who acts."""
    filing = require(session, Filing, filing_id, FILING_NOT_FOUND)
    if filing.student_id != context.actor.person_id:
        raise FILING_NOT_FOUND()
    return filing


def require_kind(filing: Filing, kind: FilingKind) -> None:
    """Refuse a command that is made for the other kind of filing."""
    if filing.kind != kind:
        raise FILING_KIND(OTHER_KIND[FilingKind(filing.kind)])


PERSON_COLUMNS = (
    "teacher_name",
    "teacher_pinyin",
    "teacher_id_number",
    "teacher_title",
    "practice_place",
    "student_name",
    "student_pinyin",
    "student_id_number",
)
"""What filings and apprenticeships repeat of the two persons, so that a list reads one table."""


def copy_persons(
    row: Filing | Apprenticeship, student: Student, teacher: Teacher, notarisation: Notarisation | None
) -> None:
    """Write what a list shows of the two persons and, if given, of the notarisation."""
    values = {
        "teacher_name": teacher.name,
        "teacher_pinyin": teacher.name_pinyin,
        "teacher_id_number": teacher.id_number,
        "teacher_title": teacher.title,
        "practice_place": teacher.practice_place,
        "student_name": student.name,
        "student_pinyin": student.name_pinyin,
        "student_id_number": student.id_number,
    }
    if notarisation is not None:
        values["notarised_on"] = notarisation.notarised_on
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def repeat_persons(row: Filing | Apprenticeship, of: Filing | Apprenticeship) -> None:
    """Write what a list shows of the two persons as it stands in another row."""
    for name in PERSON_COLUMNS:
        setattr(row, name, getattr(of, name))

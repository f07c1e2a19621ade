"""The records of one imported line of a register, as a submission and its approval would have left them."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from core.actions.rows import derived_id
from core.applications.content import encode_content
from core.applications.revisions import decision_row
from core.applications.tables import CaseRevision
from core.apprenticeship import rules
from core.apprenticeship.actions.filing_rows import copy_persons, repeat_persons
from core.apprenticeship.actions.names import pinyin_of
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.values import FilingKind, StudentData, TeacherData
from core.domain.clock import SHANGHAI, instant, local_date
from core.domain.values import CaseState, Origin
from core.store.base import Record, data_of, scopes_of, widen

if TYPE_CHECKING:
    from core.actions.context import Context
    from core.apprenticeship.words.register import ImportedFiling
    from core.domain.values import Finding

AnyPerson = TypeVar("AnyPerson", Teacher, Student)


class Made(NamedTuple):
    """What one line makes, besides persons."""

    filing_id: str
    rows: tuple[Record, ...]


def new_person(
    kind: type[AnyPerson], id_: str, data: TeacherData | StudentData, bureau: str, context: Context
) -> AnyPerson:
    """Make a person whom nobody knew."""
    return kind(
        id=id_,
        version=1,
        scope=bureau,
        registered_at=context.now_text,
        updated_at=context.now_text,
        name_pinyin=pinyin_of(data.name),
        **msgspec.structs.asdict(data),
    )


def show_person(bureau: str, *rows: Record) -> None:
    """Let the bureau see persons and earlier apprenticeships (G6); documents stay where they are."""
    for row in rows:
        if bureau not in scopes_of(row):
            widen(row, bureau)


def new_filing(
    row: ImportedFiling,
    index: int,
    student: Student,
    teacher: Teacher,
    number: str,
    confirmed: tuple[Finding, ...],
    context: Context,
) -> Made:
    """Make notarisation, apprenticeship, filing, what was filed, and the decision of the import.

    `confirmed` are the findings that a person went past.

    Filing and revision bear the day of the register; the decision the moment and the person of the import.
    """
    bureau = rules.bureau_of(row.teacher)
    ids = {name: derived_id(context.op_id, f"{name}/{index}") for name in _NAMES}
    values = msgspec.structs.asdict(row.notarisation)
    notarisation = Notarisation(
        id=ids["notarisation"], version=1, scope=bureau, student_id=student.id, **values
    )
    filing = _filing(row, ids, student, teacher, number, context)
    apprenticeship = Apprenticeship(
        id=ids["apprenticeship"],
        version=1,
        scope=bureau,
        teacher_id=teacher.id,
        student_id=student.id,
        notarisation_id=notarisation.id,
        bureau=bureau,
        state=row.state,
        filing_no=number,
        created_at=filing.submitted_at,
        filed_on=row.filed_on,
        ended_on=row.ended_on,
        notarised_on=row.notarisation.notarised_on,
        origin=Origin.REGISTER,
    )
    repeat_persons(apprenticeship, filing)
    revision = CaseRevision(
        id=ids["revision"],
        version=1,
        scope=bureau,
        case_id=filing.id,
        number=1,
        submitted_at=filing.submitted_at,
        content=encode_content(_content(row, student, teacher)),
    )
    opinion = _opinion(row, context)
    decision = decision_row(context, filing, CaseState.APPROVED, opinion=opinion, findings=confirmed)
    decision.id = ids["decision"]
    return Made(filing.id, (notarisation, apprenticeship, filing, revision, decision))


_NAMES = ("notarisation", "apprenticeship", "filing", "revision", "decision")


def _filing(
    row: ImportedFiling,
    ids: dict[str, str],
    student: Student,
    teacher: Teacher,
    number: str,
    context: Context,
) -> Filing:
    day = instant(datetime.combine(datetime.fromisoformat(row.filed_on).date(), time(), SHANGHAI))
    filing = Filing(
        id=ids["filing"],
        version=1,
        scope=rules.bureau_of(row.teacher),
        kind=FilingKind.ESTABLISH,
        apprenticeship_id=ids["apprenticeship"],
        student_id=student.id,
        teacher_id=teacher.id,
        bureau=rules.bureau_of(row.teacher),
        filing_no=number,
        state=CaseState.APPROVED,
        revision=1,
        first_submitted_at=day,
        submitted_at=day,
        due_on=row.filed_on,
        notarised_on=row.notarisation.notarised_on,
        decided_at=day,
        decided_by=context.actor.id,
        settled_at=context.settled_at,
    )
    copy_persons(filing, student, teacher, None)
    return filing


def _content(row: ImportedFiling, student: Student, teacher: Teacher) -> FilingContent:
    """The persons as they are registered; documents stay on paper."""
    return FilingContent(
        teacher=data_of(teacher, TeacherData),
        teacher_registered_on=local_date(teacher.registered_at).isoformat(),
        teacher_documents=(),
        student=data_of(student, StudentData),
        student_documents=(),
        notarisation=row.notarisation,
        notarial_pages=(),
    )


def _opinion(row: ImportedFiling, context: Context) -> str:
    line = f"（表中第 {row.row} 行）" if row.row else ""
    return f"台账导入{line}：由{context.actor.name}从本单位已有台账录入，资料在纸质档案中。"

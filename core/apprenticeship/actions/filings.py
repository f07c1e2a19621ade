"""The student's side of a filing: submit, resubmit, withdraw (product.md S3, G1-G7, G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.authority import require_self
from core.actions.context import Outcome
from core.actions.judge import refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import assign, drop_documents, hold, put_documents, require
from core.applications.clean import clean
from core.applications.content import merge_documents
from core.applications.deciding import decide
from core.applications.numbers import next_number
from core.applications.revisions import (
    add_revision,
    pend_again,
    pend_first,
    refuse_locked_items,
    require_state,
)
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at, filing_facts
from core.apprenticeship.actions.filing_rows import (
    FILING_FORBIDDEN,
    copy_persons,
    filing_of_student,
    repeat_persons,
    require_kind,
)
from core.apprenticeship.actions.people import (
    STUDENT_NOT_FOUND,
    TEACHER_NOT_FOUND,
    add_notarisation,
    registered_teacher,
)
from core.apprenticeship.actions.scoring import locked
from core.apprenticeship.commands.filing import ResubmitFiling, SubmitFiling, WithdrawFiling
from core.apprenticeship.lists.apprenticeships import student_others
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.content import FORMS, FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import OF_NOTARISATION, OF_STUDENT, OF_TEACHER
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.clock import local_date
from core.domain.refusals import Refusal
from core.domain.values import CaseState
from core.store.base import data_of, scopes_of, widen
from core.store.documents import document_rows, documents_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.domain.values import Finding

NOTARISATION_NOT_FOUND = Refusal(
    "NOTARISATION_NOT_FOUND",
    short="没有找到公证资料",
    advice="服务器上没有这份公证资料，本项决定不生效。确认后点“知道了”。",
    says="没有找到公证信息，请先填写公证书。",
)
NOTARISATION_USED = Refusal("NOTARISATION_USED", short="公证书已用于备案")


@acts(SubmitFiling)
def submit_filing(session: Session, command: SubmitFiling, context: Context) -> Outcome:
    """S3: file the apprenticeship with the bureau of the teacher's district on this day (G7)."""
    require_self(context.actor, command.student_id)
    student = require(session, Student, command.student_id, STUDENT_NOT_FOUND)
    notarisation = _notarisation_for(session, command, context)
    teacher = registered_teacher(session, data_of(notarisation, NotarisationData))
    bureau = rules.bureau_of(data_of(teacher, TeacherData))
    content = present_content(session, student, teacher, notarisation)
    filing = _new_filing(command, context, student, teacher, bureau)
    findings = _judge(session, filing, content, context)
    filing.filing_no = next_number(session, context, bureau, FORMS[FilingKind.ESTABLISH].series)
    apprenticeship = _new_apprenticeship(command, context, filing, notarisation)
    filing.notarised_on = notarisation.notarised_on
    session.add_all([apprenticeship, filing])
    add_revision(session, context, filing, content)
    _show_to_bureau(session, student, teacher, notarisation, bureau)
    return Outcome("filing", filing.id, findings)


@acts(ResubmitFiling)
def resubmit_filing(session: Session, command: ResubmitFiling, context: Context) -> Outcome:
    """Correct the returned items; anything else that differs is refused (G15). The time limit starts anew."""
    filing = filing_of_student(session, context, command.filing_id)
    require_kind(filing, FilingKind.ESTABLISH)
    require_state(filing, command.revision, CaseState.RETURNED)
    before = content_at(session, filing)
    student = require(session, Student, filing.student_id, STUDENT_NOT_FOUND)
    teacher = require(session, Teacher, filing.teacher_id, TEACHER_NOT_FOUND)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    notarisation = session.get_one(Notarisation, apprenticeship.notarisation_id)
    _take_corrections(session, command, context, student, notarisation)
    session.flush()
    content = present_content(session, student, teacher, notarisation)
    labels = of(context.setting.dictionaries).labels_of(FilingKind.ESTABLISH)
    refuse_locked_items(session, filing, _applicants_part(before), _applicants_part(content), labels)
    pend_again(context, filing)
    findings = _judge(session, filing, content, context)
    copy_persons(filing, student, teacher, notarisation)
    copy_persons(apprenticeship, student, teacher, notarisation)
    add_revision(session, context, filing, content)
    return Outcome("filing", filing.id, findings)


@acts(WithdrawFiling)
def withdraw_filing(session: Session, command: WithdrawFiling, context: Context) -> Outcome:
    """Take a filing back that nobody has decided for good; the teacher's seat is free again (G2)."""
    filing = filing_of_student(session, context, command.filing_id)
    require_state(filing, command.revision, CaseState.PENDING, CaseState.RETURNED)
    decide(session, context, filing, CaseState.WITHDRAWN)
    if filing.kind == FilingKind.ESTABLISH:
        apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
        apprenticeship.state = ApprenticeshipState.WITHDRAWN
        apprenticeship.ended_on = context.today.isoformat()
    return Outcome("filing", filing.id)


def _notarisation_for(session: Session, command: SubmitFiling, context: Context) -> Notarisation:
    if command.notarisation is not None:
        student_id, notarisation_id = command.student_id, command.notarisation_id
        add_notarisation(session, context, notarisation_id, student_id, command.notarisation, "")
        put_documents(session, context, OF_NOTARISATION, notarisation_id, command.pages, "")
        session.flush()
    row = require(session, Notarisation, command.notarisation_id, NOTARISATION_NOT_FOUND)
    if row.student_id != command.student_id:
        raise NOTARISATION_NOT_FOUND()
    used = select(Apprenticeship.state).where(Apprenticeship.notarisation_id == row.id)
    ended = [state for state in session.scalars(used) if not ApprenticeshipState(state).is_open]
    if ended and command.notarisation is None and ended != [ApprenticeshipState.WITHDRAWN]:
        raise NOTARISATION_USED("这份公证书已用于以前的备案，请上传新的公证书。")
    return row


def present_content(
    session: Session, student: Student, teacher: Teacher, notarisation: Notarisation
) -> FilingContent:
    """Give what stands in the register of both persons and the notarisation at this moment."""
    return FilingContent(
        teacher=data_of(teacher, TeacherData),
        teacher_registered_on=local_date(teacher.registered_at).isoformat(),
        teacher_documents=documents_of(session, OF_TEACHER, teacher.id),
        student=data_of(student, StudentData),
        student_documents=documents_of(session, OF_STUDENT, student.id),
        notarisation=data_of(notarisation, NotarisationData),
        notarial_pages=documents_of(session, OF_NOTARISATION, notarisation.id),
    )


def _judge(session: Session, filing: Filing, content: FilingContent, context: Context) -> tuple[Finding, ...]:
    facts = filing_facts(session, filing, content)
    findings = rules.check_filing(
        facts, context.setting.parameters, context.today, context.setting.dictionaries
    )
    refuse_when_blocked(FILING_FORBIDDEN, findings)
    return findings


def _new_filing(
    command: SubmitFiling, context: Context, student: Student, teacher: Teacher, bureau: str
) -> Filing:
    filing = Filing(
        id=command.filing_id,
        version=1,
        scope=bureau,
        kind=FilingKind.ESTABLISH,
        apprenticeship_id=command.apprenticeship_id,
        student_id=student.id,
        teacher_id=teacher.id,
        bureau=bureau,
        filing_no="",
        notarised_on="",
    )
    pend_first(context, filing)
    copy_persons(filing, student, teacher, None)
    return filing


def _new_apprenticeship(
    command: SubmitFiling, context: Context, filing: Filing, notarisation: Notarisation
) -> Apprenticeship:
    row = Apprenticeship(
        id=command.apprenticeship_id,
        version=1,
        scope=filing.bureau,
        teacher_id=filing.teacher_id,
        student_id=filing.student_id,
        notarisation_id=notarisation.id,
        bureau=filing.bureau,
        state=ApprenticeshipState.PENDING,
        filing_no=filing.filing_no,
        created_at=context.now_text,
        filed_on="",
        ended_on="",
        notarised_on=notarisation.notarised_on,
    )
    repeat_persons(row, filing)
    return row


def _show_to_bureau(
    session: Session, student: Student, teacher: Teacher, notarisation: Notarisation, bureau: str
) -> None:
    """Let the bureau see persons, notarisation, documents and earlier apprenticeships (G6, G7)."""
    earlier = locked(session, Apprenticeship, (other.id for other in student_others(session, student.id)))
    rows = [student, teacher, notarisation, *earlier.values()]
    for owner, owner_id in (
        (OF_STUDENT, student.id),
        (OF_TEACHER, teacher.id),
        (OF_NOTARISATION, notarisation.id),
    ):
        rows.extend(document_rows(session, owner, owner_id))
    for row in rows:
        if bureau not in scopes_of(row):
            widen(row, bureau)


def _take_corrections(
    session: Session,
    command: ResubmitFiling,
    context: Context,
    student: Student,
    notarisation: Notarisation,
) -> None:
    if command.student is not None:
        data = clean(command.student)
        assign(student, data)
        student.updated_at = context.now_text
    refs = merge_documents((), command.student_documents)
    put_documents(session, context, OF_STUDENT, student.id, refs, student.scope)
    if command.notarisation is not None:
        assign(notarisation, clean(command.notarisation))
    if command.pages is not None:
        owner = OF_NOTARISATION
        drop_documents(session, owner, notarisation.id, ((ref.kind, ref.page) for ref in command.pages))
        put_documents(session, context, owner, notarisation.id, command.pages, notarisation.scope)


def _applicants_part(content: FilingContent) -> dict[str, str]:
    """Give the student's and the notarisation's items; the teacher maintains the own ones (R3)."""
    return {key: value for key, value in content.values().items() if not key.startswith("teacher.")}

"""The student's side of a filing: submit, resubmit, withdraw (product.md S3, G1-G7, G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.authority import filing_of_student, require_role, require_self
from core.actions.clean import clean_notarisation, clean_student
from core.actions.context import Outcome
from core.actions.judge import refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import assign, drop_documents, hold, put_documents, require
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at, filing_facts
from core.apprenticeship.actions.filing_rows import (
    add_revision,
    copy_persons,
    decision_row,
    due_on,
    pend_again,
    refuse_locked_items,
    repeat_persons,
    require_kind,
    require_state,
)
from core.apprenticeship.actions.numbers import next_filing_no
from core.apprenticeship.actions.people import NO_STUDENT, NO_TEACHER, add_notarisation, registered_teacher
from core.apprenticeship.actions.scoring import locked
from core.apprenticeship.commands.filing import ResubmitFiling, SubmitFiling, WithdrawFiling
from core.apprenticeship.lists.apprenticeships import student_others
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.content import FilingContent, merge_documents
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.clock import local_date
from core.domain.errors import Refused
from core.domain.values import FilingState, OwnerKind
from core.store.base import data_of, scopes_of, widen
from core.store.documents import document_rows, documents_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.domain.values import Finding

NO_NOTARISATION = "没有找到公证信息，请先填写公证书。"


@acts(SubmitFiling)
def submit_filing(session: Session, command: SubmitFiling, context: Context) -> Outcome:
    """S3: file the apprenticeship with the bureau of the teacher's district on this day (G7)."""
    require_role(context.actor, STUDENT)
    require_self(context.actor, command.student_id)
    student = require(session, Student, command.student_id, NO_STUDENT)
    notarisation = _notarisation_for(session, command, context)
    teacher = registered_teacher(session, data_of(notarisation, NotarisationData))
    bureau = rules.bureau_of(data_of(teacher, TeacherData))
    content = present_content(session, student, teacher, notarisation)
    filing = _new_filing(command, context, student, teacher, bureau)
    findings = _judge(session, filing, content, context)
    filing.filing_no = next_filing_no(session, context, bureau, FilingKind.ESTABLISH)
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
    require_state(filing, command.revision, FilingState.RETURNED)
    before = content_at(session, filing)
    student = require(session, Student, filing.student_id, NO_STUDENT)
    teacher = require(session, Teacher, filing.teacher_id, NO_TEACHER)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    notarisation = session.get_one(Notarisation, apprenticeship.notarisation_id)
    _take_corrections(session, command, context, student, notarisation)
    session.flush()
    content = present_content(session, student, teacher, notarisation)
    refuse_locked_items(session, context, filing, _applicants_part(before), _applicants_part(content))
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
    require_state(filing, command.revision, FilingState.PENDING, FilingState.RETURNED)
    filing.state = FilingState.WITHDRAWN
    filing.decided_at = context.decided_at
    filing.decided_by = context.actor.id
    filing.settled_at = context.settled_at
    if filing.kind == FilingKind.ESTABLISH:
        apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
        apprenticeship.state = ApprenticeshipState.WITHDRAWN
        apprenticeship.ended_on = context.today.isoformat()
    session.add(decision_row(context, filing, FilingState.WITHDRAWN))
    return Outcome("filing", filing.id)


def _notarisation_for(session: Session, command: SubmitFiling, context: Context) -> Notarisation:
    if command.notarisation is not None:
        student_id, notarisation_id = command.student_id, command.notarisation_id
        add_notarisation(session, context, notarisation_id, student_id, command.notarisation, "")
        put_documents(session, context, OwnerKind.NOTARISATION, notarisation_id, command.pages, "")
        session.flush()
    row = require(session, Notarisation, command.notarisation_id, NO_NOTARISATION)
    if row.student_id != command.student_id:
        raise Refused("NOTARISATION_NOT_FOUND", NO_NOTARISATION)
    used = select(Apprenticeship.state).where(Apprenticeship.notarisation_id == row.id)
    ended = [state for state in session.scalars(used) if not ApprenticeshipState(state).is_open]
    if ended and command.notarisation is None and ended != [ApprenticeshipState.WITHDRAWN]:
        raise Refused("NOTARISATION_USED", "这份公证书已用于以前的备案，请上传新的公证书。")
    return row


def present_content(
    session: Session, student: Student, teacher: Teacher, notarisation: Notarisation
) -> FilingContent:
    """Give what stands in the register of both persons and the notarisation at this moment."""
    return FilingContent(
        teacher=data_of(teacher, TeacherData),
        teacher_registered_on=local_date(teacher.registered_at).isoformat(),
        teacher_documents=documents_of(session, OwnerKind.TEACHER, teacher.id),
        student=data_of(student, StudentData),
        student_documents=documents_of(session, OwnerKind.STUDENT, student.id),
        notarisation=data_of(notarisation, NotarisationData),
        notarial_pages=documents_of(session, OwnerKind.NOTARISATION, notarisation.id),
    )


def _judge(session: Session, filing: Filing, content: FilingContent, context: Context) -> tuple[Finding, ...]:
    facts = filing_facts(session, filing, content)
    findings = rules.check_filing(
        facts, context.setting.parameters, context.today, context.setting.dictionaries
    )
    refuse_when_blocked("FILING_FORBIDDEN", findings)
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
        state=FilingState.PENDING,
        revision=1,
        first_submitted_at=context.now_text,
        submitted_at=context.now_text,
        due_on=due_on(context),
        notarised_on="",
        decided_at="",
        decided_by="",
        settled_at="",
    )
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
        (OwnerKind.STUDENT, student.id),
        (OwnerKind.TEACHER, teacher.id),
        (OwnerKind.NOTARISATION, notarisation.id),
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
        data = clean_student(command.student)
        assign(student, data)
        student.updated_at = context.now_text
    refs = merge_documents((), command.student_documents)
    put_documents(session, context, OwnerKind.STUDENT, student.id, refs, student.scope)
    if command.notarisation is not None:
        assign(notarisation, clean_notarisation(command.notarisation))
    if command.pages is not None:
        owner = OwnerKind.NOTARISATION
        drop_documents(session, owner, notarisation.id, ((ref.kind, ref.page) for ref in command.pages))
        put_documents(session, context, owner, notarisation.id, command.pages, notarisation.scope)


def _applicants_part(content: FilingContent) -> dict[str, str]:
    """Give the student's and the notarisation's items; the teacher maintains the own ones (R3)."""
    return {key: value for key, value in rules.item_values(content).items() if not key.startswith("teacher.")}

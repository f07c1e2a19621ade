"""Single records with all that belongs to them: the full record (C2), the record windows.

They run on SQLite and PostgreSQL alike. Id numbers and phones are whole: the screen masks them (A7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.applications.content import decode_content
from core.applications.tables import CaseRevision
from core.apprenticeship.lists.apprenticeships import OPEN
from core.apprenticeship.lists.detail import filing_row_of
from core.apprenticeship.lists.filings import FilingRow
from core.apprenticeship.lists.register import RegisterRow
from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.lists.scores_of import scores_where
from core.apprenticeship.tables import (
    Apprenticeship,
    Assessment,
    Filing,
    Notarisation,
    Student,
    Teacher,
    Termination,
)
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.kinds import OF_NOTARISATION, OF_STUDENT, OF_TEACHER, OF_TERMINATION
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.commons.tables import Notice
from core.domain.values import DocumentRef, Value
from core.store.base import data_of
from core.store.documents import documents_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


class TerminationView(Value, frozen=True):
    """Why an apprenticeship was ended by force."""

    reason_code: str
    basis: str
    text: str
    decided_at: str
    decided_by_name: str
    settled_at: str
    documents: tuple[DocumentRef, ...]


class ApprenticeshipRecord(Value, frozen=True):
    """The full record of one apprenticeship with all documents (C2).

    Persons and notarisation as they are now; `filings` of this apprenticeship newest first.
    `open_now` counts the teacher's open apprenticeships, this one included (G2).
    """

    row: RegisterRow
    version: int
    teacher: TeacherData
    teacher_documents: tuple[DocumentRef, ...]
    student: StudentData
    student_documents: tuple[DocumentRef, ...]
    notarisation_id: str
    notarisation: NotarisationData
    notarial_pages: tuple[DocumentRef, ...]
    filings: tuple[FilingRow, ...]
    scores: tuple[ScoreRow, ...]
    termination: TerminationView | None
    dissolution_proofs: tuple[DocumentRef, ...]
    unpublished_scores: int
    open_now: int


class TeacherView(Value, frozen=True):
    """查看老师."""

    id: str
    teacher: TeacherData
    registered_at: str
    updated_at: str
    documents: tuple[DocumentRef, ...]
    apprenticeships: tuple[RegisterRow, ...]


class StudentView(Value, frozen=True):
    """查看学生."""

    id: str
    student: StudentData
    registered_at: str
    updated_at: str
    documents: tuple[DocumentRef, ...]
    apprenticeships: tuple[RegisterRow, ...]
    scores: tuple[ScoreRow, ...]


class NotarisationView(Value, frozen=True):
    """查看公证: the certificate of one apprenticeship."""

    id: str
    notarisation: NotarisationData
    pages: tuple[DocumentRef, ...]
    student_name: str
    teacher_name: str
    origin: str = ""


def apprenticeship_record(session: Session, apprenticeship_id: str) -> ApprenticeshipRecord | None:
    """Give the full record of an apprenticeship, None when it or one of its parts is not in this store."""
    row = session.get(Apprenticeship, apprenticeship_id)
    if row is None:
        return None
    teacher = session.get(Teacher, row.teacher_id)
    student = session.get(Student, row.student_id)
    notarisation = session.get(Notarisation, row.notarisation_id)
    if teacher is None or student is None or notarisation is None:
        return None
    filings = _filings(session, row.id)
    return ApprenticeshipRecord(
        row=register_row(row),
        version=row.version,
        teacher=data_of(teacher, TeacherData),
        teacher_documents=documents_of(session, OF_TEACHER, teacher.id),
        student=data_of(student, StudentData),
        student_documents=documents_of(session, OF_STUDENT, student.id),
        notarisation_id=notarisation.id,
        notarisation=data_of(notarisation, NotarisationData),
        notarial_pages=documents_of(session, OF_NOTARISATION, notarisation.id),
        filings=tuple(filing_row_of(filing) for filing in filings),
        scores=scores_where(session, Assessment.apprenticeship_id == row.id),
        termination=_termination(session, row.id),
        dissolution_proofs=_proofs(session, filings),
        unpublished_scores=row.unpublished_scores,
        open_now=_open_now(session, row.teacher_id),
    )


def teacher_view(session: Session, teacher_id: str) -> TeacherView | None:
    """Give a teacher with documents and apprenticeships, the open ones first; None when not in this store."""
    row = session.get(Teacher, teacher_id)
    if row is None:
        return None
    return TeacherView(
        id=row.id,
        teacher=data_of(row, TeacherData),
        registered_at=row.registered_at,
        updated_at=row.updated_at,
        documents=documents_of(session, OF_TEACHER, row.id),
        apprenticeships=_register_rows(session, Apprenticeship.teacher_id == row.id),
    )


def student_view(session: Session, student_id: str) -> StudentView | None:
    """Give a student with documents, apprenticeships and scores; None when not in this store."""
    row = session.get(Student, student_id)
    if row is None:
        return None
    return StudentView(
        id=row.id,
        student=data_of(row, StudentData),
        registered_at=row.registered_at,
        updated_at=row.updated_at,
        documents=documents_of(session, OF_STUDENT, row.id),
        apprenticeships=_register_rows(session, Apprenticeship.student_id == row.id),
        scores=scores_where(session, Assessment.student_id == row.id),
    )


def notarisation_view(session: Session, apprenticeship_id: str) -> NotarisationView | None:
    """Give the certificate of an apprenticeship, None when either is not in this store."""
    row = session.get(Apprenticeship, apprenticeship_id)
    notarisation = session.get(Notarisation, row.notarisation_id) if row else None
    if row is None or notarisation is None:
        return None
    return NotarisationView(
        id=notarisation.id,
        notarisation=data_of(notarisation, NotarisationData),
        pages=documents_of(session, OF_NOTARISATION, notarisation.id),
        student_name=row.student_name,
        teacher_name=row.teacher_name,
        origin=row.origin,
    )


def _register_rows(session: Session, condition: ColumnElement[bool]) -> tuple[RegisterRow, ...]:
    return tuple(register_row(row) for row in apprenticeships_where(session, condition))


def apprenticeships_where(session: Session, condition: ColumnElement[bool]) -> list[Apprenticeship]:
    """Give the apprenticeships that fulfil a condition, the open ones first, then the newest first."""
    rows = session.scalars(select(Apprenticeship).where(condition))
    newest = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)
    return sorted(newest, key=lambda row: not ApprenticeshipState(row.state).is_open)


def register_row(row: Apprenticeship) -> RegisterRow:
    """Give a loaded apprenticeship as a line of the register."""
    return RegisterRow(*(getattr(row, name) for name in RegisterRow.__struct_fields__))


def _filings(session: Session, apprenticeship_id: str) -> list[Filing]:
    wanted = select(Filing).where(Filing.apprenticeship_id == apprenticeship_id)
    return list(session.scalars(wanted.order_by(Filing.first_submitted_at.desc(), Filing.id.desc())))


def _proofs(session: Session, filings: list[Filing]) -> tuple[DocumentRef, ...]:
    """The proofs as last submitted with the newest dissolution."""
    newest = next((one for one in filings if one.kind == FilingKind.DISSOLVE), None)
    if newest is None:
        return ()
    wanted = select(CaseRevision.content).where(
        CaseRevision.case_id == newest.id, CaseRevision.number == newest.revision
    )
    content = session.scalar(wanted)
    return decode_content(content, FilingContent).proofs if content else ()


def _termination(session: Session, apprenticeship_id: str) -> TerminationView | None:
    wanted = select(Termination).where(Termination.apprenticeship_id == apprenticeship_id)
    row = session.scalars(wanted.order_by(Termination.id.desc())).first()
    if row is None:
        return None
    return TerminationView(
        reason_code=row.reason_code,
        basis=row.basis,
        text=row.text,
        decided_at=row.decided_at,
        decided_by_name=row.decided_by_name,
        settled_at=row.settled_at,
        documents=documents_of(session, OF_TERMINATION, row.id),
    )


def _open_now(session: Session, teacher_id: str) -> int:
    wanted = select(func.count()).where(
        Apprenticeship.teacher_id == teacher_id, Apprenticeship.state.in_(OPEN)
    )
    return session.scalar(wanted) or 0


def find_record(session: Session, kind: str, id_: str) -> str:
    """Give the id that a window of `kind` shows for a person, an apprenticeship or a record of one.

    Ids are UUIDs, so one names one record of all tables. A certificate goes by its apprenticeship.
    """
    person = {"teacher": Teacher, "student": Student}.get(kind)
    if person is not None and session.get(person, id_) is not None:
        return id_
    study = _study(session, id_)
    if study is None:
        return ""
    return {"teacher": study.teacher_id, "student": study.student_id, "notarisation": study.id}[kind]


def _study(session: Session, id_: str) -> Apprenticeship | None:
    """The apprenticeship itself, or that of a filing, a score or a notice."""
    study = session.get(Apprenticeship, id_)
    if study is not None:
        return study
    notice = session.get(Notice, id_)
    if notice is not None:
        return session.get(Apprenticeship, notice.subject_id)
    row = session.get(Filing, id_) or session.get(Assessment, id_)
    return session.get(Apprenticeship, row.apprenticeship_id) if row is not None else None

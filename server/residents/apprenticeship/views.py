"""What residents see: their own records only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import or_, select

from core.applications.tables import CaseDecision
from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.values import ApprenticeshipState, FilingKind, StudentData, TeacherData
from core.domain.idnumber import normalise
from core.domain.masking import mask_phone
from core.domain.values import CaseState, ReturnItem
from core.store.base import data_of
from server.errors import WebError, not_found
from server.residents.apprenticeship import shapes
from server.residents.documents import owners
from server.tables import RESIDENT

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from server.centre import Centre
    from server.sessions import Caller

APPLICANTS = ("student.", "notarisation.", "dissolution.")


def me(centre: Centre, who: Caller) -> shapes.Me:
    """Give the caller's own records."""
    with centre.reading() as session:
        phone = session.scalars(select(RESIDENT.c.phone).where(RESIDENT.c.id == who.account_id)).one()
        teacher = session.get(Teacher, who.person(TEACHER)) if who.person(TEACHER) else None
        student = session.get(Student, who.person(STUDENT)) if who.person(STUDENT) else None
        return shapes.Me(
            mask_phone(phone),
            shapes.TeacherRecord(teacher.id, teacher.version, data_of(teacher, TeacherData))
            if teacher
            else None,
            shapes.StudentRecord(student.id, student.version, data_of(student, StudentData))
            if student
            else None,
        )


def find_teacher(centre: Centre, id_number: str) -> shapes.TeacherFound:
    """Give name and masked phone of a registered teacher (S1)."""
    with centre.reading() as session:
        row = session.scalars(select(Teacher).where(Teacher.id_number == normalise(id_number))).first()
    if row is None:
        raise WebError(404, "TEACHER_NOT_REGISTERED", "老师尚未注册，请先请老师注册后再办理。")
    district = centre.setting.dictionaries.district_name(row.district)
    return shapes.TeacherFound(row.name, mask_phone(row.phone), row.practice_place, district)


def filings(centre: Centre, who: Caller) -> shapes.Filings:
    """Give the caller's filings, newest first."""
    with centre.reading() as session:
        rows = session.scalars(select(Filing).where(_mine(Filing, who)).order_by(Filing.id.desc())).all()
        return shapes.Filings(tuple(_view(centre, session, row) for row in rows))


def filing(centre: Centre, who: Caller, filing_id: str) -> shapes.FilingView:
    """Give one filing of the caller."""
    with centre.reading() as session:
        row = session.scalars(select(Filing).where(Filing.id == filing_id, _mine(Filing, who))).first()
        if row is None:
            raise not_found()
        return _view(centre, session, row)


def apprenticeships(centre: Centre, who: Caller) -> shapes.Apprenticeships:
    """Give the caller's apprenticeships, newest first."""
    with centre.reading() as session:
        wanted = select(Apprenticeship).where(_mine(Apprenticeship, who)).order_by(Apprenticeship.id.desc())
        rows = session.scalars(wanted).all()
    return shapes.Apprenticeships(
        tuple(
            shapes.ApprenticeshipView(
                id=row.id,
                filing_no=row.filing_no,
                state=row.state,
                state_label=ApprenticeshipState(row.state).label,
                bureau_name=centre.setting.dictionaries.bureau_name(row.bureau),
                teacher_name=row.teacher_name,
                student_name=row.student_name,
                notarised_on=row.notarised_on,
                filed_on=row.filed_on,
                ended_on=row.ended_on,
            )
            for row in rows
        )
    )


@owners
def own_records(who: Caller) -> tuple[Any, ...]:
    """The caller as a person, and the notarisations and filings of the caller as a student."""
    people = [one for one in (who.person(TEACHER), who.person(STUDENT)) if one]
    student_id = who.person(STUDENT) or "-"
    notarisations = select(Notarisation.id).where(Notarisation.student_id == student_id)
    filings = select(Filing.id).where(Filing.student_id == student_id)
    return people, notarisations, filings


def _mine(table: type[Filing | Apprenticeship], who: Caller) -> ColumnElement[bool]:
    return or_(
        table.student_id == (who.person(STUDENT) or "-"), table.teacher_id == (who.person(TEACHER) or "-")
    )


def _view(centre: Centre, session: Session, row: Filing) -> shapes.FilingView:
    wanted = select(CaseDecision).where(CaseDecision.case_id == row.id, CaseDecision.revision == row.revision)
    last = session.scalars(wanted.order_by(CaseDecision.id.desc())).first()
    dictionaries = centre.setting.dictionaries
    kind = FilingKind(row.kind)
    content = content_at(session, row) if kind is FilingKind.DISSOLVE else None
    returned: tuple[shapes.ReturnedItem, ...] = ()
    locked: tuple[str, ...] = ()
    if last is not None and row.state == CaseState.RETURNED:
        items = msgspec.json.decode(last.items, type=tuple[ReturnItem, ...])
        returned = tuple(
            shapes.ReturnedItem(item.key, of(dictionaries).item_labels.get(item.key, item.key), item.reason)
            for item in items
        )
        keys = {item.key for item in items}
        own = of(dictionaries).labels_of(kind)
        locked = tuple(key for key in own if key.startswith(APPLICANTS) and key not in keys)
    return shapes.FilingView(
        id=row.id,
        kind=kind,
        kind_label=kind.label,
        apprenticeship_id=row.apprenticeship_id,
        filing_no=row.filing_no,
        state=row.state,
        state_label=CaseState(row.state).label,
        revision=row.revision,
        bureau_name=dictionaries.bureau_name(row.bureau),
        student_name=row.student_name,
        teacher_name=row.teacher_name,
        first_submitted_at=row.first_submitted_at,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        decided_at=row.decided_at,
        opinion=last.opinion if last is not None else "",
        returned=returned,
        locked=locked,
        dissolution=content.dissolution if content else None,
        proofs=tuple(ref.sha256 for ref in content.proofs) if content else (),
    )

"""Registration and maintenance of teachers and students (product.md R1, R3, S1, S2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.authority import require_self
from core.actions.context import Outcome
from core.actions.judge import refuse_when_blocked
from core.actions.locks import one_at_a_time
from core.actions.registry import acts
from core.actions.rows import assign, put_documents, require
from core.applications.clean import clean
from core.applications.content import merge_documents
from core.apprenticeship import rules
from core.apprenticeship.actions.names import pinyin_of
from core.apprenticeship.actions.scoring import locked
from core.apprenticeship.commands.filing import RegisterStudent, RegisterTeacher, UpdateStudent, UpdateTeacher
from core.apprenticeship.lists.apprenticeships import teacher_open
from core.apprenticeship.tables import Apprenticeship, Notarisation, Student, Teacher
from core.apprenticeship.words.kinds import OF_NOTARISATION, OF_STUDENT, OF_TEACHER
from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
from core.domain.clock import local_date
from core.domain.idnumber import normalise
from core.domain.refusals import CHANGED_MEANWHILE, Refusal
from core.domain.values import IdKind
from core.store.base import data_of, scopes_of, widen
from core.store.documents import document_rows, documents_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.domain.values import IdKind

UNKNOWN_DISTRICT = Refusal("UNKNOWN_DISTRICT", short="没有这个区")
TEACHER_NOT_FOUND = Refusal(
    "TEACHER_NOT_FOUND",
    short="没有找到老师资料",
    advice="服务器上没有这名老师的资料，本项决定不生效。确认后点“知道了”。",
    says="没有找到这位老师的注册信息。",
)
STUDENT_NOT_FOUND = Refusal(
    "STUDENT_NOT_FOUND",
    short="没有找到学生资料",
    advice="服务器上没有这名学生的资料，本项决定不生效。确认后点“知道了”。",
    says="没有找到这位学生的注册信息。",
)
ALREADY_REGISTERED = Refusal("ALREADY_REGISTERED", short="已经注册")
TEACHER_NOT_QUALIFIED = Refusal("TEACHER_NOT_QUALIFIED", short="不符合带教条件")
TEACHER_NOT_REGISTERED = Refusal("TEACHER_NOT_REGISTERED", short="老师尚未注册")
STUDENT_INCOMPLETE = Refusal("STUDENT_INCOMPLETE", short="学生资料不完整")
FIELD_LOCKED = Refusal("FIELD_LOCKED", short="已锁定的项目")

MAINTAINED = frozenset({"student.email", "student.born_on", "student.education"})
"""Items that a student may change (S2)."""
OPENED_BEFORE = "您打开之后这份资料已有更新，请刷新后再修改。"


@acts(RegisterTeacher)
def register_teacher(session: Session, command: RegisterTeacher, context: Context) -> Outcome:
    """R1: make the teacher's record visible to the bureau of the practice place (G1, G3, G5)."""
    require_self(context.actor, command.teacher_id)
    data = cleaned_teacher(command.teacher, context)
    _refuse_second(session, Teacher, data.id_kind, data.id_number, "该证件号码已注册为老师，不能重复注册。")
    findings = rules.check_teacher(
        data,
        context.today,
        command.documents,
        context.setting.parameters,
        context.today,
        context.setting.dictionaries,
    )
    refuse_when_blocked(TEACHER_NOT_QUALIFIED, findings)
    session.add(
        Teacher(
            id=command.teacher_id,
            version=1,
            scope=data.district,
            registered_at=context.now_text,
            updated_at=context.now_text,
            name_pinyin=pinyin_of(data.name),
            **msgspec.structs.asdict(data),
        )
    )
    owner = OF_TEACHER
    put_documents(session, context, owner, command.teacher_id, command.documents, data.district)
    return Outcome("teacher", command.teacher_id, findings)


@acts(UpdateTeacher)
def update_teacher(session: Session, command: UpdateTeacher, context: Context) -> Outcome:
    """R3: maintain the record; after a move the new bureau sees teacher and open apprenticeships too (G7)."""
    require_self(context.actor, command.teacher_id)
    row = require(session, Teacher, command.teacher_id, TEACHER_NOT_FOUND)
    if row.version != command.seen_version:
        raise CHANGED_MEANWHILE(OPENED_BEFORE)
    data = cleaned_teacher(command.teacher, context)
    _refuse_locked(data_of(row, TeacherData), data, {"name": "姓名", "sex": "性别", "id_number": "身份证号"})
    documents = merge_documents(documents_of(session, OF_TEACHER, row.id), command.documents)
    registered_on = local_date(row.registered_at)
    findings = rules.check_teacher(
        data,
        registered_on,
        documents,
        context.setting.parameters,
        context.today,
        context.setting.dictionaries,
    )
    refuse_when_blocked(TEACHER_NOT_QUALIFIED, findings)
    assign(row, data)
    row.updated_at = context.now_text
    widen(row, data.district)
    put_documents(session, context, OF_TEACHER, row.id, command.documents, row.scope)
    _show_to(session, row, data.district)
    return Outcome("teacher", row.id, findings)


@acts(RegisterStudent)
def register_student(session: Session, command: RegisterStudent, context: Context) -> Outcome:
    """S1: keep student and notarisation at the centre; a bureau sees them once they are filed (G3-G5)."""
    require_self(context.actor, command.student_id)
    data = clean(command.student)
    _refuse_second(session, Student, data.id_kind, data.id_number, "该证件号码已注册为学生，不能重复注册。")
    teacher = registered_teacher(session, command.notarisation)
    parameters = context.setting.parameters
    findings = (
        *rules.check_student(
            data, command.documents, parameters, context.today, context.setting.dictionaries
        ),
        *rules.check_notarisation(
            command.notarisation, command.pages, data_of(teacher, TeacherData), parameters, context.today
        ),
    )
    refuse_when_blocked(STUDENT_INCOMPLETE, findings)
    session.add(
        Student(
            id=command.student_id,
            version=1,
            scope="",
            registered_at=context.now_text,
            updated_at=context.now_text,
            name_pinyin=pinyin_of(data.name),
            **msgspec.structs.asdict(data),
        )
    )
    put_documents(session, context, OF_STUDENT, command.student_id, command.documents, "")
    add_notarisation(session, context, command.notarisation_id, command.student_id, command.notarisation, "")
    put_documents(session, context, OF_NOTARISATION, command.notarisation_id, command.pages, "")
    return Outcome("student", command.student_id, findings)


@acts(UpdateStudent)
def update_student(session: Session, command: UpdateStudent, context: Context) -> Outcome:
    """S2: e-mail, birth date and education only (manual 2.2.2)."""
    require_self(context.actor, command.student_id)
    row = require(session, Student, command.student_id, STUDENT_NOT_FOUND)
    if row.version != command.seen_version:
        raise CHANGED_MEANWHILE(OPENED_BEFORE)
    data = msgspec.structs.replace(
        data_of(row, StudentData),
        email=command.email,
        born_on=command.born_on,
        education=command.education,
    )
    documents = documents_of(session, OF_STUDENT, row.id)
    findings = rules.check_student(
        data, documents, context.setting.parameters, context.today, context.setting.dictionaries
    )
    if not documents:
        # Imported from a register (decision 0015): the scans are on paper, and the rest is locked here.
        findings = tuple(one for one in findings if MAINTAINED & {place.field for place in one.evidence})
    refuse_when_blocked(STUDENT_INCOMPLETE, findings)
    assign(row, data)
    row.updated_at = context.now_text
    return Outcome("student", row.id, findings)


def cleaned_teacher(data: TeacherData, context: Context) -> TeacherData:
    """Clean a teacher's data; refuse a district that the dictionary does not know."""
    if not context.setting.dictionaries.has_district(data.district):
        raise UNKNOWN_DISTRICT("请选择执业地点所在的区。")
    return clean(data)


def registered_teacher(session: Session, notarisation: NotarisationData) -> Teacher:
    """Find the teacher a notarisation names; locked, so that two submissions count seats in turn (G2)."""
    wanted = select(Teacher).where(Teacher.id_number == normalise(notarisation.teacher_id_number))
    teacher = session.scalars(wanted.with_for_update()).first()
    if teacher is None:
        raise TEACHER_NOT_REGISTERED("公证书上的老师尚未注册，请先请老师注册后再办理。")
    return teacher


def add_notarisation(
    session: Session,
    context: Context,
    notarisation_id: str,
    student_id: str,
    data: NotarisationData,
    scope: str,
) -> None:
    """Keep a notarisation as it was written."""
    values = msgspec.structs.asdict(clean(data))
    session.add(Notarisation(id=notarisation_id, version=1, scope=scope, student_id=student_id, **values))


def _refuse_second(
    session: Session, kind: type[Teacher | Student], id_kind: IdKind, id_number: str, message: str
) -> None:
    one_at_a_time(session, [f"person/{id_number}"])
    if session.scalars(select(kind.id).where(kind.id_kind == id_kind, kind.id_number == id_number)).first():
        raise ALREADY_REGISTERED(message)


def _refuse_locked(before: TeacherData, after: TeacherData, locked: dict[str, str]) -> None:
    changed = [word for name, word in locked.items() if getattr(before, name) != getattr(after, name)]
    if changed:
        raise FIELD_LOCKED(f"{'、'.join(changed)}不能修改，如确需更正请到区卫生健康局办理。")


def _show_to(session: Session, teacher: Teacher, district: str) -> None:
    studies = locked(session, Apprenticeship, (ref.id for ref in teacher_open(session, teacher.id)))
    for row in studies.values():
        if district not in scopes_of(row):
            widen(row, district)
    for document in document_rows(session, OF_TEACHER, teacher.id):
        if district not in scopes_of(document):
            widen(document, district)

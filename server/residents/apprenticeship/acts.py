"""What residents do, through the same ledger as everybody (product.md R1, R3, S1-S4; G17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from core.actions.rows import derived_id
from core.apprenticeship.commands.filing import (
    RegisterStudent,
    RegisterTeacher,
    ResubmitDissolution,
    ResubmitFiling,
    SubmitDissolution,
    SubmitFiling,
    UpdateStudent,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.content import FORMS
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.values import FilingKind
from core.domain.idnumber import normalise
from server.errors import WebError, not_found
from server.residents.apprenticeship.binding import ACCOUNT_BOUND, person_with, refuse_bound, role_of
from server.residents.desk import ResidentDesk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.apprenticeship.words.values import NotarisationData
    from core.domain.commands.base import Command
    from core.domain.values import DocumentRef
    from server.residents.apprenticeship import shapes
    from server.residents.shapes import Done

Case = TypeVar("Case", Apprenticeship, Filing)
NO_TEACHER = "公证书上的老师尚未注册，请先请老师注册后再办理。"


class Desk(ResidentDesk):
    """What a teacher or a student asks for."""

    def register_teacher(self, asked: shapes.NewTeacher) -> Done:
        def make(op_id: str) -> Command:
            self._refuse_bound(Teacher, asked.teacher.id_number)
            documents = self._attach(asked.documents, asked.teacher.district)
            return RegisterTeacher(derived_id(op_id, "teacher"), asked.teacher, documents)

        return self.run(TEACHER, asked, make, binds=True)

    def update_teacher(self, asked: shapes.ChangedTeacher) -> Done:
        def make(_: str) -> Command:
            documents = self._attach(asked.documents, asked.teacher.district)
            return UpdateTeacher(self.who.person(TEACHER), asked.seen_version, asked.teacher, documents)

        return self.run(TEACHER, asked, make)

    def register_student(self, asked: shapes.NewStudent) -> Done:
        def make(op_id: str) -> Command:
            self._refuse_bound(Student, asked.student.id_number)
            bureau = self._bureau_of(asked.notarisation)
            return RegisterStudent(
                student_id=derived_id(op_id, "student"),
                student=asked.student,
                documents=self._attach(asked.documents, bureau),
                notarisation_id=derived_id(op_id, "notarisation"),
                notarisation=asked.notarisation,
                pages=self._attach(asked.pages, bureau),
            )

        return self.run(STUDENT, asked, make, binds=True)

    def update_student(self, asked: shapes.ChangedStudent) -> Done:
        def make(_: str) -> Command:
            return UpdateStudent(
                self.who.person(STUDENT), asked.seen_version, asked.email, asked.born_on, asked.education
            )

        return self.run(STUDENT, asked, make)

    def submit(self, asked: shapes.NewFiling) -> Done:
        def make(op_id: str) -> Command:
            given = asked.notarisation
            return SubmitFiling(
                filing_id=derived_id(op_id, "filing"),
                apprenticeship_id=derived_id(op_id, "apprenticeship"),
                student_id=self.who.person(STUDENT),
                notarisation_id=derived_id(op_id, "notarisation") if given else self._newest_notarisation(),
                notarisation=given,
                pages=self._attach(asked.pages, self._bureau_of(given)) if given else (),
            )

        return self.run(STUDENT, asked, make)

    def resubmit(self, filing_id: str, asked: shapes.Resubmission) -> Done:
        def make(_: str) -> Command:
            bureau = self._own(Filing, filing_id).bureau
            return ResubmitFiling(
                filing_id=filing_id,
                revision=asked.revision,
                student=asked.student,
                student_documents=self._attach(asked.student_documents, bureau),
                notarisation=asked.notarisation,
                pages=None if asked.pages is None else self._attach(asked.pages, bureau),
            )

        return self.run(STUDENT, asked, make, salt=filing_id)

    def dissolve(self, asked: shapes.NewDissolution) -> Done:
        def make(op_id: str) -> Command:
            bureau = self._own(Apprenticeship, asked.apprenticeship_id).bureau
            return SubmitDissolution(
                filing_id=derived_id(op_id, "filing"),
                apprenticeship_id=asked.apprenticeship_id,
                dissolution=asked.dissolution,
                proofs=self._attach(asked.proofs, bureau),
            )

        return self.run(STUDENT, asked, make)

    def resubmit_dissolution(self, filing_id: str, asked: shapes.DissolutionResubmission) -> Done:
        def make(_: str) -> Command:
            bureau = self._own(Filing, filing_id).bureau
            return ResubmitDissolution(
                filing_id=filing_id,
                revision=asked.revision,
                dissolution=asked.dissolution,
                proofs=None if asked.proofs is None else self._attach(asked.proofs, bureau),
            )

        return self.run(STUDENT, asked, make, salt=filing_id)

    def withdraw(self, filing_id: str, asked: shapes.Withdrawal) -> Done:
        def make(_: str) -> Command:
            self._own(Filing, filing_id)
            return WithdrawFiling(filing_id, asked.revision)

        return self.run(STUDENT, asked, make, salt=filing_id)

    def _attach(self, given: Iterable[shapes.Attached], bureau: str) -> tuple[DocumentRef, ...]:
        return self.attach(given, FORMS[FilingKind.ESTABLISH].purpose, bureau)

    def _bureau_of(self, notarisation: NotarisationData) -> str:
        number = normalise(notarisation.teacher_id_number)
        with self.centre.reading() as session:
            district = session.scalar(select(Teacher.district).where(Teacher.id_number == number))
        if district is None:
            raise WebError(422, "TEACHER_NOT_REGISTERED", NO_TEACHER)
        return str(district)

    def _newest_notarisation(self) -> str:
        with self.centre.reading() as session:
            wanted = select(Notarisation.id).where(Notarisation.student_id == self.who.person(STUDENT))
            found = session.scalar(wanted.order_by(Notarisation.id.desc()).limit(1))
        return str(found or "")

    def _own(self, kind: type[Case], record_id: str) -> Case:
        with self.centre.reading() as session:
            row = session.get(kind, record_id)
        if row is None or not self.who.person(STUDENT) or row.student_id != self.who.person(STUDENT):
            raise not_found()
        return row

    def _refuse_bound(self, kind: type[Teacher | Student], id_number: str) -> None:
        mine = self.who.person(role_of(kind))
        with self.centre.reading() as session:
            row = person_with(session, kind, id_number)
            if row is not None:
                refuse_bound(session, self.who, row)
        if mine and row is None:
            raise WebError(422, "ACCOUNT_BOUND", ACCOUNT_BOUND)

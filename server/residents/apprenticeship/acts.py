"""What residents do, through the same ledger as everybody (product.md R1, R3, S1-S4; G17)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

import msgspec
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
from core.domain.clock import SHANGHAI
from core.domain.commands import encode_args
from core.domain.idnumber import normalise
from core.files.images import WatermarkText
from core.store.engine import dialect_of
from server import uploads
from server.errors import WebError, not_found
from server.ledger import Trusted, settle
from server.residents import identities
from server.residents.apprenticeship.binding import ACCOUNT_BOUND, person_with, refuse_bound, role_of
from server.residents.apprenticeship.shapes import Done
from server.sessions import RESIDENTS_DEVICE
from server.tables import LEDGER, RESIDENT_REQUEST
from sync.protocol import Envelope, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from core.apprenticeship.words.values import NotarisationData
    from core.domain.commands.base import Command
    from core.domain.values import DocumentRef, Role
    from server.centre import Centre
    from server.residents.apprenticeship import shapes
    from server.sessions import Caller

Case = TypeVar("Case", Apprenticeship, Filing)
NO_TEACHER = "公证书上的老师尚未注册，请先请老师注册后再办理。"


class Desk:
    """One resident's request; `key` is the Idempotency-Key, under which a repeat does nothing twice."""

    def __init__(self, centre: Centre, who: Caller, key: str = "") -> None:
        self._centre = centre
        self._who = who
        self._key = key

    def register_teacher(self, asked: shapes.NewTeacher) -> Done:
        def make(op_id: str) -> Command:
            self._refuse_bound(Teacher, asked.teacher.id_number)
            documents = self._attach(asked.documents, asked.teacher.district)
            return RegisterTeacher(derived_id(op_id, "teacher"), asked.teacher, documents)

        return self._run(TEACHER, asked, make, binds=True)

    def update_teacher(self, asked: shapes.ChangedTeacher) -> Done:
        def make(_: str) -> Command:
            documents = self._attach(asked.documents, asked.teacher.district)
            return UpdateTeacher(self._who.person(TEACHER), asked.seen_version, asked.teacher, documents)

        return self._run(TEACHER, asked, make)

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

        return self._run(STUDENT, asked, make, binds=True)

    def update_student(self, asked: shapes.ChangedStudent) -> Done:
        def make(_: str) -> Command:
            return UpdateStudent(
                self._who.person(STUDENT), asked.seen_version, asked.email, asked.born_on, asked.education
            )

        return self._run(STUDENT, asked, make)

    def submit(self, asked: shapes.NewFiling) -> Done:
        def make(op_id: str) -> Command:
            given = asked.notarisation
            return SubmitFiling(
                filing_id=derived_id(op_id, "filing"),
                apprenticeship_id=derived_id(op_id, "apprenticeship"),
                student_id=self._who.person(STUDENT),
                notarisation_id=derived_id(op_id, "notarisation") if given else self._newest_notarisation(),
                notarisation=given,
                pages=self._attach(asked.pages, self._bureau_of(given)) if given else (),
            )

        return self._run(STUDENT, asked, make)

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

        return self._run(STUDENT, asked, make, salt=filing_id)

    def dissolve(self, asked: shapes.NewDissolution) -> Done:
        def make(op_id: str) -> Command:
            bureau = self._own(Apprenticeship, asked.apprenticeship_id).bureau
            return SubmitDissolution(
                filing_id=derived_id(op_id, "filing"),
                apprenticeship_id=asked.apprenticeship_id,
                dissolution=asked.dissolution,
                proofs=self._attach(asked.proofs, bureau),
            )

        return self._run(STUDENT, asked, make)

    def resubmit_dissolution(self, filing_id: str, asked: shapes.DissolutionResubmission) -> Done:
        def make(_: str) -> Command:
            bureau = self._own(Filing, filing_id).bureau
            return ResubmitDissolution(
                filing_id=filing_id,
                revision=asked.revision,
                dissolution=asked.dissolution,
                proofs=None if asked.proofs is None else self._attach(asked.proofs, bureau),
            )

        return self._run(STUDENT, asked, make, salt=filing_id)

    def withdraw(self, filing_id: str, asked: shapes.Withdrawal) -> Done:
        def make(_: str) -> Command:
            self._own(Filing, filing_id)
            return WithdrawFiling(filing_id, asked.revision)

        return self._run(STUDENT, asked, make, salt=filing_id)

    def _run(
        self,
        role: Role,
        asked: msgspec.Struct,
        make: Callable[[str], Command],
        binds: bool = False,
        salt: str = "",
    ) -> Done:
        op_id = self._op_id()
        digest = _digest(type(asked).__name__, salt, self._who.account_id, msgspec.json.encode(asked))
        known = self._known(op_id, digest)
        if known is not None:
            return _answer(*known)
        command = make(op_id)
        verdict = settle(
            self._centre, self._envelope(op_id, command), self._trusted(role, command, digest, binds=binds)
        )
        return _answer(verdict, command.subject)

    def _trusted(self, role: Role, command: Command, digest: str, *, binds: bool) -> Trusted:
        account = self._who.account_id
        person = command.subject if binds else ""

        def bind(session: Session) -> None:
            if binds:
                identities.bind(session, self._centre, account, role, command.subject)

        return Trusted(digest, lambda session: identities.resident(session, account, role, person), bind)

    def _envelope(self, op_id: str, command: Command) -> Envelope:
        return Envelope(
            op_id=op_id,
            device_id=RESIDENTS_DEVICE,
            device_seq=0,
            actor_id=self._who.account_id,
            name=command.name,
            version=command.version,
            args=encode_args(command),
            subject=command.subject,
            base_version=0,
            rules_version=0,
            decided_at=self._centre.now,
        )

    def _op_id(self) -> str:
        """Give the command's id; the same key of the same account always has the same."""
        new = self._centre.ids.new()
        if not self._key:
            return new
        with self._centre.writing() as session:
            put = dialect_of(session).insert(RESIDENT_REQUEST)
            session.execute(
                put.values(
                    account_id=self._who.account_id, request_key=self._key, op_id=new
                ).on_conflict_do_nothing()
            )
            return str(
                session.scalars(
                    select(RESIDENT_REQUEST.c.op_id).where(
                        RESIDENT_REQUEST.c.account_id == self._who.account_id,
                        RESIDENT_REQUEST.c.request_key == self._key,
                    )
                ).one()
            )

    def _known(self, op_id: str, digest: str) -> tuple[Verdict, str] | None:
        with self._centre.reading() as session:
            row = session.execute(select(LEDGER).where(LEDGER.c.op_id == op_id)).first()
        if row is None:
            return None
        if row.payload_hash != digest:
            raise WebError(409, "OP_REUSED", "同一请求编号已用于另一项办理，请重新提交。")
        return msgspec.json.decode(row.verdict, type=Verdict), row.subject

    def _attach(self, given: Iterable[shapes.Attached], bureau: str) -> tuple[DocumentRef, ...]:
        name = self._centre.setting.dictionaries.bureau_name(bureau)
        day = self._centre.clock.now().astimezone(SHANGHAI).date()
        mark = WatermarkText(FORMS[FilingKind.ESTABLISH].purpose, name, day.isoformat())
        return tuple(
            uploads.attach(self._centre, self._who, one.upload_id, one.kind, one.page, mark) for one in given
        )

    def _bureau_of(self, notarisation: NotarisationData) -> str:
        number = normalise(notarisation.teacher_id_number)
        with self._centre.reading() as session:
            district = session.scalar(select(Teacher.district).where(Teacher.id_number == number))
        if district is None:
            raise WebError(422, "TEACHER_NOT_REGISTERED", NO_TEACHER)
        return str(district)

    def _newest_notarisation(self) -> str:
        with self._centre.reading() as session:
            wanted = select(Notarisation.id).where(Notarisation.student_id == self._who.person(STUDENT))
            found = session.scalar(wanted.order_by(Notarisation.id.desc()).limit(1))
        return str(found or "")

    def _own(self, kind: type[Case], record_id: str) -> Case:
        with self._centre.reading() as session:
            row = session.get(kind, record_id)
        if row is None or not self._who.person(STUDENT) or row.student_id != self._who.person(STUDENT):
            raise not_found()
        return row

    def _refuse_bound(self, kind: type[Teacher | Student], id_number: str) -> None:
        mine = self._who.person(role_of(kind))
        with self._centre.reading() as session:
            row = person_with(session, kind, id_number)
            if row is not None:
                refuse_bound(session, self._who, row)
        if mine and row is None:
            raise WebError(422, "ACCOUNT_BOUND", ACCOUNT_BOUND)


def _digest(*parts: str | bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def _answer(verdict: Verdict, subject: str) -> Done:
    if verdict.status == "applied":
        return Done(subject, verdict.version, verdict.findings)
    if verdict.status == "rejected":
        status = 404 if verdict.code.endswith("_NOT_FOUND") else 422
        raise WebError(status, verdict.code, verdict.message, findings=verdict.findings)
    raise WebError(503, verdict.code or "SERVER_BUSY", "服务器正忙，请稍后再试。", retry_after=5)

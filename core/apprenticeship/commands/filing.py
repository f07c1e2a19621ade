"""Commands about teachers, students and filings (product.md R1-S4, D2, D3)."""

from __future__ import annotations

from typing import Any

from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.values import (
    DissolutionData,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.commands.base import Command
from core.domain.values import DocumentRef, ReturnItem, Role


class OfEitherKind(Command, frozen=True):
    """A command that is given about a filing as about a dissolution; the log calls the two differently."""

    about = "filing"

    def varies(self, record: Any) -> bool:
        return getattr(record, "kind", "") == FilingKind.DISSOLVE


class RegisterTeacher(Command, frozen=True):
    """R1: a resident registers as a teacher (G1, G3, G5). `documents` holds the eight attachments."""

    name, word = "RegisterTeacher", "登记老师"
    about = "teacher"
    roles = (TEACHER,)

    teacher_id: str
    teacher: TeacherData
    documents: tuple[DocumentRef, ...]


class UpdateTeacher(Command, frozen=True):
    """R3: a teacher maintains the own record; `documents` replace those of the same kind, others stay.

    Name, sex and id number cannot change. `seen_version` is the record version that was edited.
    """

    name, word = "UpdateTeacher", "修改老师资料"
    about = "teacher"
    roles = (TEACHER,)

    teacher_id: str
    seen_version: int
    teacher: TeacherData
    documents: tuple[DocumentRef, ...] = ()


class RegisterStudent(Command, frozen=True):
    """S1: a resident registers as a student with the notarisation of the apprenticeship (G3, G4, G5)."""

    name, word = "RegisterStudent", "登记学生"
    about = "student"
    roles = (STUDENT,)

    student_id: str
    student: StudentData
    documents: tuple[DocumentRef, ...]
    notarisation_id: str
    notarisation: NotarisationData
    pages: tuple[DocumentRef, ...]


class UpdateStudent(Command, frozen=True):
    """S2: what a student may maintain: e-mail, birth date, education. The rest is locked (manual 2.2.2)."""

    name, word = "UpdateStudent", "修改学生资料"
    about = "student"
    roles = (STUDENT,)

    student_id: str
    seen_version: int
    email: str
    born_on: str
    education: str


class SubmitFiling(Command, frozen=True):
    """S3: the student files the apprenticeship (G1-G7).

    Without `notarisation` the one given at registration is used; a student whose earlier filing ended
    gives a new one here, with its pages.
    """

    name, word = "SubmitFiling", "提交备案申请"
    about = "filing"
    roles = (STUDENT,)

    filing_id: str
    apprenticeship_id: str
    student_id: str
    notarisation_id: str
    notarisation: NotarisationData | None = None
    pages: tuple[DocumentRef, ...] = ()


class ResubmitFiling(Command, frozen=True):
    """The student corrects the items that were returned; every other item is locked (G15).

    `revision` is the returned revision. `None` leaves a part as it was; `student_documents` replace those
    of the same kind; `pages` replace all notarial pages.
    """

    name, word = "ResubmitFiling", "提交补正"
    about = "filing"
    roles = (STUDENT,)

    filing_id: str
    revision: int
    student: StudentData | None = None
    student_documents: tuple[DocumentRef, ...] = ()
    notarisation: NotarisationData | None = None
    pages: tuple[DocumentRef, ...] | None = None


class WithdrawFiling(OfEitherKind, frozen=True):
    """The student takes a filing back that is pending or returned."""

    name, word = "WithdrawFiling", "撤回备案申请"
    variant = "WithdrawDissolution", "撤回解除申请"
    roles = (STUDENT,)

    filing_id: str
    revision: int


class ApproveFiling(Command, frozen=True):
    """D2 通过. `documents_shown` are the digests of the copies that were on this clerk's screen.

    Documents not shown need `paper_seen`: the clerk confirms having seen the paper (sync.md rule 10).
    `confirmed` names the codes of the non-blocking findings the clerk saw and went past.
    """

    name, word = "ApproveFiling", "通过备案"
    about = "filing"
    roles = (Role.DISTRICT_REVIEWER,)

    filing_id: str
    revision: int
    opinion: str = ""
    documents_shown: tuple[str, ...] = ()
    paper_seen: bool = False
    confirmed: tuple[str, ...] = ()


class ReturnFiling(OfEitherKind, frozen=True):
    """D2 退回补正: names the items to correct, each with a reason (G15)."""

    name, word = "ReturnFiling", "退回补正"
    variant = "ReturnDissolution", "退回解除补正"
    roles = (Role.DISTRICT_REVIEWER,)

    filing_id: str
    revision: int
    items: tuple[ReturnItem, ...]
    opinion: str = ""


class RefuseFiling(OfEitherKind, frozen=True):
    """D2 不予备案: needs a reason (G15)."""

    name, word = "RefuseFiling", "不予备案"
    variant = "RefuseDissolution", "不予解除"
    roles = (Role.DISTRICT_REVIEWER,)

    filing_id: str
    revision: int
    opinion: str


class SubmitDissolution(Command, frozen=True):
    """S4: the student asks to dissolve an apprenticeship that is 在教 (G8); goes to its bureau."""

    name, word = "SubmitDissolution", "提交解除申请"
    about = "filing"
    roles = (STUDENT,)

    filing_id: str
    apprenticeship_id: str
    dissolution: DissolutionData
    proofs: tuple[DocumentRef, ...]


class ResubmitDissolution(Command, frozen=True):
    """The student corrects the items of a returned dissolution; the others are locked (G15).

    `revision` is the returned revision; `None` leaves a part as it was, `proofs` replace all pages.
    """

    name, word = "ResubmitDissolution", "提交解除补正"
    about = "filing"
    roles = (STUDENT,)

    filing_id: str
    revision: int
    dissolution: DissolutionData | None = None
    proofs: tuple[DocumentRef, ...] | None = None


class ApproveDissolution(Command, frozen=True):
    """D3 通过: ends the apprenticeship on the day of the application and frees the teacher's seat (G8, G2).

    The fields mean what they mean in `ApproveFiling`. Returning and refusing a dissolution are
    `ReturnFiling` and `RefuseFiling`.
    """

    name, word = "ApproveDissolution", "通过解除"
    about = "filing"
    roles = (Role.DISTRICT_REVIEWER,)

    filing_id: str
    revision: int
    opinion: str = ""
    documents_shown: tuple[str, ...] = ()
    paper_seen: bool = False
    confirmed: tuple[str, ...] = ()

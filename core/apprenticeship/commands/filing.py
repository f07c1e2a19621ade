"""Commands about teachers, students and filings (product.md R1-S4, D2, D3)."""

from __future__ import annotations

from typing import ClassVar

from core.apprenticeship.words.values import DissolutionData, NotarisationData, StudentData, TeacherData
from core.domain.commands.base import Command
from core.domain.values import DocumentRef, ReturnItem


class RegisterTeacher(Command, frozen=True):
    """R1: a resident registers as a teacher (G1, G3, G5). `documents` holds the eight attachments."""

    name: ClassVar[str] = "RegisterTeacher"
    subject_field: ClassVar[str] = "teacher_id"

    teacher_id: str
    teacher: TeacherData
    documents: tuple[DocumentRef, ...]


class UpdateTeacher(Command, frozen=True):
    """R3: a teacher maintains the own record; `documents` replace those of the same kind, others stay.

    Name, sex and id number cannot change. `seen_version` is the record version that was edited.
    """

    name: ClassVar[str] = "UpdateTeacher"
    subject_field: ClassVar[str] = "teacher_id"

    teacher_id: str
    seen_version: int
    teacher: TeacherData
    documents: tuple[DocumentRef, ...] = ()


class RegisterStudent(Command, frozen=True):
    """S1: a resident registers as a student with the notarisation of the apprenticeship (G3, G4, G5)."""

    name: ClassVar[str] = "RegisterStudent"
    subject_field: ClassVar[str] = "student_id"

    student_id: str
    student: StudentData
    documents: tuple[DocumentRef, ...]
    notarisation_id: str
    notarisation: NotarisationData
    pages: tuple[DocumentRef, ...]


class UpdateStudent(Command, frozen=True):
    """S2: what a student may maintain: e-mail, birth date, education. The rest is locked (manual 2.2.2)."""

    name: ClassVar[str] = "UpdateStudent"
    subject_field: ClassVar[str] = "student_id"

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

    name: ClassVar[str] = "SubmitFiling"

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

    name: ClassVar[str] = "ResubmitFiling"

    filing_id: str
    revision: int
    student: StudentData | None = None
    student_documents: tuple[DocumentRef, ...] = ()
    notarisation: NotarisationData | None = None
    pages: tuple[DocumentRef, ...] | None = None


class WithdrawFiling(Command, frozen=True):
    """The student takes a filing back that is pending or returned."""

    name: ClassVar[str] = "WithdrawFiling"

    filing_id: str
    revision: int


class ApproveFiling(Command, frozen=True):
    """D2 通过. `documents_shown` are the digests of the copies that were on this clerk's screen.

    Documents not shown need `paper_seen`: the clerk confirms having seen the paper (sync.md rule 10).
    `confirmed` names the codes of the non-blocking findings the clerk saw and went past.
    """

    name: ClassVar[str] = "ApproveFiling"

    filing_id: str
    revision: int
    opinion: str = ""
    documents_shown: tuple[str, ...] = ()
    paper_seen: bool = False
    confirmed: tuple[str, ...] = ()


class ReturnFiling(Command, frozen=True):
    """D2 退回补正: names the items to correct, each with a reason (G15)."""

    name: ClassVar[str] = "ReturnFiling"

    filing_id: str
    revision: int
    items: tuple[ReturnItem, ...]
    opinion: str = ""


class RefuseFiling(Command, frozen=True):
    """D2 不予备案: needs a reason (G15)."""

    name: ClassVar[str] = "RefuseFiling"

    filing_id: str
    revision: int
    opinion: str


class SubmitDissolution(Command, frozen=True):
    """S4: the student asks to dissolve an apprenticeship that is 在教 (G8); goes to its bureau."""

    name: ClassVar[str] = "SubmitDissolution"

    filing_id: str
    apprenticeship_id: str
    dissolution: DissolutionData
    proofs: tuple[DocumentRef, ...]


class ResubmitDissolution(Command, frozen=True):
    """The student corrects the items of a returned dissolution; the others are locked (G15).

    `revision` is the returned revision; `None` leaves a part as it was, `proofs` replace all pages.
    """

    name: ClassVar[str] = "ResubmitDissolution"

    filing_id: str
    revision: int
    dissolution: DissolutionData | None = None
    proofs: tuple[DocumentRef, ...] | None = None


class ApproveDissolution(Command, frozen=True):
    """D3 通过: ends the apprenticeship on the day of the application and frees the teacher's seat (G8, G2).

    The fields mean what they mean in `ApproveFiling`. Returning and refusing a dissolution are
    `ReturnFiling` and `RefuseFiling`.
    """

    name: ClassVar[str] = "ApproveDissolution"

    filing_id: str
    revision: int
    opinion: str = ""
    documents_shown: tuple[str, ...] = ()
    paper_seen: bool = False
    confirmed: tuple[str, ...] = ()

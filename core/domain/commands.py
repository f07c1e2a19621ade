"""Commands: the only way to ask for a change (architecture.md, "Inside core").

A command is frozen and refuses unknown fields. Its `name` and `version` never change meaning; a new
meaning is a new version beside the old one. `subject_of` names the record a command is about, so that
later commands on the same record can wait for it.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from core.domain.errors import KnownError
from core.domain.values import (
    DocumentRef,
    NotarisationData,
    ReturnItem,
    StudentData,
    TeacherData,
    Value,
)


class Command(Value, frozen=True):
    """Base of all commands."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    subject_field: ClassVar[str] = "filing_id"

    @property
    def subject(self) -> str:
        """Id of the record the command is about."""
        return str(getattr(self, self.subject_field))


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


COMMANDS: dict[tuple[str, int], type[Command]] = {
    (kind.name, kind.version): kind
    for kind in (
        RegisterTeacher,
        UpdateTeacher,
        RegisterStudent,
        UpdateStudent,
        SubmitFiling,
        ResubmitFiling,
        WithdrawFiling,
        ApproveFiling,
        ReturnFiling,
        RefuseFiling,
    )
}


def encode_args(command: Command) -> dict[str, Any]:
    """Give the arguments as plain JSON values, in field order."""
    built: dict[str, Any] = msgspec.to_builtins(command)
    return built


def decode_args(name: str, version: int, args: dict[str, Any]) -> Command:
    """Build the command back; raise `KnownError` when its name, version or arguments are not known here."""
    kind = COMMANDS.get((name, version))
    if kind is None:
        raise KnownError("UNKNOWN_COMMAND", f"本程序不认识操作“{name}”（第 {version} 版），请升级。")
    try:
        return msgspec.convert(args, kind)
    except msgspec.ValidationError as error:
        raise KnownError("BAD_ARGUMENTS", f"操作内容不完整或格式不对：{error}") from error

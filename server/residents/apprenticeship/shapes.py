"""Bodies of the residents' API: JSON, unknown fields refused in requests."""

from __future__ import annotations

from core.apprenticeship.words.values import DissolutionData, NotarisationData, StudentData, TeacherData
from server.residents.shapes import Attached as Attached
from server.residents.shapes import Done as Done
from server.residents.shapes import ReturnedItem as ReturnedItem
from sync.protocol import Message, Request


class CodeWanted(Request, frozen=True):
    phone: str


class CodeSent(Message, frozen=True):
    """`seconds`: how long the code is good."""

    seconds: int


class ResidentLogIn(Request, frozen=True):
    phone: str
    code: str


class ResidentSession(Message, frozen=True):
    token: str
    expires_at: str


class Binding(Request, frozen=True):
    """Bind a person again after the operators freed the old phone; `role` is teacher or student."""

    role: str
    id_number: str
    name: str


class NewTeacher(Request, frozen=True):
    teacher: TeacherData
    documents: tuple[Attached, ...]


class ChangedTeacher(Request, frozen=True):
    seen_version: int
    teacher: TeacherData
    documents: tuple[Attached, ...] = ()


class NewStudent(Request, frozen=True):
    student: StudentData
    documents: tuple[Attached, ...]
    notarisation: NotarisationData
    pages: tuple[Attached, ...]


class ChangedStudent(Request, frozen=True):
    seen_version: int
    email: str
    born_on: str
    education: str


class NewFiling(Request, frozen=True):
    """Without a notarisation the one given at registration is used."""

    notarisation: NotarisationData | None = None
    pages: tuple[Attached, ...] = ()


class Resubmission(Request, frozen=True):
    revision: int
    student: StudentData | None = None
    student_documents: tuple[Attached, ...] = ()
    notarisation: NotarisationData | None = None
    pages: tuple[Attached, ...] | None = None


class NewDissolution(Request, frozen=True):
    """S4: the apprenticeship to dissolve, the day, the reason (may be empty) and 1 to 10 pages of proof."""

    apprenticeship_id: str
    dissolution: DissolutionData
    proofs: tuple[Attached, ...]


class DissolutionResubmission(Request, frozen=True):
    """What is left out stays as it was; `proofs` replace all pages."""

    revision: int
    dissolution: DissolutionData | None = None
    proofs: tuple[Attached, ...] | None = None


class Withdrawal(Request, frozen=True):
    revision: int


class Uploaded(Message, frozen=True):
    upload_id: str


class TeacherFound(Message, frozen=True):
    """What a student sees of a registered teacher (S1)."""

    name: str
    phone: str
    practice_place: str
    district_name: str


class TeacherRecord(Message, frozen=True):
    id: str
    version: int
    teacher: TeacherData


class StudentRecord(Message, frozen=True):
    id: str
    version: int
    student: StudentData


class Me(Message, frozen=True):
    """The caller's own records; `phone` is masked."""

    phone: str
    teacher: TeacherRecord | None = None
    student: StudentRecord | None = None


class FilingView(Message, frozen=True):
    """A filing as its student or teacher sees it; `returned` and `locked` are set while it is returned.

    `kind` is `establish` or `dissolve`; `dissolution` and `proofs` (digests of the copies, by page) are set
    for the latter.
    """

    id: str
    kind: str
    kind_label: str
    apprenticeship_id: str
    filing_no: str
    state: str
    state_label: str
    revision: int
    bureau_name: str
    student_name: str
    teacher_name: str
    first_submitted_at: str
    submitted_at: str
    due_on: str
    decided_at: str = ""
    opinion: str = ""
    returned: tuple[ReturnedItem, ...] = ()
    locked: tuple[str, ...] = ()
    dissolution: DissolutionData | None = None
    proofs: tuple[str, ...] = ()


class Filings(Message, frozen=True):
    filings: tuple[FilingView, ...]


class ApprenticeshipView(Message, frozen=True):
    id: str
    filing_no: str
    state: str
    state_label: str
    bureau_name: str
    teacher_name: str
    student_name: str
    notarised_on: str
    filed_on: str
    ended_on: str


class Apprenticeships(Message, frozen=True):
    apprenticeships: tuple[ApprenticeshipView, ...]


class ScoreView(Message, frozen=True):
    """A published score (R4, S5); `corrects` is the id of the one it corrects, `corrected` that it was."""

    id: str
    type: str
    type_name: str
    assessed_on: str
    score: str
    result: str
    result_label: str
    student_name: str
    teacher_name: str
    filing_no: str
    published_at: str
    corrects: str = ""
    corrected: bool = False


class Scores(Message, frozen=True):
    scores: tuple[ScoreView, ...]

"""Frozen read models of scores, terminations, notices, policies, the log and the record windows.

Days and instants keep their stored text form. Scores are in tenths of a point.
"""

from __future__ import annotations

from core.apprenticeship.lists.readmodels import FilingRow, RegisterRow
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.values import DocumentRef, Value


class ScoreQuery(Value, frozen=True):
    """Filter and order of the lists of scores (C3, D4). Empty means any.

    `student` and `teacher` find characters, pinyin initials or the id number, `text` either.
    """

    student: str = ""
    teacher: str = ""
    text: str = ""
    type: str = ""
    state: str = ""
    result: str = ""
    bureau: str = ""
    assessed_from: str = ""
    assessed_to: str = ""
    sort: str = "entered_at"
    descending: bool = True


class ScoreRow(Value, frozen=True):
    """One score.

    `waiting`: a decision of this PC about it is not settled; `corrected_by`: id of the published score that
    corrects this one, else empty; `apprenticeship_state` is that of now.
    """

    id: str
    version: int
    apprenticeship_id: str
    student_id: str
    teacher_id: str
    bureau: str
    type: str
    assessed_on: str
    tenths: int
    result: AssessmentResult
    state: AssessmentState
    corrects: str
    corrected_by: str
    filing_no: str
    student_name: str
    student_id_number: str
    teacher_name: str
    practice_place: str
    notarised_on: str
    entered_at: str
    entered_by_name: str
    published_at: str
    published_by_name: str
    waiting: bool
    apprenticeship_state: ApprenticeshipState


class EligibleQuery(Value, frozen=True):
    """Filter and order of those who may be assessed in a type (C4, G10); `type` must be given.

    `notarised_from` and `notarised_to` are the period of the notarisation.
    """

    type: str
    student: str = ""
    teacher: str = ""
    bureau: str = ""
    notarised_from: str = ""
    notarised_to: str = ""
    sort: str = "notarised_on"
    descending: bool = False


class EligibleRow(Value, frozen=True):
    """One apprenticeship whose student may be assessed (G10); `id` is the apprenticeship's.

    `months` are full months of study until today. Someone with an unpublished score of the type has its id,
    version and tenths (G11: it is edited), else the empty text, 0 and -1.
    """

    id: str
    version: int
    student_id: str
    student_name: str
    student_id_number: str
    teacher_id: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    bureau: str
    filing_no: str
    notarised_on: str
    months: int
    unpublished_id: str
    unpublished_version: int
    unpublished_tenths: int


class CandidateStudy(Value, frozen=True):
    """One apprenticeship of a person who is looked up for a score; `scores` are all of it, newest first."""

    row: RegisterRow
    version: int
    scores: tuple[ScoreRow, ...]


class Candidate(Value, frozen=True):
    """获取学生 (C3): a person by id number, the apprenticeships with the open one first, then newest first.

    `passed_types` as in `CandidateFacts`.
    """

    student_id: str
    student: StudentData
    studies: tuple[CandidateStudy, ...]
    passed_types: tuple[str, ...]


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

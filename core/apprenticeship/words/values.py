"""Closed sets and frozen values of 师承备案 (product.md sections 2, 3 and 9)."""

from __future__ import annotations

from core.domain.values import DocumentRef, IdKind, Labelled, Sex, Value


class TitleLevel(Labelled):
    """Level of a professional title 职称 (G1)."""

    JUNIOR = "junior", "初级"
    MIDDLE = "middle", "中级"
    ASSOCIATE = "associate", "副高"
    SENIOR = "senior", "正高"


class ApprenticeshipState(Labelled):
    PENDING = "pending", "待备案"
    ACTIVE = "active", "在教"
    PASSED = "passed", "已出师"
    DISSOLVED = "dissolved", "已解除"
    TERMINATED = "terminated", "强制解除"
    REFUSED = "refused", "未予备案"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def is_open(self) -> bool:
        """Holds one of the teacher's seats (G2) and bars the student from another (G6)."""
        return self in (ApprenticeshipState.PENDING, ApprenticeshipState.ACTIVE)


class FilingKind(Labelled):
    ESTABLISH = "establish", "备案"
    DISSOLVE = "dissolve", "解除"


class AssessmentState(Labelled):
    """A published score never changes again (G12)."""

    UNPUBLISHED = "unpublished", "未公布"
    PUBLISHED = "published", "已公布"


class AssessmentResult(Labelled):
    PASS = "pass", "合格"
    FAIL = "fail", "不合格"


class TeacherData(Value, frozen=True):
    """What a teacher fills in (manual 2.1.1).

    Dates are ISO `YYYY-MM-DD` or empty, `district` is a code of the districts' dictionary.
    """

    name: str
    sex: Sex
    id_number: str
    phone: str
    title: str
    title_level: TitleLevel
    title_on: str
    qualification_no: str
    qualification_on: str
    licence_no: str
    licence_on: str
    practice_place: str
    district: str
    organisation_code: str = ""
    email: str = ""
    born_on: str = ""
    id_kind: IdKind = IdKind.RESIDENT


class StudentData(Value, frozen=True):
    """What a student fills in (manual 2.2.1). `education` is a code of the dictionary 文化程度."""

    name: str
    sex: Sex
    id_number: str
    phone: str
    education: str
    email: str = ""
    born_on: str = ""
    id_kind: IdKind = IdKind.RESIDENT


class NotarisationData(Value, frozen=True):
    """The notarial certificate as written (manual 2.2.1): office, number, dates, place, named teacher."""

    office: str
    certificate_no: str
    notarised_on: str
    teaching_start: str
    teaching_end: str
    teaching_place: str
    teacher_name: str
    teacher_phone: str
    teacher_id_number: str


class ApprenticeshipFacts(Value, frozen=True):
    """Another apprenticeship of the same teacher or student, as far as rules G2 and G6 need it."""

    id: str
    teacher_id: str
    student_id: str
    state: ApprenticeshipState
    bureau: str
    teacher_name: str = ""
    student_name: str = ""
    notarised_on: str = ""
    ended_on: str = ""


class FilingFacts(Value, frozen=True):
    """All that the rules look at when an establishing filing is submitted or reviewed.

    `teacher_registered_on` is the Shanghai date of the teacher's registration (G1). `teacher_open` holds the
    teacher's other open apprenticeships (G2), `student_others` all other ones of the student (G6).
    """

    apprenticeship_id: str
    bureau: str
    submitted_on: str
    teacher: TeacherData
    teacher_registered_on: str
    teacher_documents: tuple[DocumentRef, ...]
    student: StudentData
    student_documents: tuple[DocumentRef, ...]
    notarisation: NotarisationData
    notarial_pages: tuple[DocumentRef, ...]
    teacher_open: tuple[ApprenticeshipFacts, ...] = ()
    student_others: tuple[ApprenticeshipFacts, ...] = ()


class DissolutionData(Value, frozen=True):
    """What a student fills in to dissolve an apprenticeship (manual 2.2.4); `dissolved_on` is a day text."""

    dissolved_on: str
    reason: str = ""


class ScoreEntry(Value, frozen=True):
    """A score as entered (C3, G11): `type` is a code of 考核类型, `tenths` the score in tenths of a point."""

    apprenticeship_id: str
    type: str
    assessed_on: str
    tenths: int
    result: AssessmentResult


class DissolutionFacts(Value, frozen=True):
    """What rule G8 looks at. Days are ISO texts; `proofs` are the attached 解除证明."""

    state: ApprenticeshipState
    teaching_start: str
    dissolved_on: str
    proofs: tuple[DocumentRef, ...]
    other_open: bool = False
    unpublished_score: bool = False
    reason: str = ""


class CandidateFacts(Value, frozen=True):
    """What rule G10 looks at: one apprenticeship of a student, and the types passed (published) before.

    `passed_types` are codes of 考核类型 with a published pass that no published correction took back.
    """

    state: ApprenticeshipState
    notarised_on: str
    passed_types: tuple[str, ...] = ()


class TerminationFacts(Value, frozen=True):
    """What rule G9 looks at, besides the command."""

    state: ApprenticeshipState
    student_name: str
    unpublished_scores: int = 0

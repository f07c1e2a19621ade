"""Closed sets and frozen values of 师承备案 (product.md sections 2, 3 and 9)."""

from __future__ import annotations

from typing import Annotated

from core.applications.fields import Section, choice, code, day, email, id_number, phone, text
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


_WITH_ID_NUMBER = ("id_kind", "born_on", "sex")
"""What an identity number says too: fields that contradict it unless they are corrected with it (G3)."""


class TeacherData(Section, frozen=True):
    """What a teacher fills in (manual 2.1.1).

    Dates are ISO `YYYY-MM-DD` or empty, `district` is a code of the districts' dictionary.
    """

    name: Annotated[str, text("姓名")]
    sex: Annotated[Sex, code("性别")]
    id_number: Annotated[str, id_number(together=_WITH_ID_NUMBER)]
    phone: Annotated[str, phone(said="手机号")]
    title: Annotated[str, choice("职称", together=("title_level",))]
    title_level: Annotated[TitleLevel, code("职称级别", together=("title",))]
    title_on: Annotated[str, day("职称获得时间")]
    qualification_no: Annotated[str, text("资格证编号")]
    qualification_on: Annotated[str, day("资格证获得时间")]
    licence_no: Annotated[str, text("执业证编号")]
    licence_on: Annotated[str, day("执业证获得时间")]
    practice_place: Annotated[str, text("执业地点")]
    district: Annotated[str, choice("所在区")]
    organisation_code: Annotated[str, text("机构代码", needed=False)] = ""
    email: Annotated[str, email(said="电子邮箱")] = ""
    born_on: Annotated[str, day("出生日期", needed=False)] = ""
    id_kind: Annotated[IdKind, code("证件类型", together=("id_number", "born_on", "sex"))] = IdKind.RESIDENT


class StudentData(Section, frozen=True):
    """What a student fills in (manual 2.2.1). `education` is a code of the dictionary 文化程度."""

    name: Annotated[str, text("姓名")]
    sex: Annotated[Sex, code("性别")]
    id_number: Annotated[str, id_number(together=_WITH_ID_NUMBER)]
    phone: Annotated[str, phone(said="手机号")]
    education: Annotated[str, choice("文化程度")]
    email: Annotated[str, email(said="电子邮箱")] = ""
    born_on: Annotated[str, day("出生日期", needed=False)] = ""
    id_kind: Annotated[IdKind, code("证件类型", together=("id_number", "born_on", "sex"))] = IdKind.RESIDENT


class NotarisationData(Section, frozen=True):
    """The notarial certificate as written (manual 2.2.1): office, number, dates, place, named teacher."""

    office: Annotated[str, text("公证处")]
    certificate_no: Annotated[str, text("公证书编号")]
    notarised_on: Annotated[str, day("公证时间")]
    teaching_start: Annotated[str, day("教学开始时间")]
    teaching_end: Annotated[str, day("教学结束时间")]
    teaching_place: Annotated[str, text("教学地点")]
    teacher_name: Annotated[str, text("公证书所载老师姓名")]
    teacher_phone: Annotated[str, phone("公证书所载老师手机号")]
    teacher_id_number: Annotated[str, id_number("公证书所载老师身份证号")]


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


class DissolutionData(Section, frozen=True):
    """What a student fills in to dissolve an apprenticeship (manual 2.2.4); `dissolved_on` is a day text."""

    dissolved_on: Annotated[str, day("解除时间")]
    reason: Annotated[str, text("解除事由", needed=False)] = ""


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

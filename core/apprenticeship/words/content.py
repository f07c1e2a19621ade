"""What a filing says at one revision (product.md D2), and the forms it is handed in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.applications.content import Content, one, papers
from core.applications.form import Form, Stage
from core.apprenticeship.words.values import (
    DissolutionData,
    DissolutionFacts,
    FilingFacts,
    FilingKind,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.refusals import Refusal
from core.domain.values import DocumentRef, OfficeKind

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState


class FilingContent(Content, frozen=True):
    """Everything that was filed; `dissolution` and `proofs` are set for a dissolution only.

    Beside a dissolution stands what was filed first.
    """

    FIELDS_FIRST: ClassVar[tuple[str, ...]] = ("dissolution", "student", "teacher", "notarisation")
    DOCUMENTS_FIRST: ClassVar[tuple[str, ...]] = ("dissolution", "student", "notarisation", "teacher")

    teacher: Annotated[TeacherData, one("老师")]
    teacher_registered_on: str
    teacher_documents: Annotated[tuple[DocumentRef, ...], papers("teacher")]
    student: Annotated[StudentData, one("学生")]
    student_documents: Annotated[tuple[DocumentRef, ...], papers("student")]
    notarisation: Annotated[NotarisationData, one("公证")]
    notarial_pages: Annotated[tuple[DocumentRef, ...], papers("notarisation")]
    dissolution: Annotated[DissolutionData | None, one("解除")] = None
    proofs: Annotated[tuple[DocumentRef, ...], papers("dissolution")] = ()

    def to_be_seen(self, stage: str = "") -> tuple[DocumentRef, ...]:
        """Of a dissolution only the proofs: all others were reviewed when the apprenticeship was filed."""
        return self.proofs if self.dissolution else super().to_be_seen(stage)

    def facts(
        self,
        apprenticeship_id: str,
        bureau: str,
        submitted_on: str,
        teacher_open: tuple[ApprenticeshipFacts, ...],
        student_others: tuple[ApprenticeshipFacts, ...],
    ) -> FilingFacts:
        """Join the content with what the store knows of the two persons, for `rules.check_filing`."""
        return FilingFacts(
            apprenticeship_id=apprenticeship_id,
            bureau=bureau,
            submitted_on=submitted_on,
            teacher_open=teacher_open,
            student_others=student_others,
            **{name: getattr(self, name) for name in self.__struct_fields__ if name not in DISSOLVING},
        )

    def dissolution_facts(
        self, state: ApprenticeshipState, *, other_open: bool, unpublished_score: bool
    ) -> DissolutionFacts:
        """Join the content with what the store knows, for `rules.check_dissolution`."""
        data = self.dissolution or DissolutionData("")
        return DissolutionFacts(
            state=state,
            teaching_start=self.notarisation.teaching_start,
            dissolved_on=data.dissolved_on,
            proofs=self.proofs,
            other_open=other_open,
            unpublished_score=unpublished_score,
            reason=data.reason,
        )


DISSOLVING = frozenset({"dissolution", "proofs"})
"""The fields that an establishing filing does not have."""

_REVIEW = (Stage("", OfficeKind.DISTRICT),)
_PURPOSE = "仅用于中医师承备案"
FILING_NOT_FOUND = Refusal(
    "FILING_NOT_FOUND",
    short="没有找到这件申请",
    advice="该件已不在本区管辖范围内，本项决定不生效。确认后点“知道了”。",
    says="没有找到这件备案申请，它可能已转到其他区或不在您的管辖范围内。",
)

FORMS = {
    FilingKind.ESTABLISH: Form("establish", "备案", FilingContent, _REVIEW, _PURPOSE, "不予备案"),
    FilingKind.DISSOLVE: Form("dissolve", "备案", FilingContent, _REVIEW, _PURPOSE, "不予解除", series="J"),
}
"""The two forms of the programme: reviewed once, by the bureau of a district."""

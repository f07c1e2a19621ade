"""What a filing says at one revision, and how two revisions differ (product.md D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.words.values import (
    DissolutionData,
    DissolutionFacts,
    FilingFacts,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.values import DocumentRef, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState


class FilingContent(Value, frozen=True):
    """Everything that was filed, kept whole with each revision so that a review never shows later data.

    `dissolution` and `proofs` are set for a dissolution only; beside them stands what was filed first.
    """

    teacher: TeacherData
    teacher_registered_on: str
    teacher_documents: tuple[DocumentRef, ...]
    student: StudentData
    student_documents: tuple[DocumentRef, ...]
    notarisation: NotarisationData
    notarial_pages: tuple[DocumentRef, ...]
    dissolution: DissolutionData | None = None
    proofs: tuple[DocumentRef, ...] = ()

    def documents(self) -> tuple[tuple[str, DocumentRef], ...]:
        """Give all documents with their item key, as reviewed: proof, student, notarisation, teacher."""
        return (
            *((f"dissolution.{ref.kind}", ref) for ref in self.proofs),
            *((f"student.{ref.kind}", ref) for ref in self.student_documents),
            *((f"notarisation.{ref.kind}", ref) for ref in self.notarial_pages),
            *((f"teacher.{ref.kind}", ref) for ref in self.teacher_documents),
        )

    def to_be_seen(self) -> tuple[DocumentRef, ...]:
        """Give the documents that an approval needs to have been seen (sync.md rule 10).

        Of a dissolution only the proofs: all others were reviewed when the apprenticeship was filed.
        """
        return self.proofs if self.dissolution else tuple(ref for _, ref in self.documents())

    def fields(self) -> dict[str, str]:
        """Give every plain field by item key, such as `student.education`."""
        parts: dict[str, Value] = {"dissolution": self.dissolution} if self.dissolution else {}
        parts |= {"student": self.student, "teacher": self.teacher, "notarisation": self.notarisation}
        return {
            f"{part}.{name}": str(value)
            for part, data in parts.items()
            for name, value in msgspec.structs.asdict(data).items()
        }

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


class Change(Value, frozen=True):
    """One difference between two revisions.

    `key` is an item key. A field has texts in `before` and `after`; a document has its references
    (`None`: not there), and `page` counts from 1.
    """

    key: str
    before: str = ""
    after: str = ""
    document_before: DocumentRef | None = None
    document_after: DocumentRef | None = None
    page: int = 0

    @property
    def is_document(self) -> bool:
        return self.document_before is not None or self.document_after is not None


def differences(before: FilingContent, after: FilingContent) -> tuple[Change, ...]:
    """Give the fields and documents that differ, fields first; a document differs when its original does."""
    return (*_field_changes(before.fields(), after.fields()), *_document_changes(before, after))


def encode_content(content: FilingContent) -> str:
    """Give the canonical JSON that is stored with a revision."""
    return msgspec.json.encode(content, order="sorted").decode()


def decode_content(text: str) -> FilingContent:
    """Read a stored revision back; unknown fields of a newer server are not accepted (schema migrates)."""
    return msgspec.json.decode(text, type=FilingContent)


def merge_documents(
    present: Iterable[DocumentRef], replacing: Iterable[DocumentRef]
) -> tuple[DocumentRef, ...]:
    """Replace documents of the same kind and page, keep the others, in a stable order."""
    merged = {(ref.kind, ref.page): ref for ref in present}
    merged.update({(ref.kind, ref.page): ref for ref in replacing})
    return tuple(merged.values())


def _field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(key=key, before=before[key], after=after[key]) for key in before if before[key] != after[key]
    )


def _document_changes(before: FilingContent, after: FilingContent) -> tuple[Change, ...]:
    old = {_document_key(key, ref): (key, ref) for key, ref in before.documents()}
    new = {_document_key(key, ref): (key, ref) for key, ref in after.documents()}
    changes = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was and now and was[1].original_sha256 == now[1].original_sha256:
            continue
        key, ref = now or was or ("", None)
        changes.append(
            Change(
                key=key,
                document_before=was[1] if was else None,
                document_after=now[1] if now else None,
                page=ref.page if ref else 0,
            )
        )
    return tuple(changes)


def _document_key(key: str, ref: DocumentRef) -> str:
    return f"{key}/{ref.page}"

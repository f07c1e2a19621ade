"""G5: attachments are complete; a missing one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import Attachments
from core.apprenticeship.words.kinds import (
    DIPLOMA,
    LICENCE,
    NOTARIAL_PAGE,
    ORGANISATION,
    QUALIFICATION_BACK,
    QUALIFICATION_FRONT,
    TITLE_BACK,
    TITLE_FRONT,
)
from core.apprenticeship.words.limits import Limits
from core.domain.findings import error, image, passed
from core.domain.values import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.values import DocumentRef, Evidence, Finding, Parameters

REQUIRED = Attachments(
    teacher=(
        DocumentKind.ID_FRONT,
        DocumentKind.ID_BACK,
        TITLE_FRONT,
        TITLE_BACK,
        QUALIFICATION_FRONT,
        QUALIFICATION_BACK,
        LICENCE,
        ORGANISATION,
    ),
    student=(DocumentKind.ID_FRONT, DocumentKind.ID_BACK, DIPLOMA),
)
"""What holds when no dictionary is given; the shipped `attachments.json` says the same (tested)."""

_KINDS: dict[str, DocumentKind] = {kind.value: kind for kind in DocumentKind}


def missing_documents(
    owner: str, documents: Sequence[DocumentRef], required: Attachments = REQUIRED
) -> tuple[str, ...]:
    """Item keys of the required documents of `teacher` or `student` that are not there."""
    there = {one.kind for one in documents}
    kinds: tuple[DocumentKind, ...] = required.teacher if owner == "teacher" else required.student
    return tuple(f"{owner}.{kind.value}" for kind in kinds if kind not in there)


def page_problems(pages: Sequence[DocumentRef], parameters: Parameters) -> tuple[Finding, ...]:
    """Pages of the notarial certificate: of that kind, 1 to 10, numbered from 1 without gap or repetition."""
    count, limit = len(pages), parameters.of(Limits).notarial_pages_max
    evidence = image("notarisation.notarial_page", NOTARIAL_PAGE)
    if any(page.kind is not NOTARIAL_PAGE for page in pages):
        return (error("G5", "G5_WRONG_KIND", "公证书中混有其他证件的图片", evidence),)
    if count > limit:
        return (error("G5", "G5_TOO_MANY_PAGES", f"公证书 {count} 页，超过 {limit} 页", evidence),)
    numbers = sorted(page.page for page in pages)
    if numbers != list(range(1, count + 1)):
        shown = "、".join(map(str, numbers))
        message = f"公证书共 {count} 页，页码应依次为 1 至 {count}，现为 {shown}"
        return (error("G5", "G5_PAGE_NUMBERS", message, evidence),)
    return ()


def missing_finding(keys: Sequence[str]) -> tuple[Finding, ...]:
    """One finding that names all missing documents, or nothing."""
    if not keys:
        return ()
    named = "、".join(_named(key) for key in keys)
    return (error("G5", "G5_MISSING", f"缺少附件：{named}", *(_place(key) for key in keys)),)


def complete(message: str, keys: Sequence[str]) -> Finding:
    """The pass finding of G5 with the documents as evidence."""
    return passed("G5", "G5_COMPLETE", message, *(_place(key) for key in keys))


def _named(key: str) -> str:
    owner, _, kind = key.partition(".")
    prefix = {"teacher": "老师", "student": "学生"}.get(owner, "")
    return prefix + _KINDS[kind].label


def _place(key: str) -> Evidence:
    return image(key, _KINDS[key.partition(".")[2]])


def check_person_documents(
    owner: str, documents: Sequence[DocumentRef], required: Attachments = REQUIRED
) -> tuple[Finding, ...]:
    """G5 for the documents of `teacher` or `student` alone."""
    if missing := missing_documents(owner, documents, required):
        return missing_finding(missing)
    kinds: tuple[DocumentKind, ...] = required.teacher if owner == "teacher" else required.student
    message = "、".join(_short(kinds)) + "齐全"
    return (complete(message, [f"{owner}.{kind.value}" for kind in kinds]),)


def check_pages(pages: Sequence[DocumentRef], parameters: Parameters) -> tuple[Finding, ...]:
    """G5 for the notarial certificate alone."""
    key = "notarisation.notarial_page"
    if not pages:
        return missing_finding([key])
    return page_problems(pages, parameters) or (complete(f"公证书 {len(pages)} 页齐全", [key]),)


def check_all_documents(
    teacher: Sequence[DocumentRef],
    student: Sequence[DocumentRef],
    pages: Sequence[DocumentRef],
    parameters: Parameters,
    required: Attachments = REQUIRED,
) -> tuple[Finding, ...]:
    """G5 for a whole filing: one finding for all that is missing, or one that all is there."""
    key = "notarisation.notarial_page"
    missing = [
        *missing_documents("teacher", teacher, required),
        *missing_documents("student", student, required),
        *([] if pages else [key]),
    ]
    problems = missing_finding(missing) + page_problems(pages, parameters)
    if problems:
        return problems
    kinds = sorted(required.student, key=lambda kind: kind is not DIPLOMA)
    message = "、".join([*_short(kinds), f"公证书 {len(pages)} 页齐全"])
    return (complete(message, [*(f"student.{kind.value}" for kind in kinds), key]),)


def _short(kinds: Sequence[DocumentKind]) -> list[str]:
    """`身份证正反面` for a pair of front and back."""
    labels = [kind.label for kind in kinds]
    short = []
    for label in labels:
        stem = label[:-2]
        if label == f"{stem}正面" and f"{stem}反面" in labels:
            short.append(f"{stem}正反面")
        elif not (label == f"{stem}反面" and f"{stem}正面" in labels):
            short.append(label)
    return short

"""Values of a person, a certificate or an apprenticeship as a clerk reads them; pages of their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import AssessmentState, FilingKind
from desktop.models.pages import DocumentPage, page_of
from desktop.views.apprenticeship.review.review_fields import field_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.apprenticeship.lists.filings import FilingRow
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.apprenticeship.lists.register import RegisterRow
    from core.apprenticeship.lists.scores import ScoreRow
    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import DocumentRef


def data_values(
    part: str, data: TeacherData | StudentData | NotarisationData, dictionaries: Dictionaries
) -> dict[str, str]:
    """Give the fields of one record by item key (`teacher.title`), codes turned into words."""
    texts = {f"{part}.{name}": str(value) for name, value in msgspec.structs.asdict(data).items()}
    values = {key: field_text(key, text, dictionaries) for key, text in texts.items()}
    level = values.get("teacher.title_level")
    if level:
        values["teacher.title"] += f"（{level}）"
    return values


ON_PAPER = ("资料在纸质档案中", "这条备案由台账导入，没有扫描件；需要时请查阅本单位的纸质档案。")
NO_PAGES = ("这条记录没有材料图片", "")
"""What the viewer says of a record without pages."""


def no_pages(imported: bool) -> tuple[str, str]:
    """Why there is nothing to look at: a sentence and a hint."""
    return ON_PAPER if imported else NO_PAGES


def pages(part: str, documents: Iterable[DocumentRef]) -> tuple[DocumentPage, ...]:
    """Give the documents of one record as pages of the viewer."""
    kept = tuple(documents)
    totals: dict[str, int] = {}
    for ref in kept:
        totals[ref.kind] = totals.get(ref.kind, 0) + 1
    titles = FilingContent.titles()
    return tuple(page_of(f"{part}.{ref.kind}", ref, titles, totals[ref.kind]) for ref in kept)


def record_pages(record: ApprenticeshipRecord) -> tuple[DocumentPage, ...]:
    """Give all documents of an apprenticeship: why it ended, then student, certificate, teacher."""
    termination = record.termination.documents if record.termination else ()
    return (
        *pages("termination", termination),
        *pages("dissolution", record.dissolution_proofs),
        *pages("student", record.student_documents),
        *pages("notarisation", record.notarial_pages),
        *pages("teacher", record.teacher_documents),
    )


def relation_words(row: RegisterRow, dictionaries: Dictionaries) -> str:
    """Give one apprenticeship in a line: number, days, place, district."""
    words = [row.filing_no or "（待编号）", f"{row.notarised_on} 公证"]
    if row.filed_on:
        words.append(f"{row.filed_on} 备案")
    if row.ended_on:
        words.append(f"{row.ended_on} 结束")
    return f"{'　'.join(words)}　{dictionaries.district_name(row.bureau)} {row.practice_place}"


def score_words(row: ScoreRow, dictionaries: Dictionaries) -> str:
    """Give one score in a line: type, day, points, who entered it."""
    names = {one.code: one.name for one in of(dictionaries).assessment_types}
    points = f"{row.tenths // 10}.{row.tenths % 10}".removesuffix(".0")
    words = f"{names.get(row.type, row.type)}　{row.assessed_on} 考核　{points} 分"
    if row.state is AssessmentState.UNPUBLISHED:
        words += f"　{row.entered_by_name}录入，未公布"
    if row.corrected_by:
        words += "　（已被更正）"
    elif row.corrects:
        words += "　（更正记录）"
    return words


def filing_words(row: FilingRow) -> str:
    """Name the kind of a filing: 备案申请, 解除申请."""
    return f"{FilingKind(row.kind).label}申请"

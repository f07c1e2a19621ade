"""Values of a filing as a clerk reads them: codes as words, numbers masked (A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import TitleLevel
from core.domain.clock import local_text
from core.domain.masking import mask_id_number, mask_phone
from core.domain.values import CaseState, IdKind, Sex

if TYPE_CHECKING:
    from core.applications.content import Change
    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.dictionaries import Dictionaries

MASKS = {
    "id_number": mask_id_number,
    "teacher_id_number": mask_id_number,
    "phone": mask_phone,
    "teacher_phone": mask_phone,
}


def field_values(detail: FilingDetail, dictionaries: Dictionaries) -> dict[str, str]:
    """Give what stands in each field, codes turned into words, with the reviewing bureau (G7)."""
    values = {key: field_text(key, text, dictionaries) for key, text in detail.content.fields().items()}
    level = values["teacher.title_level"]
    values["teacher.title"] += f"（{level}）" if level else ""
    bureau = dictionaries.bureau_name(detail.row.bureau)
    values["student.bureau"] = bureau
    moved = detail.teacher_district and detail.teacher_district != detail.row.bureau
    present = dictionaries.bureau_name(detail.teacher_district)
    values["teacher.bureau"] = f"{bureau}（老师现属{present}）" if moved else bureau
    if moved:
        values["student.bureau"] = values["teacher.bureau"]
    return values


def field_text(key: str, text: str, dictionaries: Dictionaries) -> str:
    """Give a field's value in Chinese words; numbers are not masked here."""
    name = key.partition(".")[2]
    if not text:
        return ""
    words = {
        "sex": lambda: Sex(text).label,
        "id_kind": lambda: IdKind(text).label,
        "title_level": lambda: TitleLevel(text).label,
        "education": lambda: of(dictionaries).education_name(text),
        "district": lambda: dictionaries.district_name(text),
        "registered_at": lambda: local_text(text),
    }
    return words[name]() if name in words else text


def masked_text(key: str, text: str, dictionaries: Dictionaries) -> str:
    """As `field_text`, with id numbers and phones masked (A7)."""
    mask = MASKS.get(key.partition(".")[2])
    return mask(text) if mask and text else field_text(key, text, dictionaries)


def change_texts(change: Change, dictionaries: Dictionaries) -> tuple[str, str]:
    """Give 前 and 后 of a changed field, masked."""
    return (
        masked_text(change.key, change.before, dictionaries),
        masked_text(change.key, change.after, dictionaries),
    )


def who(detail: FilingDetail) -> str:
    """Give the student with the number of the filing."""
    return f"{detail.content.student.name}（{detail.row.filing_no or '待编号'}）"


def what_happened(detail: FilingDetail) -> str:
    """Give a sentence on what became of a filing meanwhile."""
    if detail.row.state is CaseState.PENDING:
        return "申请人已重新提交，内容有变化，请重新载入后审核。"
    if detail.row.state is CaseState.WITHDRAWN:
        return "申请人已撤回这件申请，无需再审核。"
    last = detail.decisions[-1] if detail.decisions else None
    who = f"由{last.decided_by_name}于 {local_text(last.decided_at)} " if last else "由他人"
    return f"这件申请已{who}处理，结果为“{detail.row.state.label}”。您填写的意见仍保留在意见框中。"

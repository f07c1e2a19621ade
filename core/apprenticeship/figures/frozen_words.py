"""A comparison of a frozen report with today in words (`frozen_compare` finds what differs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.frozen_compare import figure_name
from core.commons.compared import Change, Compared, Difference

if TYPE_CHECKING:
    from core.apprenticeship.figures.frozen_changes import RecordChange
    from core.apprenticeship.figures.frozen_compare import CellChange, Comparison
    from core.domain.dictionaries import Dictionaries

HEADS = ("变化", "学生", "老师", "备案号", "区", "前 → 后")
HOW = (
    "按生成时的统计条件和统计日，用本机现有的记录重新计算，与报送版的数字比较；先列数字，后列有变化的记录。"
    "合格率和“较上年”由这些数字算出，不另列。"
)
_TONES = {"新备案": "ok", "新公布成绩": "ok", "已出师": "info", "转出本区": "neutral", "成绩更正": "warn"}


def compared(found: Comparison, dictionaries: Dictionaries) -> Compared:
    """Say what was found."""
    return Compared(
        differences=tuple(_difference(one, dictionaries) for one in found.cells),
        changes=tuple(_change(one, dictionaries) for one in found.records),
        proved=found.proved,
        heads=HEADS,
        opens="打开学生资料",
        how=HOW,
    )


def _difference(cell: CellChange, dictionaries: Dictionaries) -> Difference:
    name = figure_name(cell.figure, dictionaries, cell.type, all_years=cell.all_years)
    office = dictionaries.district_name(cell.bureau) if cell.bureau else "合计"
    teacher = f"{cell.teacher}老师" if cell.teacher else ""
    where = (office, teacher, f"{cell.year} 年" if cell.year else "")
    return Difference(
        office=office,
        year=f"{cell.year}" if cell.year else "历年" if cell.all_years else "—",
        where=" ".join(part for part in where if part),
        name=name,
        called=f"{teacher} {name}".strip(),
        before=cell.before,
        now=cell.now,
        records=cell.records,
    )


def _change(one: RecordChange, dictionaries: Dictionaries) -> Change:
    number = f"（{one.filing_no}）" if one.filing_no else ""
    office = dictionaries.district_name(one.bureau)
    people = (one.student_name or "—", one.teacher_name or "—")
    return Change(
        id=one.id,
        what=one.what,
        tone=_TONES.get(one.what, "bad" if "解除" in one.what else "info"),
        cells=(one.what, *people, one.filing_no or "—", office, one.detail),
        office=office,
        short=f"{one.what}：{one.student_name}{number}",
        words=f"{one.student_name}{number}，老师{one.teacher_name}；{one.detail}",
        kind="student",
        target=one.student_id,
    )

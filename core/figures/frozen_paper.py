"""A comparison on paper: what differs from a frozen report, and the records because of which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.frozen_compare import figure_name
from core.domain.clock import local_text
from core.figures.stat import StatColumn, StatTable

if TYPE_CHECKING:
    from core.apprenticeship.figures.frozen_changes import RecordChange
    from core.apprenticeship.figures.frozen_compare import CellChange, Comparison
    from core.commons.reports import FrozenReport
    from core.domain.dictionaries import Dictionaries

NAMED = 3
"""Records named beside a number; all stand in the rows below."""
LISTED = 2000
"""Records listed at most."""
HOW = (
    "按生成时的统计条件和统计日，用本机现有的记录重新计算，与报送版的数字比较；先列数字，后列有变化的记录。"
    "合格率和“较上年”由这些数字算出，不另列。"
)


def comparison_table(
    report: FrozenReport,
    found: Comparison,
    dictionaries: Dictionaries,
    *,
    office: str,
    compared_at: str,
    made_by: str,
) -> StatTable:
    """Make the comparison of a report with the data of `compared_at` (an instant) as a table."""
    facts = report.facts
    records = {one.id: one for one in found.records}
    more = len(found.records) - LISTED
    left = (f"另有 {more:,} 条记录有变化，没有列出。",) if more > 0 else ()
    changed = (_record_row(one, dictionaries) for one in found.records[:LISTED])
    return StatTable(
        title=f"{facts.title}与现在比较",
        office=office,
        period=f"报送版 {local_text(facts.made_at)} 生成，校验值 {report.hash[:12]}",
        filtered="只列有变化的数字和记录",
        as_of=facts.as_of,
        data_at=local_text(compared_at),
        made_by=made_by,
        columns=(
            StatColumn("区", "text", 14),
            StatColumn("年度", "text", 8),
            StatColumn("数字／变化", "text", 16),
            StatColumn("生成时"),
            StatColumn("现在"),
            StatColumn("增减", "text", 8),
            StatColumn("有关的记录", "text", 52),
        ),
        rows=(*(_row(cell, records, dictionaries) for cell in found.cells), *changed),
        definitions=(HOW, *left),
        proof="生成时的数字与当时的明细一致。" if found.proved else "生成时的数字与当时的明细不一致。",
        empty="数字和记录都与生成时相同。",
    )


def _row(
    cell: CellChange, records: dict[str, RecordChange], dictionaries: Dictionaries
) -> tuple[str | int, ...]:
    sign = "+" if cell.difference > 0 else "−"
    named = "；".join(_short(records[one]) for one in cell.records[:NAMED])
    rest = f"等 {len(cell.records):,} 条" if len(cell.records) > NAMED else ""
    return (
        dictionaries.district_name(cell.bureau) if cell.bureau else "合计",
        f"{cell.year}" if cell.year else "历年" if cell.all_years else "—",
        (f"{cell.teacher}老师 " if cell.teacher else "")
        + figure_name(cell.figure, dictionaries, cell.type, all_years=cell.all_years),
        cell.before,
        cell.now,
        f"{sign}{abs(cell.difference):,}",
        f"{named}{rest}" or "没有找到对应的记录",
    )


def _record_row(one: RecordChange, dictionaries: Dictionaries) -> tuple[str | None, ...]:
    number = f"（{one.filing_no}）" if one.filing_no else ""
    words = f"{one.student_name}{number}，老师{one.teacher_name}；{one.detail}"
    return dictionaries.district_name(one.bureau), "—", one.what, None, None, "—", words


def _short(one: RecordChange) -> str:
    number = f"（{one.filing_no}）" if one.filing_no else ""
    return f"{one.what}：{one.student_name}{number}"

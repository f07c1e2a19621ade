"""Workbooks of the import of scores that we write (C4): the template, and the rows that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.imports.score_columns import LAYOUT, Field
from core.apprenticeship.words.values import AssessmentResult
from core.imports.books import Book, Offer, write_failed, write_template
from core.imports.headers import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Labelled
    from core.imports.checked import AnyRow

SHEET = "考核成绩"
_WIDTHS: dict[Labelled, int] = {
    Field.NAME: 16,
    Field.ID_NUMBER: 24,
    Field.TYPE: 18,
    Field.DAY: 16,
    Field.SCORE: 12,
    Field.RESULT: 12,
}


def save_template(path: Path, dictionaries: Dictionaries) -> None:
    """Write the empty list with its guide; KnownError as in `saving`."""
    types = [one.name for one in dictionaries.assessment_types]
    results = [one.label for one in AssessmentResult]
    book = Book(
        SHEET,
        LAYOUT,
        _WIDTHS,
        (f"（{EXAMPLE}）张三", "420106200001010000", types[0], "2026-11-08", "86.5", "合格"),
        _guide(dictionaries),
        {
            Field.TYPE: Offer(types, "请从列表中选择考核类型。"),
            Field.RESULT: Offer(results, "请填写“合格”或“不合格”，也可以留空。"),
        },
    )
    write_template(path, book)


def save_failed(path: Path, rows: Iterable[AnyRow]) -> None:
    """Write rows with 原行号 and 错误原因, the cells as they were: correct it and import it."""
    write_failed(path, Book(SHEET, LAYOUT, _WIDTHS), rows)


def _guide(dictionaries: Dictionaries) -> tuple[str, ...]:
    types = "；".join(
        f"{one.name}（满 {one.years} 年，{one.pass_mark} 分合格）" for one in dictionaries.assessment_types
    )
    return (
        "考核成绩导入模板 填写说明",
        "一、请在“考核成绩”表中填写，每名学生一行；带 * 的列必须填写，表头不要修改。",
        f"二、第 2 行是{EXAMPLE}，导入时不会读取，可以删除。",
        "三、身份证号：18 位，已设为“文本”格式。从别处复制时请用“选择性粘贴 - 数值”，以免末几位变成 0。",
        f"四、考核类型：{types}。",
        "五、考核日期：写成 2026-11-08 的形式，不能晚于今天。",
        "六、考核成绩：0 到 100，最多一位小数。",
        "七、考核结果：合格或不合格；留空时按合格线自动判定，与合格线不一致时导入前会请您确认。",
        "八、不要使用公式和合并单元格。",
        "九、导入前会逐行检查并显示结果；有错的行可以导出，改正后再次导入。",
    )

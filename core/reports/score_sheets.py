"""Workbooks of the import of scores that we write (C4): the template, and the rows that failed.

Every cell is text: an id number keeps its 18 characters, and nothing that somebody typed becomes a formula
(security.md section 5, rows 5 and 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from core.domain.values import AssessmentResult
from core.files.saving import saving
from core.reports.score_columns import EXAMPLE, FIELDS, REASON, REQUIRED, ROW_NUMBER, Field

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.reports.score_list import CheckedRow

SHEET, GUIDE = "考核成绩", "填写说明"
READY_ROWS = 2000
"""Rows of the template that are formatted as text and offer lists; more may be filled in all the same."""
_WIDTHS = {
    Field.NAME: 16,
    Field.ID_NUMBER: 24,
    Field.TYPE: 18,
    Field.DAY: 16,
    Field.SCORE: 12,
    Field.RESULT: 12,
}
_TEXT = "@"
_EXAMPLE_ROW = (f"（{EXAMPLE}）张三", "420106200001010000", "", "2026-11-08", "86.5", "合格")


def save_template(path: Path, dictionaries: Dictionaries) -> None:
    """Write the empty list with its guide; KnownError as in `saving`."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    names = [one.name for one in dictionaries.assessment_types]
    _fill_template(sheet, names)
    _fill_guide(book.create_sheet(GUIDE), dictionaries)
    with saving(path) as part:
        book.save(part)


def save_failed(path: Path, rows: Iterable[CheckedRow]) -> None:
    """Write rows with 原行号 and 错误原因, the cells as they were: correct it and import it."""
    with saving(path) as part:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(part, options) as book:
            _fill_failed(book, rows)


def _fill_template(sheet: Any, types: list[str]) -> None:
    line = Side(style="thin", color="C3CDCA")
    for column, field in enumerate(FIELDS, 1):
        head = sheet.cell(1, column, f"{field.label}*" if field in REQUIRED else field.label)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="14695B")
        head.alignment = Alignment(horizontal="center", vertical="center")
        head.border = Border(left=line, right=line, top=line, bottom=line)
        sheet.column_dimensions[head.column_letter].width = _WIDTHS[field]
        # Whole columns are text: what is typed or pasted below the prepared rows keeps its digits as well.
        sheet.column_dimensions[head.column_letter].number_format = _TEXT
    for column, text in enumerate(_EXAMPLE_ROW, 1):
        cell = sheet.cell(2, column, text or types[0])
        cell.font = Font(italic=True, color="8A9995")
        cell.number_format = _TEXT
    for row in range(3, READY_ROWS + 2):
        for column in range(1, len(FIELDS) + 1):
            sheet.cell(row, column).number_format = _TEXT
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    _offer(sheet, Field.TYPE, types, "请从列表中选择考核类型。")
    _offer(
        sheet, Field.RESULT, [one.label for one in AssessmentResult], "请填写“合格”或“不合格”，也可以留空。"
    )


def _offer(sheet: Any, field: Field, words: list[str], problem: str) -> None:
    offer = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
    offer.errorTitle, offer.error = field.label, problem
    letter = chr(ord("A") + FIELDS.index(field))
    offer.add(f"{letter}2:{letter}{READY_ROWS + 1}")
    sheet.add_data_validation(offer)


def _fill_guide(sheet: Any, dictionaries: Dictionaries) -> None:
    types = "；".join(
        f"{one.name}（满 {one.years} 年，{one.pass_mark} 分合格）" for one in dictionaries.assessment_types
    )
    lines = (
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
    sheet.column_dimensions["A"].width = 100
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)


def _fill_failed(book: xlsxwriter.Workbook, rows: Iterable[CheckedRow]) -> None:
    sheet = book.add_worksheet(SHEET)
    text = book.add_format({"num_format": _TEXT})
    head = book.add_format({"bold": True, "bg_color": "#F0F4F2", "border": 1, "num_format": _TEXT})
    titles = (ROW_NUMBER, *(field.label for field in FIELDS), REASON)
    widths = (8, *(_WIDTHS[field] for field in FIELDS), 80)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, text)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((str(row.number), *row.texts, row.reason)):
            sheet.write_string(number, column, value, text)

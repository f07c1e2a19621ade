"""Workbooks that go with an import: the template with its guide, and the rows that failed.

Every cell is text: an id number keeps its 18 characters, and nothing that somebody typed becomes a formula
(security.md section 5, rows 5 and 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from core.files.saving import saving
from core.imports.headers import REASON, ROW_NUMBER
from core.workbooks.sheet_book import plain, writing_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import xlsxwriter  # type: ignore[import-untyped]

    from core.domain.dictionaries import Dictionaries
    from core.imports.checked import AnyRow
    from core.imports.importing import ImportOf

GUIDE = "填写说明"
READY_ROWS = 2000
"""Rows of the template that are formatted as text and offer lists; more may be filled in all the same."""
_LISTS = "选项"
_LIST_MAX = 250
"""Characters of a list that Excel takes within the rule itself."""
_TEXT = "@"


def write_template(path: Path, of: ImportOf[Any], dictionaries: Dictionaries) -> None:
    """Write the empty list with its guide; KnownError as in `saving`."""
    made = Workbook()
    sheet = made.active
    sheet.title = of.sheet
    _fill_template(sheet, of)
    _fill_guide(made.create_sheet(GUIDE), of.guide(dictionaries))
    _fill_offers(made, sheet, of, dictionaries)
    with saving(path) as part:
        made.save(part)


def write_failed(path: Path, of: ImportOf[Any], rows: Iterable[AnyRow]) -> None:
    """Write rows with 原行号 and 错误原因, the cells as they were: correct it and import it."""
    with saving(path) as part, writing_book(part) as made:
        _fill_failed(made, of, rows)


def _fill_template(sheet: Any, of: ImportOf[Any]) -> None:
    line = Side(style="thin", color="C3CDCA")
    fields = of.layout.fields
    for column, one in enumerate(fields, 1):
        head = sheet.cell(1, column, f"{one.label}*" if one.about.needed else one.label)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="14695B")
        head.alignment = Alignment(horizontal="center", vertical="center")
        head.border = Border(left=line, right=line, top=line, bottom=line)
        sheet.column_dimensions[head.column_letter].width = one.about.width
        # Whole columns are text: what is typed or pasted below the prepared rows keeps its digits as well.
        sheet.column_dimensions[head.column_letter].number_format = _TEXT
        cell = sheet.cell(2, column, one.about.example)
        cell.font = Font(italic=True, color="8A9995")
        cell.number_format = _TEXT
    for row in range(3, READY_ROWS + 2):
        for column in range(1, len(fields) + 1):
            sheet.cell(row, column).number_format = _TEXT
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"


def _fill_offers(made: Any, sheet: Any, of: ImportOf[Any], dictionaries: Dictionaries) -> None:
    """Offer words to choose from; a long list stands on a hidden sheet of its own."""
    hidden = None
    for one in of.layout.fields:
        if one.about.offers is None:
            continue
        words = tuple(one.about.offers(dictionaries))
        formula = f'"{",".join(words)}"'
        if len(formula) > _LIST_MAX:
            hidden = hidden or made.create_sheet(_LISTS)
            hidden.sheet_state = "hidden"
            column = hidden.max_column + (hidden.cell(1, 1).value is not None)
            for row, word in enumerate(words, 1):
                hidden.cell(row, column, word)
            letter = get_column_letter(column)
            formula = f"'{_LISTS}'!${letter}$1:${letter}${len(words)}"
        rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = one.label, one.about.told
        letter = get_column_letter(one.place + 1)
        rule.add(f"{letter}2:{letter}{READY_ROWS + 1}")
        sheet.add_data_validation(rule)


def _fill_guide(sheet: Any, lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 100
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)


def _fill_failed(made: xlsxwriter.Workbook, of: ImportOf[Any], rows: Iterable[AnyRow]) -> None:
    sheet = made.add_worksheet(of.sheet)
    text = made.add_format({"num_format": _TEXT})
    head = made.add_format({"bold": True, "bg_color": "#F0F4F2", "border": 1, "num_format": _TEXT})
    fields = of.layout.fields
    titles = (ROW_NUMBER, *(one.label for one in fields), REASON)
    for column, width in enumerate((8, *(one.about.width for one in fields), 80)):
        sheet.set_column(column, column, width, text)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate((str(row.number), *row.texts, row.reason)):
            sheet.write_string(number, column, plain(value), text)

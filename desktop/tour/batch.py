"""The workbook that the tour imports, and what is read back of the rows that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path


def bad_book(path: Path, good: list[tuple[str, ...]], too_new: tuple[str, ...], day: str) -> Path:
    """Two right rows, then one too new, one score that is none, one unknown number."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["身份证号", "姓名", "考核类型", "考核日期", "成绩", "结果"])
    for name, number in good:
        sheet.append([number, name, "出师考核", day, 81, "合格"])
    sheet.append([too_new[1], too_new[0], "出师考核", day, 75, "合格"])
    sheet.append([good[0][1], good[0][0], "出师考核", day, "九十", "合格"])
    sheet.append(["420106200002299991", "查无此人", "出师考核", day, 66, "合格"])
    book.save(path)
    return path


def failed_rows(path: Path) -> list[list[str]]:
    """The rows of the error file without its headings, as texts."""
    sheet = load_workbook(path, read_only=True).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row[0].isdigit()]

"""The operation log 操作日志 (A4) as a workbook: one row per act, every cell a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from core.domain.acts import act_word, object_word, refusal_word
from core.domain.clock import local_text
from core.files.saving import saving

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.store.city_models import LogRow

HEADINGS = (
    ("序号", 7),
    ("时间", 20),
    ("操作人", 14),
    ("操作", 22),
    ("对象", 40),
    ("结果", 10),
    ("原因", 34),
    ("记录于", 12),
)
PLACES = {"centre": "服务器", "pc": "本机"}


def write_log(path: Path, rows: Iterable[LogRow], *, title: str, filtered: str, made: str) -> int:
    """Write the rows as they come, in constant memory, and give how many there were.

    `filtered` says what was asked for, `made` who made the file and when. KnownError as `saving` raises.
    """
    count = 0
    with saving(path) as part:
        book = xlsxwriter.Workbook(
            str(part), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        try:
            sheet = _begin(book, title, filtered, made)
            cell = book.add_format({"border": 1, "border_color": "#C3CDCA", "valign": "vcenter"})
            for count, row in enumerate(rows, 1):
                for column, text in enumerate(_cells(count, row)):
                    sheet.write_string(count + 3, column, text, cell)
        finally:
            book.close()
    return count


def _begin(book: xlsxwriter.Workbook, title: str, filtered: str, made: str) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet("操作日志")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 0)
    sheet.set_footer("&L" + made.replace("&", "&&") + "&R第 &P 页，共 &N 页")
    head = book.add_format({"bold": True, "border": 1, "border_color": "#C3CDCA", "bg_color": "#F0F4F2"})
    last = len(HEADINGS) - 1
    sheet.merge_range(
        0, 0, 0, last, title, book.add_format({"bold": True, "font_size": 15, "align": "center"})
    )
    sheet.write_string(1, 0, made)
    sheet.write_string(2, 0, filtered)
    for column, (word, width) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, word, head)
    return sheet


def _cells(number: int, row: LogRow) -> tuple[str, ...]:
    return (
        str(number),
        local_text(row.at, seconds=True),
        row.user_name,
        act_word(row.action),
        row.label or object_word(row.object),
        "成功" if row.ok else "未成功",
        refusal_word(row.code),
        PLACES.get(row.place, row.place),
    )

"""The files that the commission's notices carry: a real PDF and a real workbook, the same bytes each time."""

from __future__ import annotations

import io
from datetime import datetime
from functools import lru_cache

import xlsxwriter  # type: ignore[import-untyped]

from core.domain.values import Value
from core.files.fonts import find_fonts
from core.paper.pdf import Sheet

_MADE = datetime(2024, 1, 1)  # noqa: DTZ001 - workbooks hold local times
_LEFT, _TOP, _WIDTH = 72.0, 760.0, 451.0


class PolicySheet(Value, frozen=True):
    """One file: by the ending of `name` a PDF with paragraphs or a workbook with rows of cells."""

    name: str
    title: str
    lines: tuple[tuple[str, ...], ...]

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return _made(self)


@lru_cache(maxsize=8)
def _made(sheet: PolicySheet) -> bytes:
    return _pdf(sheet) if sheet.name.endswith(".pdf") else _workbook(sheet)


def _pdf(sheet: PolicySheet) -> bytes:
    page = Sheet.open(find_fonts().paper, title=sheet.title)
    page.fitted((_LEFT, _TOP, _WIDTH, 44), sheet.title, 18, name="标题", align="centre")
    y = _TOP - 16
    for line in sheet.lines:
        for text in page.font.wrap("　　" + "　".join(line), _WIDTH / 12):
            page.line(_LEFT, y, text, 12)
            y -= 22
    page.line(_LEFT + _WIDTH, 84, "样例文件，仅供演示", 10, align="right", grey=0.4)
    return page.finish().data


def _workbook(sheet: PolicySheet) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": sheet.title, "created": _MADE})
    page = book.add_worksheet("样例")
    head = book.add_format({"bold": True, "bg_color": "#E7EFEC", "border": 1})
    cell = book.add_format({"border": 1})
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
    for number, row in enumerate(sheet.lines, 2):
        for column, text in enumerate(row):
            page.write_string(number, column, text, head if number == 2 else cell)
    page.set_column(0, max(map(len, sheet.lines)) - 1, 18)
    book.close()
    return stream.getvalue()

"""双人核对单: scores as entered, for two people who compare them with the originals (C3).

Id numbers are masked as on the screen (A7): the sheet is passed from hand to hand and thrown away, and name,
teacher and last four digits are enough to find a person in the original list. Every page has its own count
and sum of scores, the last page those of all, so that two people can compare figures before single rows.

Rows are drawn straight on the page: ten thousand take seconds (performance.md P18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.reports.pdf import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.reports.pdf import Align, OutlineFont, Rendered

_LEFT, _WIDTH = 30.0, 535.0
_HEAD_TOP = 806.0
_TABLE_TOP = 748.0
_ROW = 21.0
_LAST = 116.0
_BOTTOM = 62.0
_SIZE = 9.0
_PAD = 4.0
_ELLIPSIS = "…"
_NAMED = 20


class _Column(NamedTuple):
    title: str
    width: float
    align: Align = "left"


_COLUMNS = (
    _Column("序号", 32, "centre"),
    _Column("姓名", 62),
    _Column("身份证号", 98),
    _Column("指导老师", 56),
    _Column("考核类型", 66),
    _Column("考核日期", 56, "centre"),
    _Column("成绩", 36, "right"),
    _Column("结果", 39, "centre"),
    _Column("核对一", 45, "centre"),
    _Column("核对二", 45, "centre"),
)


class CheckRow(msgspec.Struct, frozen=True):
    """One score, every value formatted for paper but `tenths`, the score in tenths of a point."""

    name: str
    id_number: str
    teacher: str
    type: str
    day: str
    score: str
    result: str
    tenths: int


class CheckSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`what` says which scores these are (types and days), `made_by` who printed the sheet and when."""

    rows: tuple[CheckRow, ...]
    office: str
    what: str
    made_by: str
    title: str = "考核成绩双人核对单"


def render_check_sheet(sheet: CheckSheet, font: OutlineFont) -> Rendered:
    """The sheet as PDF, A4 upright; `Rendered.remarks` names what was cut or not drawn."""
    paper = Sheet.open(font, title=sheet.title)
    pages = _pages(sheet.rows)
    number = 0
    for place, rows in enumerate(pages, 1):
        if place > 1:
            paper.canvas.showPage()
            paper.canvas.setLineWidth(0.6)
        _head(paper, sheet)
        bottom = _table(paper, rows, number)
        number += len(rows)
        if place == len(pages):
            _sums(paper, sheet.rows, bottom)
        _foot(paper, sheet, rows, place, len(pages))
    del paper.shortened[_NAMED:]
    return paper.finish()


def total_words(rows: Sequence[CheckRow]) -> str:
    """`3 人、成绩合计 231 分`: what two people compare first."""
    tenths = sum(row.tenths for row in rows)
    points = f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")
    return f"{len(rows):,} 人、成绩合计 {points} 分"


def _pages(rows: Sequence[CheckRow]) -> list[Sequence[CheckRow]]:
    """Rows by page; the last page keeps room for the sums and the signatures."""
    full = int((_TABLE_TOP - _ROW - _BOTTOM) / _ROW)
    last = int((_TABLE_TOP - _ROW - _BOTTOM - _LAST) / _ROW)
    pages = [rows[start : start + full] for start in range(0, len(rows), full)] or [rows]
    if len(pages[-1]) > last:
        pages[-1:] = [pages[-1][:last], pages[-1][last:]]
    return pages


def _head(paper: Sheet, sheet: CheckSheet) -> None:
    paper.fitted((_LEFT, _HEAD_TOP - 26, _WIDTH, 28), sheet.title, 18, name="标题", align="centre")
    paper.fitted((_LEFT, _TABLE_TOP + 5, _WIDTH * 0.62, 22), sheet.what, 10, name="核对范围")
    box = (_LEFT + _WIDTH * 0.62, _TABLE_TOP + 5, _WIDTH * 0.38, 22.0)
    paper.fitted(box, sheet.office, 10, name="单位", align="right")


def _table(paper: Sheet, rows: Sequence[CheckRow], before: int) -> float:
    """One page's table; gives the height of its lower edge."""
    bottom = _TABLE_TOP - _ROW * (len(rows) + 1)
    paper.frame((_LEFT, _TABLE_TOP - _ROW, _WIDTH, _ROW), shade=0.93)
    _grid(paper, bottom, len(rows) + 1)
    _cells(paper, _TABLE_TOP - _ROW, [column.title for column in _COLUMNS], "")
    for place, row in enumerate(rows, 1):
        number = str(before + place)
        values = (number, row.name, row.id_number, row.teacher, row.type, row.day, row.score, row.result)
        _cells(paper, _TABLE_TOP - _ROW * (place + 1), values, number)
    return bottom


def _grid(paper: Sheet, bottom: float, rows: int) -> None:
    x, edges = _LEFT, [_LEFT]
    for column in _COLUMNS:
        x += column.width
        edges.append(x)
    paper.canvas.grid(edges, [bottom + _ROW * place for place in range(rows + 1)])


def _cells(paper: Sheet, bottom: float, values: Sequence[str], number: str) -> None:
    x = _LEFT
    for column, value in zip(_COLUMNS, values, strict=False):
        room = (column.width - 2 * _PAD) / _SIZE
        shown = value
        if paper.font.width(value) > room:
            shown = _cut(paper, value, room)
            paper.shortened.append(f"第 {number} 号{column.title}")
        place = {"left": _PAD, "centre": column.width / 2, "right": column.width - _PAD}[column.align]
        paper.line(x + place, bottom + _ROW / 2 - _SIZE * 0.36, shown, _SIZE, align=column.align)
        x += column.width


def _cut(paper: Sheet, text: str, room: float) -> str:
    while text and paper.font.width(text + _ELLIPSIS) > room:
        text = text[:-1]
    return text + _ELLIPSIS


def _sums(paper: Sheet, rows: Sequence[CheckRow], bottom: float) -> None:
    paper.line(_LEFT, bottom - 26, f"合计 {total_words(rows)}", 12)
    passed = sum(row.result == "合格" for row in rows)
    words = f"其中合格 {passed:,} 人，不合格 {len(rows) - passed:,} 人"
    paper.line(_LEFT + _WIDTH, bottom - 26, words, 10, align="right")
    for place, who in enumerate(("核对一", "核对二")):
        x = _LEFT + place * _WIDTH / 2
        paper.line(x, bottom - 66, f"{who}（签名）：", 11)
        paper.line(x, bottom - 96, "日期：　　　　年　　月　　日", 11)


def _foot(paper: Sheet, sheet: CheckSheet, rows: Sequence[CheckRow], place: int, pages: int) -> None:
    paper.line(_LEFT, 44, f"本页 {total_words(rows)}", 9)
    paper.line(_LEFT, 30, sheet.made_by, 9, grey=0.35)
    page = f"第 {place} 页　共 {pages} 页"
    paper.line(_LEFT + _WIDTH, 30, page, 9, align="right", grey=0.35)

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
_SIZE, _SMALLEST = 9.0, 7.5
_PAD = 4.0
_ELLIPSIS = "…"
_NAMED = 20


class _Column(NamedTuple):
    title: str
    width: float
    align: Align = "left"


class _Cell(NamedTuple):
    """A text as drawn: its size in points and how far from the column's left edge."""

    text: str
    size: float
    shift: float
    cut: bool


_Known = dict[tuple[int, str], _Cell]

_COLUMNS = (
    _Column("序号", 30, "centre"),
    _Column("姓名", 58),
    _Column("身份证号", 116),
    _Column("指导老师", 48),
    _Column("考核类型", 64),
    _Column("考核日期", 64, "centre"),
    _Column("成绩", 38, "right"),
    _Column("结果", 37, "centre"),
    _Column("核对一", 40, "centre"),
    _Column("核对二", 40, "centre"),
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
    known: _Known = {}
    for place, rows in enumerate(pages, 1):
        if place > 1:
            paper.canvas.showPage()
            paper.canvas.setLineWidth(0.6)
        _head(paper, sheet)
        bottom = _table(paper, rows, number, known)
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


def _table(paper: Sheet, rows: Sequence[CheckRow], before: int, known: _Known) -> float:
    """One page's table; gives the height of its lower edge."""
    bottom = _TABLE_TOP - _ROW * (len(rows) + 1)
    paper.frame((_LEFT, _TABLE_TOP - _ROW, _WIDTH, _ROW), shade=0.93)
    _grid(paper, bottom, len(rows) + 1)
    paper.canvas.setFillGray(0)
    _cells(paper, _TABLE_TOP - _ROW, [column.title for column in _COLUMNS], "", known)
    for place, row in enumerate(rows, 1):
        number = str(before + place)
        values = (number, row.name, row.id_number, row.teacher, row.type, row.day, row.score, row.result)
        _cells(paper, _TABLE_TOP - _ROW * (place + 1), values, number, known)
    return bottom


def _grid(paper: Sheet, bottom: float, rows: int) -> None:
    x, edges = _LEFT, [_LEFT]
    for column in _COLUMNS:
        x += column.width
        edges.append(x)
    paper.canvas.grid(edges, [bottom + _ROW * place for place in range(rows + 1)])


def _cells(paper: Sheet, bottom: float, values: Sequence[str], number: str, known: _Known) -> None:
    """One row. Most texts come again and again: each is looked at once."""
    canvas, x = paper.canvas, _LEFT
    for place, (column, value) in enumerate(zip(_COLUMNS, values, strict=False)):
        if (place, value) not in known:
            known[place, value] = _fitted(paper, value, column)
        cell = known[place, value]
        if cell.cut:
            paper.shortened.append(f"第 {number} 号{column.title}")
        canvas.setFont(paper.font.name, cell.size)
        canvas.drawString(x + cell.shift, bottom + _ROW / 2 - cell.size * 0.36, cell.text)
        x += column.width


def _fitted(paper: Sheet, value: str, column: _Column) -> _Cell:
    """Text for one line: somewhat smaller where that is enough, else cut."""
    room = column.width - 2 * _PAD
    text, length = paper.measured(value)
    size = min(_SIZE, max(_SMALLEST, room / length)) if length else _SIZE
    cut = length * size > room + 0.01
    if cut:
        while text and paper.font.width(text + _ELLIPSIS) * size > room:
            text = text[:-1]
        text += _ELLIPSIS
        length = paper.font.width(text)
    free = room - length * size
    shift = _PAD + {"left": 0.0, "centre": free / 2, "right": free}[column.align]
    return _Cell(text, size, shift, cut)


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

"""双人核对单: scores as entered, for two people who compare them with the originals (C3).

Id numbers are masked as on the screen (A7): the sheet is passed from hand to hand and thrown away, and name,
teacher and last four digits are enough to find a person in the original list. Every page has its own count
and sum of scores, the last page those of all, so that two people can compare figures before single rows.

Rows are drawn straight on the page: ten thousand take seconds (performance.md P18).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.paper.grid import Column, Grid
from core.paper.pages import bind
from core.paper.pdf import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.paper.pages import Painter
    from core.paper.pdf import OutlineFont, Rendered

_LEFT, _WIDTH = 30.0, 535.0
_HEAD_TOP = 806.0
_TABLE_TOP = 748.0
_ROW = 21.0
_LAST = 116.0
_BOTTOM = 62.0
NOTHING = "没有需要核对的成绩。"

_COLUMNS = (
    Column("序号", 28, "centre"),
    Column("姓名", 74),
    Column("身份证号", 102),
    Column("指导老师", 56),
    Column("考核类型", 64),
    Column("考核日期", 60, "centre"),
    Column("成绩", 36, "right"),
    Column("结果", 37, "centre"),
    Column("核对一", 39, "centre"),
    Column("核对二", 39, "centre"),
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
    grid = Grid(paper, _COLUMNS, left=_LEFT, row=_ROW, counted="号")
    room = _TABLE_TOP - _BOTTOM
    cells = [_cells(row, number) for number, row in enumerate(sheet.rows, 1)]
    pages = grid.pages(cells, first=room, other=room, end=_LAST)
    painters: list[Painter] = []
    before = 0
    for some in pages:
        painters.append(partial(_page, sheet, grid, some, before, len(painters) + 1 == len(pages)))
        before += len(some)
    return bind(paper, painters, made_by=sheet.made_by, left=_LEFT)


def total_words(rows: Sequence[CheckRow]) -> str:
    """`3 人、成绩合计 231 分`: what two people compare first."""
    tenths = sum(row.tenths for row in rows)
    points = f"{tenths // 10:,}" + (f".{tenths % 10}" if tenths % 10 else "")
    return f"{len(rows):,} 人、成绩合计 {points} 分"


def _page(
    sheet: CheckSheet, grid: Grid, cells: Sequence[Sequence[str]], before: int, last: bool, paper: Sheet
) -> None:
    _head(paper, sheet)
    bottom = grid.draw(_TABLE_TOP, cells, first=before + 1)
    if not sheet.rows:
        paper.frame((_LEFT, bottom - _ROW, _WIDTH, _ROW))
        paper.line(_LEFT + _WIDTH / 2, bottom - _ROW + 7, NOTHING, 10, align="centre")
        bottom -= _ROW
    if last:
        _sums(paper, sheet.rows, bottom)
    paper.line(_LEFT, 44, f"本页 {total_words(sheet.rows[before : before + len(cells)])}", 9)


def _head(paper: Sheet, sheet: CheckSheet) -> None:
    paper.fitted((_LEFT, _HEAD_TOP - 26, _WIDTH, 28), sheet.title, 18, name="标题", align="centre")
    paper.fitted((_LEFT, _TABLE_TOP + 5, _WIDTH * 0.62, 22), sheet.what, 10, name="核对范围")
    box = (_LEFT + _WIDTH * 0.62, _TABLE_TOP + 5, _WIDTH * 0.38, 22.0)
    paper.fitted(box, sheet.office, 10, name="单位", align="right")


def _cells(row: CheckRow, number: int) -> tuple[str, ...]:
    values = (row.name, row.id_number, row.teacher, row.type, row.day, row.score, row.result)
    return (str(number), *values, "", "")


def _sums(paper: Sheet, rows: Sequence[CheckRow], bottom: float) -> None:
    paper.line(_LEFT, bottom - 26, f"合计 {total_words(rows)}", 12)
    passed = sum(row.result == "合格" for row in rows)
    words = f"其中合格 {passed:,} 人，不合格 {len(rows) - passed:,} 人"
    paper.line(_LEFT + _WIDTH, bottom - 26, words, 10, align="right")
    for place, who in enumerate(("核对一", "核对二")):
        x = _LEFT + place * _WIDTH / 2
        paper.line(x, bottom - 66, f"{who}（签名）：", 11)
        paper.line(x, bottom - 96, "日期：　　　　年　　月　　日", 11)

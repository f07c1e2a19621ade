"""A statistic on paper: landscape A4, table, 口径, proof, charts and a line to sign (D5-D7, C5-C7).

The table is drawn straight on the page with rows of one height: ten thousand take a second (performance.md
P18). What stands on the paper is the `StatTable`, nothing is counted here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.figures.stat import cell_text
from core.paper.flow import Flow
from core.paper.grid import Column, Grid
from core.paper.pages import bind
from core.paper.paper_chart import HEIGHT, draw_chart, parts
from core.paper.pdf import Sheet
from core.workbooks.sheet_book import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.figures.stat import StatChart, StatTable
    from core.paper.pages import Painter
    from core.paper.pdf import OutlineFont, Rendered

_LEFT, _WIDTH = 36.0, 770.0
_TITLE_TOP = 566.0
_FIRST_TOP, _TOP, _BOTTOM = 486.0, 548.0, 52.0
_ROW, _HEAD = 18.0, 28.0
_SIGN = 40.0
_GAP = 10.0
_MADE = 0.6
"""Share of the width for who made it and when; a frozen report has its number there."""
_SMALL_BARS = 24
"""Charts with at most so many bars stand two in a line."""


def render_stat(table: StatTable, font: OutlineFont) -> Rendered:
    """The statistic as PDF; `font` is `core.files.fonts.find_fonts().paper`.

    `Rendered.remarks` names what was cut or not drawn.
    """
    sheet = Sheet.open(font, title=table.title, lying=True)
    painters, free = _table_pages(sheet, table)
    flow = Flow(sheet, left=_LEFT, width=_WIDTH, top=_TOP, bottom=_BOTTOM)
    flow.y = free
    _words(flow, table)
    _charts(flow, table.charts)
    flow.place(_SIGN, _signatures)
    after = flow.pages
    joined: list[Painter] = [*painters[:-1], partial(_both, painters[-1], after[0]), *after[1:]]
    return bind(sheet, joined, made_by=table.made_by, running=_running(table), left=_LEFT, foot=26)


def _both(first: Painter, second: Painter, sheet: Sheet) -> None:
    first(sheet)
    second(sheet)


def _running(table: StatTable) -> str:
    return "　".join(part for part in (table.title, table.office, table.period) if part)


def _table_pages(sheet: Sheet, table: StatTable) -> tuple[list[Painter], float]:
    """The pages of the table, and where the last of them is free (points)."""
    share = _WIDTH / sum(column.width for column in table.columns)
    columns = [
        Column(column.title, column.width * share, "left" if column.kind == "text" else "right")
        for column in table.columns
    ]
    grid = Grid(sheet, columns, left=_LEFT, row=_ROW, head=_HEAD, size=10, smallest=7)
    kinds = [column.kind for column in table.columns]
    texts = [[cell_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows]
    sums = [cell_text(cell, kind) for cell, kind in zip(table.total, kinds, strict=False)]
    under = grid.height([sums]) - grid.head if sums else 0.0
    pages = grid.pages(texts, first=_FIRST_TOP - _BOTTOM, other=_TOP - _BOTTOM, end=under)
    painters: list[Painter] = []
    first = 0
    for place, rows in enumerate(pages):
        total = sums if place == len(pages) - 1 else ()
        painters.append(partial(_table_page, table, grid, rows, total, first))
        first += len(rows)
    below = grid.height(pages[-1]) + under + (0 if table.rows else _ROW)
    return painters, (_FIRST_TOP if len(pages) == 1 else _TOP) - below - 8


def _table_page(
    table: StatTable,
    grid: Grid,
    rows: Sequence[Sequence[str]],
    total: Sequence[str],
    first: int,
    sheet: Sheet,
) -> None:
    if first == 0:
        _heading(sheet, table)
    bottom = grid.draw(_FIRST_TOP if first == 0 else _TOP, rows, first=first + 1, total=total)
    if not table.rows:
        sheet.frame((_LEFT, bottom - _ROW, _WIDTH, _ROW))
        sheet.fitted((_LEFT, bottom - _ROW, _WIDTH, _ROW), table.empty, 10, name="说明", align="centre")


def _heading(sheet: Sheet, table: StatTable) -> None:
    sheet.fitted(
        (_LEFT, _TITLE_TOP - 24, _WIDTH, 26), table.title, 18, name="标题", align="centre", bold=True
    )
    third = _WIDTH / 3
    facts = (("单位", table.office), ("期间", table.period), ("统计日", table.as_of))
    for place, (name, text) in enumerate(facts):
        box = (_LEFT + third * place, _TITLE_TOP - 44, third, 16)
        sheet.fitted(box, said(name, text), 10, name=name, align=("left", "centre", "right")[place])
    made = (_LEFT, _TITLE_TOP - 60, _WIDTH * _MADE, 16.0)
    sheet.fitted(made, said("制表人", table.made_by), 10, name="制表人")
    data = (_LEFT + _WIDTH * _MADE, _TITLE_TOP - 60, _WIDTH * (1 - _MADE), 16.0)
    sheet.fitted(data, said("数据截止", table.data_at), 10, name="数据截止", align="right")
    filtered = (_LEFT, _TITLE_TOP - 77, _WIDTH, 16.0)
    sheet.fitted(filtered, said("条件", table.filtered), 10, name="条件")


def _words(flow: Flow, table: StatTable) -> None:
    if table.proof:
        flow.text(table.proof, 10, spacing=1.5, bold=True)
    if table.definitions:
        flow.text("口径：", 9.5, spacing=1.45)
    for place, sentence in enumerate(table.definitions, 1):
        flow.text(f"{place}．{sentence}", 9.5, spacing=1.4, indent=10)


def _charts(flow: Flow, charts: Sequence[StatChart]) -> None:
    """The charts line by line, the last together with the room to sign."""
    lines = _lines_of(charts)
    for place, line in enumerate(lines, 1):
        flow.keep(HEIGHT + _GAP + (_SIGN if place == len(lines) else 0))
        flow.place(HEIGHT + _GAP, partial(_line_of_charts, charts=line))


def _lines_of(charts: Sequence[StatChart]) -> list[tuple[StatChart, ...]]:
    """Small charts two in a line, others alone."""
    lines: list[tuple[StatChart, ...]] = []
    for chart in (part for one in charts for part in parts(one, _WIDTH)):
        beside = lines and len(lines[-1]) == 1 and _is_small(lines[-1][0]) and _is_small(chart)
        if beside:
            lines[-1] = (*lines[-1], chart)
        else:
            lines.append((chart,))
    return lines


def _is_small(chart: StatChart) -> bool:
    return len(chart.categories) * len(chart.series) <= _SMALL_BARS


def _line_of_charts(sheet: Sheet, top: float, *, charts: Sequence[StatChart]) -> None:
    width = (_WIDTH - 24) / 2 if _is_small(charts[0]) else _WIDTH
    for place, chart in enumerate(charts):
        box = (_LEFT + place * (width + 24), top - HEIGHT - _GAP / 2, width, HEIGHT)
        draw_chart(sheet, box, chart)


def _signatures(sheet: Sheet, top: float) -> None:
    for place, who in enumerate(("填表人", "审核人", "单位负责人（盖章）")):
        sheet.line(_LEFT + _WIDTH / 3 * place, top - 30, f"{who}：", 11)

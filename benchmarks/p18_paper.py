"""P18: a statistic of 10⁴ rows as PDF, against reportlab drawing the same cells and against 10³ rows.

The reference knows all positions and draws every text by itself and lines by `grid`, as a program would that
neither fits nor looks for characters that its font lacks.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from benchmarks.measure import pairs, row, seconds
from core.figures.stat import Kind, StatColumn, StatTable, cell_text
from core.files.fonts import find_fonts
from core.paper.figures_paper import render_stat
from core.paper.pdf_fonts import paper_font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Row

MANY, FEW = 10_000, 1_000
_ROWS, _HEIGHT, _LEFT, _WIDTH, _TOP = 26, 18.0, 36.0, 770.0, 548.0
_KINDS: tuple[Kind, ...] = ("text", "text", "text", "text", "int", "int", "int", "int", "percent", "text")
_NAMES = "陈何吴宋高罗梁郑谢韩"
_GIVEN = "亦静思佳子雨文可明若舟怡远宁墨桐博欣轩溪"


def rows() -> Iterator[Row]:
    """Two rows; seconds."""
    many, few = _table(MANY), _table(FEW)
    font = find_fonts().paper
    yield row(
        f"P18 PDF of {MANY} rows",
        pairs(lambda: seconds(lambda: render_stat(many, font)), lambda: seconds(lambda: _raw(many))),
        unit="s",
        against="reportlab canvas drawing the same",
        goal=1.4,
    )
    yield row(
        f"P18 PDF of {MANY} rows against {FEW}",
        pairs(
            lambda: seconds(lambda: render_stat(many, font)), lambda: seconds(lambda: render_stat(few, font))
        ),
        unit="s",
        against=f"the same of {FEW} rows",
        goal=11,
    )


def _table(count: int) -> StatTable:
    return StatTable(
        title="带教老师统计",
        office="武汉市卫生健康委员会",
        period="全部年度",
        filtered="名额：全部",
        as_of="2026-11-21",
        data_at="2026-11-21 09:00:00",
        made_by="制表人：何静　制表时间：2026-11-21 09:30:05",
        columns=tuple(StatColumn(f"第{place}列", kind) for place, kind in enumerate(_KINDS, 1)),
        rows=tuple(_row(at) for at in range(count)),
    )


def _row(at: int) -> tuple[str | int, ...]:
    name = _NAMES[at % 10] + _GIVEN[at // 10 % 20] + _GIVEN[at // 200 % 20]
    numbers = (at * 7 % 5, at * 3 % 9, at % 40, at, at * 13 % 1001)
    return (name, "副主任医师", f"武汉市第{at % 300}门诊部", "武昌区", *numbers, f"WC-2026-{at:05d}")


def _raw(table: StatTable) -> None:
    canvas = Canvas(io.BytesIO(), pagesize=landscape(A4), invariant=1)
    name, columns = paper_font(find_fonts().paper).name, len(_KINDS)
    edges = [_LEFT + _WIDTH / columns * place for place in range(columns + 1)]
    for start in range(0, len(table.rows), _ROWS):
        some = table.rows[start : start + _ROWS]
        canvas.grid(edges, [_TOP - _HEIGHT * place for place in range(len(some), -1, -1)])
        canvas.setFont(name, 10)
        for place, cells in enumerate(some, 1):
            for left, cell, kind in zip(edges, cells, _KINDS, strict=False):
                canvas.drawString(left + 4, _TOP - _HEIGHT * place + 5, cell_text(cell, kind))
        canvas.showPage()
    canvas.save()

"""A statistic as a table with charts, ready for paper, workbook and preview: every value is final.

A programme fills it from its figures, the writers (`figures_sheet`, `figures_paper`)
set it in Excel or PDF. Nothing here counts.
"""

from __future__ import annotations

from typing import Literal

from core.domain.values import Value

Kind = Literal["text", "int", "percent"]


class StatColumn(Value, frozen=True):
    """`width` is relative to the other columns; `percent` values are tenths of a percent."""

    title: str
    kind: Kind = "int"
    width: int = 10


class StatSeries(Value, frozen=True):
    """One colour of a chart: a name for the legend, one value per category."""

    name: str
    values: tuple[int, ...]


class StatChart(Value, frozen=True):
    """A bar chart; grouped bars of all series per category."""

    title: str
    categories: tuple[str, ...]
    series: tuple[StatSeries, ...]


StatCell = str | int | None
"""A text, a number (or tenths of a percent), or None for what cannot be said (「—」)."""


class StatTable(Value, frozen=True):
    """A whole statistic.

    `office` 单位, `period` 期间, `filtered` the filter in words, `as_of` 统计日, `data_at` 数据截止 and
    sync state, `made_by` 制表人 with time; `rows` and `total` have one cell per column (`total` empty when
    there is none); `definitions` are the sentences below the table, `proof` the line that total and detail
    agree; `empty` says why there are no rows.
    """

    title: str
    office: str
    period: str
    filtered: str
    as_of: str
    data_at: str
    made_by: str
    columns: tuple[StatColumn, ...]
    rows: tuple[tuple[StatCell, ...], ...]
    total: tuple[StatCell, ...] = ()
    charts: tuple[StatChart, ...] = ()
    definitions: tuple[str, ...] = ()
    proof: str = ""
    empty: str = "所选范围内没有数据。"


def cell_text(cell: StatCell, kind: Kind) -> str:
    """What a cell says on the screen and on paper: 1,234, 85.7%, —."""
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    return f"{cell // 10}.{cell % 10}%" if kind == "percent" else f"{cell:,}"

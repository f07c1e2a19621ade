"""The header of a list that people fill in with Excel: where it stands, and which column is which field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import Value
from core.imports.columns import Column
from core.imports.words import bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.files.workbooks import Cell
    from core.imports.columns import Layout

ROW_NUMBER, REASON = "原行号", "错误原因"
"""Columns that the file of failed rows has in front and at the end; an import passes them over."""
EXAMPLE = "示例"
"""A row whose first field begins with this word is the template's example."""
LOOKED_AT = 30
"""Rows in which the header is looked for: titles and notes may stand above it."""


class Header(Value, frozen=True):
    """What a row of headers is taken for: its number as Excel counts, the column of each field from 0."""

    row: int
    columns: dict[Column, int]
    missing: tuple[Column, ...] = ()
    double: tuple[Column, ...] = ()


def find_header(rows: Iterable[tuple[int, list[Cell]]], layout: Layout) -> Header | None:
    """Give the first row with all required headers, else the one with most of them (two at least)."""
    best: Header | None = None
    for number, cells in rows:
        if number > LOOKED_AT:
            break
        header = propose(number, cells, layout)
        if not header.missing:
            return header
        if len(header.columns) > max(1, len(best.columns) if best else 0):
            best = header
    return best


def propose(number: int, cells: list[Cell], layout: Layout) -> Header:
    """Propose a field for each cell of a row of headers, by the names that the columns have."""
    columns: dict[Column, int] = {}
    double = []
    for place, cell in enumerate(cells):
        field = layout.headers.get(bare(cell)) if isinstance(cell, str) and cell else None
        if field is not None and field in columns:
            double.append(field)
        elif field is not None:
            columns[field] = place
    missing = tuple(field for field in layout.required if field not in columns)
    return Header(number, columns, missing, tuple(double))


def missing_words(header: Header) -> str:
    """`“考核成绩”、“考核日期”`."""
    return "、".join(f"“{field.label}”" for field in header.missing)

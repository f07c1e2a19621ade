"""The columns of a list that people fill in with Excel: found by their names; what a cell says.

Shared by the lists that are imported (scores, the register).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.domain.values import Labelled, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.files.workbooks import Cell

ROW_NUMBER, REASON = "原行号", "错误原因"
"""Columns that the file of failed rows has in front and at the end; an import passes them over."""
EXAMPLE = "示例"
"""A row whose first field begins with this word is the template's example."""
LOOKED_AT = 30
"""Rows in which the header is looked for: titles and notes may stand above it."""
LOST_DIGITS = "身份证号是数字格式，Excel 只保留前 15 位，后几位已经丢失；请把该列设为“文本”格式后重新填写"
_SHOWN = 30


@dataclass(frozen=True)
class Layout:
    """A list: its fields in the order of the template, how people call them, which it cannot do without.

    `what` is the list in words (成绩数据). The first field holds the word of the example.
    """

    what: str
    fields: tuple[Labelled, ...]
    headers: Mapping[str, Labelled]
    required: tuple[Labelled, ...]

    def in_order(self, columns: Mapping[Labelled, int]) -> tuple[int, ...]:
        """The column of each field of the template, -1 where the file has none."""
        return tuple(columns.get(field, -1) for field in self.fields)


def headers_of(names: Mapping[Labelled, tuple[str, ...]]) -> dict[str, Labelled]:
    """The field by each of its names; `names` are those beside the label."""
    return {name: field for field, more in names.items() for name in (bare(field.label), *more)}


class Header(Value, frozen=True):
    """Where the header stands (row as Excel counts) and the column of each field, from 0."""

    row: int
    columns: dict[Labelled, int]
    missing: tuple[Labelled, ...] = ()
    double: tuple[Labelled, ...] = ()


def find_header(rows: Iterable[tuple[int, list[Cell]]], layout: Layout) -> Header | None:
    """Give the first row with all required headers, else the one with most of them (two at least)."""
    best: Header | None = None
    for number, cells in rows:
        if number > LOOKED_AT:
            break
        header = _header(number, cells, layout)
        if not header.missing:
            return header
        if len(header.columns) > max(1, len(best.columns) if best else 0):
            best = header
    return best


def _header(number: int, cells: list[Cell], layout: Layout) -> Header:
    columns: dict[Labelled, int] = {}
    double = []
    for place, cell in enumerate(cells):
        field = layout.headers.get(bare(cell)) if isinstance(cell, str) and cell else None
        if field is not None and field in columns:
            double.append(field)
        elif field is not None:
            columns[field] = place
    missing = tuple(field for field in layout.required if field not in columns)
    return Header(number, columns, missing, tuple(double))


def bare(text: str) -> str:
    """Without spaces, asterisks and what stands in brackets, in half-width form."""
    folded = re.sub(r"\([^)]*\)|\[[^]]*\]", "", unicodedata.normalize("NFKC", clean(text)))
    return re.sub(r"[\s*:：]+", "", folded)


def clean(text: str) -> str:
    """Without invisible signs, and without spaces at both ends; every space within is a plain one."""
    if text.isalnum():
        return text
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cf", "Cc")).strip()


def cell_text(cell: Cell) -> str:
    """What a cell says, as text: numbers as Excel shows them in the format 常规, days as 2026-11-08."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return f"{cell:.15g}" if abs(cell) < 1e11 else f"{cell:.0f}"
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def shown(text: str) -> str:
    """The text for a sentence: a cell may hold 32,767 signs."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def missing_words(header: Header) -> str:
    """`“考核成绩”、“考核日期”`."""
    return "、".join(f"“{field.label}”" for field in header.missing)

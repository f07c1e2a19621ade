"""The columns of a list of scores in Excel: their names as people write them, and what a cell says.

Used for the template, the import and the file of failed rows (product.md C4).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.domain.values import AssessmentResult, Labelled, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.files.workbooks import Cell

ROW_NUMBER, REASON = "原行号", "错误原因"
"""Columns that the file of failed rows has in front and at the end; an import passes them over."""
TEMPLATE_NAME = "考核成绩导入模板.xlsx"
EXAMPLE = "示例"
"""A row whose name begins with this word is the template's example."""
LOOKED_AT = 30
"""Rows in which the header is looked for: titles and notes may stand above it."""
_SERIALS = range(32874, 73051)
"""Excel's numbers of the days 1990-01-01 to 2099-12-31."""
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))"
    r"(?:[T ]?00:00(?::00(?:\.0+)?)?)?"
)


class Field(Labelled):
    """A column of the template; `label` is its header."""

    NAME = "name", "学生姓名"
    ID_NUMBER = "id_number", "身份证号"
    TYPE = "type", "考核类型"
    DAY = "day", "考核日期"
    SCORE = "score", "考核成绩"
    RESULT = "result", "考核结果"


FIELDS = tuple(Field)
REQUIRED = FIELDS[:-1]

_NAMES = {
    Field.NAME: ("姓名", "学员姓名", "考生姓名", "学生", "继承人姓名"),
    Field.ID_NUMBER: ("身份证号码", "身份证", "学生身份证号", "学生身份证号码", "证件号码", "公民身份号码"),
    Field.TYPE: ("考试类型", "类型", "考核类别", "考试类别"),
    Field.DAY: ("考试日期", "日期", "考核时间", "考试时间"),
    Field.SCORE: ("考试成绩", "成绩", "分数", "得分", "考核分数"),
    Field.RESULT: ("结果", "考试结果", "是否合格", "合格情况"),
}
HEADERS = {name: field for field in FIELDS for name in (field.label, *_NAMES[field])}

_RESULTS = {
    **dict.fromkeys(("合格", "通过", "及格"), AssessmentResult.PASS),
    **dict.fromkeys(("不合格", "未通过", "不通过", "不及格"), AssessmentResult.FAIL),
}


class Header(Value, frozen=True):
    """Where the header stands (row as Excel counts) and the column of each field, from 0."""

    row: int
    columns: dict[Field, int]
    double: tuple[Field, ...] = ()

    @property
    def missing(self) -> tuple[Field, ...]:
        return tuple(field for field in REQUIRED if field not in self.columns)


def find_header(rows: Iterable[tuple[int, list[Cell]]]) -> Header | None:
    """Give the first row with all required headers, else the one with most of them (two at least)."""
    best: Header | None = None
    for number, cells in rows:
        if number > LOOKED_AT:
            break
        header = _header(number, cells)
        if not header.missing:
            return header
        if len(header.columns) > max(1, len(best.columns) if best else 0):
            best = header
    return best


def _header(number: int, cells: list[Cell]) -> Header:
    columns: dict[Field, int] = {}
    double = []
    for place, cell in enumerate(cells):
        field = HEADERS.get(_bare(cell)) if isinstance(cell, str) and cell else None
        if field is not None and field in columns:
            double.append(field)
        elif field is not None:
            columns[field] = place
    return Header(number, columns, tuple(double))


def _bare(text: str) -> str:
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


def read_day(cell: Cell, since_1904: bool = False) -> date:
    """The day that a cell says: a date, its number in Excel, or text in a usual form.

    2026-11-08, 2026/11/8, 2026.11.8, 2026年11月8日, 20261108; full-width digits and spaces do not matter.
    KnownError DAY_EMPTY, DAY_FORM, DAY_IMPOSSIBLE.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        serial = int(cell) + 1462 * since_1904
        if cell == int(cell) and serial in _SERIALS:
            return date(1899, 12, 30) + timedelta(days=serial)
    return _day_of_text(cell_text(cell))


def _day_of_text(text: str) -> date:
    if not text:
        raise KnownError("DAY_EMPTY", "没有填写考核日期")
    folded = re.sub(r"\s*([-/.年月日号])\s*", r"\1", unicodedata.normalize("NFKC", text))
    found = _DAY.fullmatch(folded.strip())
    if found is None:
        raise KnownError("DAY_FORM", f"考核日期“{text}”无法识别，请写成 2026-11-08 的形式")
    year, *parts = (int(part) for part in found.groups() if part)
    try:
        return date(year, *parts)
    except ValueError:
        raise KnownError("DAY_IMPOSSIBLE", f"考核日期“{text}”不存在，请核对") from None


def read_result(text: str) -> AssessmentResult | None:
    """None when nothing is said; KnownError RESULT_UNKNOWN for another word."""
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not word:
        return None
    if word not in _RESULTS:
        raise KnownError("RESULT_UNKNOWN", f"考核结果“{text}”无法识别，请填写“合格”或“不合格”，或留空")
    return _RESULTS[word]


def missing_words(header: Header) -> str:
    """`“考核成绩”、“考核日期”`."""
    return "、".join(f"“{field.label}”" for field in header.missing)


def columns_in_order(columns: Mapping[Field, int]) -> tuple[int, ...]:
    """The column of each field of the template, -1 where the file has none."""
    return tuple(columns.get(field, -1) for field in FIELDS)

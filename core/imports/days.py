"""Days as people write them in a sheet: dates, their numbers, and many forms of text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.imports.words import cell_text, shown

if TYPE_CHECKING:
    from core.files.workbooks import Cell

SERIALS = range(18264, 73051)
"""Excel's numbers of the days 1950-01-01 to 2099-12-31."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = "'`´‘’“”\""
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_TIME = re.compile(r"(?<=[0-9日号])[T ]?\s*(?:上午|下午)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")
_BETWEEN = re.compile(r"(?<=[0-9])[\s,、\\]+(?=[0-9])")
_AROUND = re.compile(r"\s*([-/.年月日号])\s*")
_DAY = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})|([0-9]{2})([0-9]{2}))[日号.]?"
)
_DIGITS = {sign: number for number, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}
_IN_WORDS = re.compile(
    f"([{''.join(_DIGITS)}]{{4}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})[日号]?"
)
_FORM = "请写成 2026-11-08 的形式"


def read_day(cell: Cell, label: str, since_1904: bool = False) -> date:
    """The day that a cell says: a date, its number in Excel, or text in a usual form.

    2026-11-08, 2026/11/8, 2026.11.8, 2026、11、8, 2026年11月8日, 二〇二六年十一月八日, 20261108; full-width
    digits, long dashes, spaces, quotes, a weekday and a time of the day do not matter. Which of 8/11/2026 is
    the month, and which year 26 is, nobody can say: these are refused, as are months without a day.
    KnownError DAY_EMPTY, DAY_FORM, DAY_IMPOSSIBLE; `label` is what the sentence calls the day.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        serial = int(cell) + 1462 * since_1904
        if cell == int(cell) and serial in SERIALS:
            return date(1899, 12, 30) + timedelta(days=serial)
    return _day_of_text(cell_text(cell), label)


def _day_of_text(text: str, label: str) -> date:
    if not text:
        raise KnownError("DAY_EMPTY", f"没有填写{label}")
    parts = _parts(_folded(text))
    if parts is None:
        raise KnownError("DAY_FORM", f"{label}“{shown(text)}”{_why(text)}")
    try:
        return date(*parts)
    except ValueError:
        raise KnownError("DAY_IMPOSSIBLE", f"{label}“{shown(text)}”不存在，请核对") from None


def _folded(text: str) -> str:
    """With plain digits and signs, without what stands around the day."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip(_QUOTES + " ")
    folded = _WEEKDAY.sub("", _AROUND.sub(r"\1", folded)).strip()
    return _BETWEEN.sub("-", _TIME.sub("", folded)).strip()


def _parts(folded: str) -> tuple[int, int, int] | None:
    """Year, month and day; None for another form."""
    found = _DAY.fullmatch(folded)
    if found:
        year, month, day = (int(part) for part in found.groups() if part)
        return year, month, day
    words = _IN_WORDS.fullmatch(folded)
    if words:
        year = int("".join(str(_DIGITS[sign]) for sign in words[1]))
        return year, _number(words[2]), _number(words[3])
    return None


def _number(words: str) -> int:
    """十 is 10, 十一 is 11, 二十 is 20, 三十一 is 31; 0, which no day is, for anything else."""
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _why(text: str) -> str:
    """What is wrong with a text that is no day, and what to do."""
    if text.isdecimal() and len(text) == 5 and int(text) in SERIALS:
        return f"是 Excel 的日期数字，请把单元格设为“日期”格式，或{_FORM[1:]}"
    if re.fullmatch(r"[0-9]{4}[-/.年][0-9]{1,2}月?", _folded(text)):
        return f"没有写明是哪一日，{_FORM}"
    return f"无法识别，{_FORM}"

"""What the cells of a workbook say: texts as people write them, in one form for comparison."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.files.workbooks import Cell

LOST_DIGITS = "身份证号是数字格式，Excel 只保留前 15 位，后几位已经丢失；请把该列设为“文本”格式后重新填写"
_SHOWN = 30
_NOTHING = frozenset({"/", "\\", "无", "暂无", "没有", "不详", "空", "None", "NULL", "N/A", "#N/A"})
"""What people write in a cell that has nothing to say; so are dashes."""
_QUOTES = "'`‘’"
"""What stands before a number that was typed as text."""


def bare(text: str) -> str:
    """Without spaces, asterisks and what stands in brackets, in half-width form."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text
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


def squeezed(text: str) -> str:
    """Without any space, in half-width form."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def meant(text: str) -> str:
    """What a cell means to say; nothing for a stroke or a word that means so."""
    plain = text.strip(_QUOTES).strip()
    return "" if plain in _NOTHING or not plain.strip("-—–－/ ") else plain

"""Scores 成绩 as people type and read them; inside the program they are tenths of a point (G11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from core.apprenticeship.words.values import AssessmentResult
from core.domain.errors import KnownError

if TYPE_CHECKING:
    from core.apprenticeship.words.dictionaries import AssessmentType

HIGHEST = 1000
"""100 points, in tenths."""

_NUMBER = re.compile(r"([+-]?)0*([0-9]+)(?:\.([0-9]+?)0*)?")
_DIGITS_MAX = 12


def parse_score(text: str) -> int:
    """Give the tenths of `86`, `86.5`, `８６．５`; white space anywhere and zeros at the end do not matter.

    Raises `KnownError`: SCORE_EMPTY, SCORE_NOT_A_NUMBER (`九十`), SCORE_OUT_OF_RANGE (`-1`, `100.1`),
    SCORE_TOO_FINE (`86.55`).
    """
    plain = "".join(normalize("NFKC", text).split()).replace("。", ".").replace("\u2212", "-")
    if not plain:
        raise KnownError("SCORE_EMPTY", "请填写成绩。")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        shown = plain if len(plain) <= _DIGITS_MAX else f"{plain[:_DIGITS_MAX]}…"
        raise KnownError(
            "SCORE_NOT_A_NUMBER", f"成绩“{shown}”不是数字，请用阿拉伯数字填写，例如 86 或 86.5。"
        )
    sign, whole, fraction = found[1], found[2], (found[3] or "").rstrip("0")
    too_high = len(whole) > len("100") or int(whole) > 100 or (int(whole) == 100 and fraction)
    if too_high or (sign == "-" and (int(whole) or fraction)):
        raise KnownError("SCORE_OUT_OF_RANGE", "成绩应在 0 到 100 分之间，请核对。")
    if len(fraction) > 1:
        raise KnownError("SCORE_TOO_FINE", "成绩最多保留一位小数，例如 86.5。")
    return int(whole) * 10 + int(fraction or "0")


def score_text(tenths: int) -> str:
    """`86` or `86.5`."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def result_for(tenths: int, assessment_type: AssessmentType) -> AssessmentResult:
    """What the pass mark of the type makes of a score; the mark itself passes."""
    reached = tenths >= assessment_type.pass_mark * 10
    return AssessmentResult.PASS if reached else AssessmentResult.FAIL

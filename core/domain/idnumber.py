"""Resident identity numbers by GB 11643-1999 (rule G3): 18 characters, real date, ISO 7064 MOD 11-2.

Messages never contain the number or a part of it, so that they may be logged.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from core.domain.errors import KnownError
from core.domain.values import Sex, Value

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OLDEST_YEARS = 150

_PROVINCES = frozenset(
    {
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    }
)


class IdNumberError(KnownError):
    """The number is not one of GB 11643; `message` says why in one Chinese sentence."""


class IdNumber(Value, frozen=True):
    """A valid number: `area` six digits (GB/T 2260 at the time of issue), day of birth, sex."""

    number: str
    area: str
    born_on: date
    sex: Sex

    def __repr__(self) -> str:
        """Without the number: a repr ends up in logs."""
        return f"IdNumber(area={self.area!r})"


def normalise(text: str) -> str:
    """The number as stored: half-width (NFKC), no spaces, hyphens or invisible signs, x as X."""
    if text.isascii() and text.isalnum():
        return text.replace("x", "X")
    folded = unicodedata.normalize("NFKC", text)
    kept = (sign for sign in folded if not _is_filler(sign))
    # Once more: without what stood between them, signs may combine.
    return unicodedata.normalize("NFKC", "".join(kept).replace("x", "X"))


def _is_filler(sign: str) -> bool:
    return sign.isspace() or sign == "\N{MINUS SIGN}" or unicodedata.category(sign) in ("Pd", "Cf", "Cc")


def check_character(first17: str) -> str:
    """The 18th character of 17 digits, ISO 7064 MOD 11-2; ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("17 digits are needed")
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def parse_id_number(text: str, today: date) -> IdNumber:
    """What a number says, after `normalise`; IdNumberError with one code for each thing that can be wrong.

    Codes: ID_EMPTY, ID_OLD_15, ID_LENGTH, ID_CHARACTERS, ID_AREA, ID_DATE, ID_FUTURE, ID_TOO_OLD, ID_CHECK.
    """
    number = normalise(text)
    _check_shape(number)
    if not _known_area(number):
        raise IdNumberError("ID_AREA", "身份证号前六位不是有效的地区代码，请核对。")
    born_on = _born_on(number[6:14], today)
    if check_character(number[:17]) != number[17]:
        raise IdNumberError("ID_CHECK", "身份证号校验位不正确，请逐位核对。")
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdNumber(number=number, area=number[:6], born_on=born_on, sex=sex)


def _check_shape(number: str) -> None:
    if not number:
        raise IdNumberError("ID_EMPTY", "请填写身份证号。")
    if re.fullmatch(r"[0-9]{15}", number):
        raise IdNumberError("ID_OLD_15", "身份证号为 15 位的旧号码，已停用，请填写现行的 18 位号码。")
    if len(number) != 18:
        raise IdNumberError("ID_LENGTH", f"身份证号应为 18 位，现为 {len(number)} 位。")
    if not _SHAPE.fullmatch(number):
        raise IdNumberError("ID_CHARACTERS", "身份证号前 17 位应为数字，最后一位应为数字或 X。")


def _known_area(number: str) -> bool:
    """First two digits a province; 9 + province on a permanent residence card of a foreigner (since 2023)."""
    province = number[1:3] if number[0] == "9" else number[:2]
    return int(province) in _PROVINCES


def _born_on(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdNumberError("ID_DATE", _impossible(digits)) from None
    if born_on > today:
        raise IdNumberError("ID_FUTURE", "身份证号中的出生日期晚于今天，请核对。")
    if (today.year - born_on.year, today.month, today.day) > (_OLDEST_YEARS, born_on.month, born_on.day):
        raise IdNumberError("ID_TOO_OLD", f"身份证号中的出生日期早于 {_OLDEST_YEARS} 年前，请核对。")
    return born_on


def _impossible(digits: str) -> str:
    if digits[4:] == "0229":
        return "身份证号中的出生日期为 2 月 29 日，但该年不是闰年，请核对。"
    return "身份证号中的出生日期不存在，请核对。"

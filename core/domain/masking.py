"""Masking for the screen (A7) and redaction for logs (security.md section 5, row 23)."""

from __future__ import annotations

import re
import unicodedata

from core.domain.idnumber import normalise
from core.domain.phone import normalise_phone

REDACTED_ID = "[身份证号]"
REDACTED_PHONE = "[手机号]"

_STAR = "*"
_FEWEST_HIDDEN = 4


def mask_id_number(text: str) -> str:
    """`420106********1234`: front 6, back 4; shorter documents show a quarter at each end."""
    return _mask(normalise(text), 6, 4)


def mask_phone(text: str) -> str:
    """`138****5678`: front 3, back 4; shorter or odd input shows a quarter at each end."""
    return _mask(normalise_phone(text), 3, 4)


def _mask(text: str, front: int, back: int) -> str:
    if len(text) - front - back < _FEWEST_HIDDEN:
        front = back = len(text) // 4
    hidden = len(text) - front - back
    return text[:front] + _STAR * hidden + text[len(text) - back :]


# Between two digits people put spaces and hyphens of many kinds; letters around a number do not save it.
_GAP = "[ \\t\\-\u2010-\u2015\u2212]{0,2}"
_ID_18 = rf"[0-9](?:{_GAP}[0-9]){{16,}}(?:{_GAP}[Xx])?"
_ID_15 = r"(?<![0-9])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}(?![0-9])"
_ID = re.compile(f"{_ID_18}|{_ID_15}")
_PHONE = re.compile(rf"(?<![0-9])(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])")


def redact(text: str) -> str:
    """Text for a log: NFKC, invisible signs removed, id numbers and mobile phones replaced.

    Any run of 17 digits or more goes, and 15 digits that may be an old number: a mistyped number betrays a
    person as well. Rather one number too many.
    """
    folded = "".join(
        _digit(sign) for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    return _PHONE.sub(REDACTED_PHONE, _ID.sub(REDACTED_ID, folded))


def _digit(sign: str) -> str:
    """Digits of other scripts as 0-9."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)

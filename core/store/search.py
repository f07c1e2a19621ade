"""Search by characters, initials and numbers over FTS5 (performance.md P6).

The index holds no text, only tokens that this module makes; triggers call its functions by the names in
`FUNCTIONS`. Names and places: every character is a token of its own, so that a phrase of one, two or three
characters is found anywhere. Initials, readings and numbers are tokens with a letter in front that tells what
they are, found by their start; initials stand there from every letter on (`kcyz kyz kz`), so that a part is
found too. As names only give tokens of one letter, nothing mixes. What the functions give belongs
to the index: a change needs a new name here and a migration that builds the index anew.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_WORDS = 8
MAX_CHARACTERS = 64
_ASCII = re.compile(r"[a-z0-9]+")
_USUAL = re.compile(r"[a-z0-9\u4e00-\u9fa5]+")
_DIGITS = re.compile(r"[0-9]+x?")


def folded(text: str) -> str:
    """Half-width, lower case, compatibility forms resolved (NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def person_tokens(name: str | None, pinyin: str | None, id_number: str | None) -> str:
    """Tokens of a person: characters, initials, whole reading, id number with its last 4 and 6 characters."""
    syllables = folded(pinyin or "").split()
    initials = _plain("".join(one[:1] for one in syllables))
    tokens = _characters(name or "")
    tokens += ["k" + initials[start:] for start in range(len(initials))]
    if syllables:
        tokens.append("p" + _plain("".join(syllables)))
    number = _plain(id_number or "")
    if number:
        tokens += ["i" + number, "l" + number[-4:], "l" + number[-6:]]
    return " ".join(tokens)


def number_tokens(filing_no: str | None) -> str:
    """Tokens of a filing number: whole, from the year on, and its running number."""
    number = _plain(filing_no or "")
    if not number:
        return ""
    last = _plain((filing_no or "").rsplit("-", 1)[-1])
    tokens = ["n" + number, "m" + number.lstrip("abcdefghijklmnopqrstuvwxyz"), "s" + last]
    if last.startswith("0"):
        tokens.append("s" + last.lstrip("0"))
    return " ".join(tokens)


def applicant_tokens(
    name: str | None, pinyin: str | None, id_number: str | None, filing_no: str | None
) -> str:
    """Tokens of the column `applicant`: the one who applies and the filing number."""
    return f"{person_tokens(name, pinyin, id_number)} {number_tokens(filing_no)}"


@lru_cache(maxsize=2048)
def place_tokens(place: str | None) -> str:
    """Tokens of a place: its characters."""
    return " ".join(_characters(place or ""))


def words_tokens(name: str | None, number: str | None, filing_no: str | None, text: str | None) -> str:
    """Tokens of a message or a line of the log: who, a number (phone, id), filing number, all characters."""
    numbers = f"{person_tokens(name, '', number)} {number_tokens(filing_no)}"
    return f"{numbers} {' '.join(_characters(text or ''))}"


FUNCTIONS: dict[str, tuple[int, Callable[..., str]]] = {
    "search_applicant_1": (4, applicant_tokens),
    "search_person_1": (3, person_tokens),
    "search_place_1": (1, place_tokens),
    "search_words_1": (4, words_tokens),
}
"""SQL functions that the triggers of the search indexes call: name, number of arguments, function."""


def match(text: str, column: str = "") -> str | None:
    """Turn what a person typed into an FTS5 expression; None when nothing in it can be searched for.

    Words (between spaces) must all be found, each as characters, initials, reading or number. `column` is one
    of the index (`applicant` and `place` are read as what they are, any other as a person) or empty for any.
    Nothing of the text but letters and digits gets into the expression, and these only between quotation
    marks: it cannot break the syntax.
    """
    words = [word for word in folded(text[:MAX_CHARACTERS]).split() if _plain_letters(word)]
    if not words:
        return None
    readings = (_readings(_plain_letters(word), column) for word in words[:MAX_WORDS])
    found = " AND ".join(f"({' OR '.join(one)})" for one in readings)
    return f"{{{column}}} : ({found})" if column else found


def _readings(word: str, column: str) -> Iterator[str]:
    """All that a word may mean; only places have digits among their characters, and few of them."""
    if not _DIGITS.fullmatch(word) or (column != "applicant" and len(word) <= 4) or column == "place":
        yield f'"{" ".join(_characters(word))}"'
    if not _ASCII.fullmatch(word) or column == "place":
        return
    if word.isalpha():
        yield f'"k{word}"*'
        yield f'"p{word}"*'
    if not word[0].isdigit():
        yield f'"n{word}"*'
    if len(word) >= 4 and not word.isalpha():
        yield f'"i{word}"*'
    if _DIGITS.fullmatch(word):
        yield from _numbers(word)


def _numbers(word: str) -> Iterator[str]:
    if len(word) in (4, 6):
        yield f'"l{word}"'
    if len(word) >= 4:
        yield f'"m{word}"*'
    yield f'"s{word}"*'


def _characters(text: str) -> list[str]:
    if _USUAL.fullmatch(text):
        return list(text)
    return [_token(sign) for sign in _plain_letters(folded(text))]


def _token(sign: str) -> str:
    """The character itself where FTS5's tables (Unicode 6.1) surely know it as a letter, else its number."""
    if _ASCII.fullmatch(sign) or "\u4e00" <= sign <= "\u9fa5":
        return sign
    return f"u{ord(sign):x}"


def _plain(text: str) -> str:
    """Letters and digits of ASCII only, for numbers and readings."""
    return "".join(_ASCII.findall(folded(text)))


def _plain_letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())

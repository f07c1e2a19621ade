"""A line of a bureau's existing register 台账, as it is imported (issue of the register, product.md D8)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.apprenticeship.words.values import ApprenticeshipState, NotarisationData, StudentData, TeacherData
from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROWS_MAX = 100
"""Rows of one command."""
BYTES_MAX = 200_000
"""Bytes of one command's rows as JSON: with its envelope it fits into one push (sync.md rule 12)."""
_ROOM = BYTES_MAX - 1000
"""Bytes of rows in one command; their brackets and commas take little."""
IMPORTED_STATES = (
    ApprenticeshipState.ACTIVE,
    ApprenticeshipState.PASSED,
    ApprenticeshipState.DISSOLVED,
)
"""States that a register may know; a forced termination is the commission's alone (G9)."""
NUMBER_MAX = 60
"""Characters of a filing number."""
LEAP = 200
"""So far may a number lie above the one before it of the same year; more has to be confirmed."""

_NUMBER = re.compile(r"([A-Z]+)(-J)?-([0-9]{4})-([0-9]{1,6})")


class ImportedFiling(Value, frozen=True):
    """One apprenticeship of the register. Days are ISO texts.

    `filing_no` is kept as typed; empty, the centre gives one. `ended_on` is empty exactly while 在教.
    `row` is the line of the file, for sentences; `confirmed` the codes of the findings a person went past.
    """

    teacher: TeacherData
    student: StudentData
    notarisation: NotarisationData
    filed_on: str
    filing_no: str = ""
    state: ApprenticeshipState = ApprenticeshipState.ACTIVE
    ended_on: str = ""
    row: int = 0
    confirmed: tuple[str, ...] = ()


class OwnNumber(NamedTuple):
    """A filing number in the form that the centre gives: `WC-2026-0012`; `mark` is J for dissolutions."""

    prefix: str
    mark: str
    year: int
    number: int

    @property
    def text(self) -> str:
        return "-".join(filter(None, (self.prefix, self.mark, str(self.year), f"{self.number:04d}")))


def own_number(text: str) -> OwnNumber | None:
    """Read a number of the centre's form, however many zeros it has; None for any other form."""
    found = _NUMBER.fullmatch(folded_number(text))
    if found is None:
        return None
    return OwnNumber(found[1], (found[2] or "").lstrip("-"), int(found[3]), int(found[4]))


def number_key(text: str) -> str:
    """Give what two filing numbers have in common when they are the same number."""
    own = own_number(text)
    return own.text if own else folded_number(text)


def leaps(numbers: Iterable[int], highest: int) -> dict[int, int]:
    """Give the numbers of a year far above the one before, with that one; `highest` is in the store already.

    The counter follows the highest number: 20261 typed for 2026 would make 20262 the next one that is given.
    """
    found, before = {}, highest
    for number in sorted(set(numbers)):
        if number - before > LEAP:
            found[number] = before
        before = max(number, before)
    return found


def folded_number(text: str) -> str:
    """Half-width, without spaces, in capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def in_commands(entries: Iterable[ImportedFiling]) -> Iterator[tuple[ImportedFiling, ...]]:
    """Give rows as commands take them: few enough, small enough, those with a number of their own first.

    A number that the centre gives to one row can then never be the one that a later row has on paper.
    """
    part: list[ImportedFiling] = []
    size = 0
    for entry in sorted(entries, key=lambda one: not one.filing_no):
        more = len(msgspec.json.encode(entry)) + 1
        if part and (len(part) == ROWS_MAX or size + more > _ROOM):
            yield tuple(part)
            part, size = [], 0
        part.append(entry)
        size += more
    if part:
        yield tuple(part)

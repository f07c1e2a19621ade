"""A look at the XML of a sheet before its cells are read: its true extent, formulas and error cells.

Readers make a whole rectangle of cells out of a sheet: two cells far apart would need all the memory there
is. So the rectangle is known before. An ordinary sheet is recognised by a few searches over its bytes;
only one with something unusual is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from core.domain.values import Labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHUNK = 1024 * 1024
ORDINARY_ROWS, ORDINARY_COLUMNS = 199_999, 26

_ROOT = re.compile(rb"<worksheet[ >]")
_FORMULA = re.compile(rb"<f[\s/>]")
_FAR = re.compile(rb' r="(?:[A-Za-z]*(?:[2-9][0-9]{5}|[0-9]{7,})"|[A-Za-z]{2})')
"""A row from 200,000 on or a column beyond Z."""
_LOOSE = re.compile(rb'<c(?=[\s/>])(?![^>]*? r="[A-Za-z])')
"""A cell that does not say in the usual form where it is."""
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")


class Flaw(Labelled):
    """What a cell has instead of a value."""

    FORMULA = "formula", "公式"
    ERROR = "error", "错误值"
    MERGED = "merged", "合并单元格"


@dataclass(frozen=True, slots=True)
class Extent:
    """The rectangle from A1 that holds every cell with content; flaws by row (from 1) and column (from 0)."""

    rows: int
    columns: int
    flaws: Mapping[int, Mapping[int, Flaw]] = field(default_factory=dict)

    @property
    def area(self) -> int:
        return self.rows * self.columns


def extent_of(xml: bytes, stopped: Callable[[], bool]) -> Extent:
    """Give the extent of a sheet's XML; for an ordinary one the largest ordinary rectangle.

    Raises ExpatError for broken XML that had to be parsed; InterruptedError when stopped.
    """
    if _is_ordinary(xml):
        return Extent(ORDINARY_ROWS, ORDINARY_COLUMNS)
    return _Scanner().scan(xml, stopped)


def _is_ordinary(xml: bytes) -> bool:
    """Usual names and quotes, a reference in every cell, nothing far away, no formula, no error."""
    root = _ROOT.search(xml, 0, 4096)
    if root is None or xml.find(b"='", root.start()) >= 0 or b't="e"' in xml:
        return False
    return not (_FORMULA.search(xml) or _FAR.search(xml) or _LOOSE.search(xml))


class _Scanner:
    """Follows rows and cells; a row or cell without reference comes after the one before."""

    def __init__(self) -> None:
        self._row = 0
        self._column = -1
        self._rows = 0
        self._columns = 0
        self._in_cell = False
        self._error = False
        self._flaws: dict[int, dict[int, Flaw]] = {}

    def scan(self, xml: bytes, stopped: Callable[[], bool]) -> Extent:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        for start in range(0, len(xml), CHUNK):
            if stopped():
                raise InterruptedError
            parser.Parse(xml[start : start + CHUNK], False)
        parser.Parse(b"", True)
        return Extent(self._rows, self._columns, self._flaws)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = -1
        elif self._in_cell and name in ("v", "is", "f"):
            self._content(name)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self._in_cell = False

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            self._column += 1
        self._in_cell = True
        self._error = attributes.get("t") == "e"

    def _content(self, name: str) -> None:
        self._rows = max(self._rows, self._row)
        self._columns = max(self._columns, self._column + 1)
        if name == "f":
            self._flaws.setdefault(self._row, {})[self._column] = Flaw.FORMULA
        elif self._error:
            self._flaws.setdefault(self._row, {}).setdefault(self._column, Flaw.ERROR)


def column_number(letters: str) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is `A`, 26 is `AA`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

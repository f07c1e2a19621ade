"""Reads and judges a workbook by the description of an import, before anything is entered (C4, D8)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from core.domain.errors import KnownError
from core.files.workbooks import open_workbook
from core.imports.checked import REMEMBERED, CheckedList
from core.imports.importing import Problem, Row
from core.imports.rows import choose, groups, unread
from core.imports.words import LOST_DIGITS, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.files.workbooks import Cell
    from core.imports.checked import CheckedRow, GivenRow
    from core.imports.columns import Column, Reading
    from core.imports.importing import Against, Entry, ImportOf

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_WHOLE = 10**15
"""From here on Excel has lost digits of a number."""
_AS_TEXT = "请把该列设为“文本”格式后重新填写"


def check(
    of: ImportOf[Entry],
    path: Path,
    against: Against,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> CheckedList[Entry]:
    """Read and check a workbook. `progress(rows done, rows)`; blocks.

    WorkbookError for a file, a sheet or headers that cannot be used; KnownError STOPPED.
    """
    book = open_workbook(path, stopped)
    sheet, header = choose(book, of.layout)
    reader = Reader(of, against.dictionaries, sheet.since_1904)
    judge = of.judge(against)
    rows: list[CheckedRow[Entry]] = []
    notes: list[int] = []
    for some in groups(sheet, header, of.layout, progress, stopped, notes):
        rows += judge.rows([reader.read(given) for given in some])
    return CheckedList(sheet.name, tuple(judge.whole(rows)), unread(book, of.layout, sheet), tuple(notes))


class Reader:
    """Reads rows of one file; what many cells say was read once."""

    def __init__(self, of: ImportOf[Any], dictionaries: Dictionaries, since_1904: bool) -> None:
        self._fields = of.layout.fields
        self._handmade = of.handmade
        cells = [
            _Cells(field, field.about.reading(field, dictionaries, since_1904))
            for field in self._fields
            if field.about.reading is not None
        ]
        self._cells = [(one.place, one.known, one) for one in cells]
        self._texts = tuple(
            field for field in self._fields if field.about.reading is None and field.about.empty
        )

    def read(self, given: GivenRow) -> Row:
        """Read every cell; all that is wrong is told together."""
        cells, texts = given.cells, given.texts
        problems: list[Problem] = []
        if self._handmade:
            texts = tuple([meant(text) for text in texts])
            problems += _damages(self._fields, cells, texts)
        for field in self._texts:
            if not texts[field.place]:
                problems.append(Problem(field, field.about.empty))
        values: list[Any] = [*texts]
        for place, known, one in self._cells:
            cell = cells[place]
            found = known.get((cell.__class__, cell))
            values[place], wrong = found or one.read(cell, texts[place])
            if wrong:
                problems.append(wrong)
        return Row(given, values, problems)


class _Cells:
    """Reads the cells of one column; a file repeats few days, words and numbers, which are `known`."""

    __slots__ = ("_field", "_reading", "known", "place")

    def __init__(self, field: Column, reading: Reading) -> None:
        self.place = field.place
        self.known: dict[tuple[type, Cell], tuple[Any, Problem | None]] = {}
        self._field = field
        self._reading = reading

    def read(self, cell: Cell, text: str) -> tuple[Any, Problem | None]:
        """Give the value, or what is wrong."""
        found = self._anew(cell, text)
        if len(self.known) < REMEMBERED:
            self.known[cell.__class__, cell] = found
        return found

    def _anew(self, cell: Cell, text: str) -> tuple[Any, Problem | None]:
        about = self._field.about
        if not text:
            return about.blank, Problem(self._field, about.empty) if about.empty else None
        try:
            return self._reading(cell, text), None
        except KnownError as error:
            return None, Problem(self._field, error.message)


def _damages(fields: Sequence[Column], cells: Sequence[Cell], texts: Sequence[str]) -> Iterator[Problem]:
    """Numbers that lost digits, and texts that became a day (`2023-12` is typed, 2023-12-01 is kept)."""
    for field, cell, text in zip(fields, cells, texts, strict=True):
        if text and not field.about.is_day:
            told = _damage(field, cell, text)
            if told:
                yield Problem(field, told, damaged=True)


def _damage(field: Column, cell: Cell, text: str) -> str:
    if field.about.is_id_number:
        return f"{field.label.removesuffix('身份证号')}{LOST_DIGITS}" if _lost_digits(cell, text) else ""
    if isinstance(cell, (int, float)) and _lost_digits(cell, text):
        return f"{field.label}是数字格式，Excel 只保留前 15 位；{_AS_TEXT}"
    return f"{field.label}是日期格式，内容可能已被 Excel 改动；{_AS_TEXT}" if isinstance(cell, date) else ""


def _lost_digits(cell: Cell, text: str) -> bool:
    """Excel keeps 15 digits of a number; `4.20106E+17` is what such a cell shows and a copy of it says."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= _WHOLE
    return _SCIENTIFIC.fullmatch(text) is not None

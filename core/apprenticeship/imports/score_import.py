"""The check of a list of scores in Excel, row by row, before anything is entered (C4, G3, G10, G11).

Pure over the people it is given: `people(numbers)` looks up to `AT_ONCE` id numbers up at once. 100,000
rows take bounded memory: each keeps its six texts, and what it would enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.apprenticeship.imports.score_columns import LAYOUT
from core.apprenticeship.imports.score_judge import Judge
from core.apprenticeship.words.values import ScoreEntry
from core.domain.idnumber import normalise
from core.files.workbooks import open_workbook
from core.imports.checked import CheckedList, Verdict
from core.imports.rows import choose, groups, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from core.apprenticeship.imports.score_judge import ScoreRow
    from core.apprenticeship.lists.score_people import KnownPerson
    from core.domain.dictionaries import Dictionaries
    from core.imports.checked import GivenRow

ScoreList = CheckedList[ScoreEntry]


def check_scores(
    path: Path,
    people: Callable[[Sequence[str]], Mapping[str, KnownPerson]],
    dictionaries: Dictionaries,
    today: date,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> ScoreList:
    """Read and check a workbook. `progress(rows done, rows)`; blocks.

    WorkbookError for a file, a sheet or headers that cannot be used; KnownError STOPPED.
    """
    book = open_workbook(path, stopped)
    sheet, header = choose(book, LAYOUT)
    judge = Judge(dictionaries, today, sheet.since_1904)
    rows: list[ScoreRow] = []
    seen: dict[tuple[str, str], int] = {}
    notes: list[int] = []
    for some in groups(sheet, header, LAYOUT, progress, stopped, notes):
        for row in _check(some, people, judge):
            _add(rows, row, seen)
    return CheckedList(sheet.name, tuple(rows), unread(book, LAYOUT, sheet), tuple(notes))


def _check(
    rows: list[GivenRow], people: Callable[[Sequence[str]], Mapping[str, KnownPerson]], judge: Judge
) -> Iterator[ScoreRow]:
    numbers = [_number(row.texts[1]) for row in rows]
    known = people(sorted({number for number in numbers if number}))
    for row, number in zip(rows, numbers, strict=True):
        yield judge.row(row, number, known.get(number))


def _number(text: str) -> str:
    """The id number as stored; most are written so."""
    return text if len(text) == 18 and text.isascii() and text.isdecimal() else normalise(text)


def _add(rows: list[ScoreRow], row: ScoreRow, places: dict[tuple[str, str], int]) -> None:
    """Add a row. A student's second row of a type is refused, and with another content the first as well."""
    if row.entry is None:
        rows.append(row)
        return
    key = (row.entry.apprenticeship_id, row.entry.type)
    place = places.setdefault(key, len(rows))
    if place == len(rows):
        rows.append(row)
        return
    first = rows[place]
    same = first.entry == row.entry
    told = "内容相同，已保留前一行" if same else "但内容不同，请只保留正确的一行"
    rows.append(_wrong(row, f"与第 {first.number} 行是同一名学生的同一考核类型，{told}"))
    if not same and first.verdict is not Verdict.WRONG:
        reason = f"与第 {row.number} 行是同一名学生的同一考核类型，{told}"
        # The entry stays for the comparison with a third row; only the verdict says what is entered.
        rows[place] = replace(first, verdict=Verdict.WRONG, reason=reason)


def _wrong(row: ScoreRow, reason: str) -> ScoreRow:
    return replace(row, verdict=Verdict.WRONG, reason=reason, entry=None)

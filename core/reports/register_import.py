"""The check of a register in Excel, row by row, before anything is imported (G2-G4, G6).

Pure over what it is given: `learn(rows, known)` adds what a store knows of up to `AT_ONCE` rows. Rows count
for those behind them: seats, one apprenticeship at a time and duplicates hold within the file as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.domain.register import BYTES_MAX, ROWS_MAX, ImportedFiling
from core.domain.register_known import KnownRegister
from core.files.workbooks import open_workbook
from core.reports.register_columns import LAYOUT
from core.reports.register_judge import Judge, Reader
from core.reports.sheet_list import CheckedList
from core.reports.sheet_rows import choose, groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Parameters
    from core.reports.register_judge import RegisterRow

RegisterList = CheckedList[ImportedFiling]
_ROOM = BYTES_MAX - 1000
"""Bytes of rows in one command; their brackets and commas take little."""


def check_register(
    path: Path,
    learn: Callable[[Sequence[ImportedFiling], KnownRegister], None],
    bureau: str,
    dictionaries: Dictionaries,
    parameters: Parameters,
    today: date,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> RegisterList:
    """Read and check a workbook for a bureau. `progress(rows done, rows)`; blocks.

    WorkbookError for a file, a sheet or headers that cannot be used; KnownError STOPPED.
    """
    sheet, header = choose(open_workbook(path, stopped), LAYOUT)
    reader = Reader(dictionaries, bureau, today, sheet.since_1904)
    judge, known = Judge(parameters, dictionaries, today), KnownRegister()
    rows: list[RegisterRow] = []
    for some in groups(sheet, header, LAYOUT, progress, stopped):
        read = [reader.read(given) for given in some]
        learn([one.entry for one in read if one.entry is not None], known)
        rows += [judge.row(one, known) for one in read]
    return CheckedList(sheet.name, tuple(rows))


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

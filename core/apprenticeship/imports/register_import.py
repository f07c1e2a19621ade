"""The check of a register in Excel, row by row, before anything is imported (G2-G4, G6).

Pure over what it is given: `learn(rows, known)` adds what a store knows of up to `AT_ONCE` rows. Rows count
for those behind them: seats, one apprenticeship at a time and duplicates hold within the file as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.imports.register_columns import LAYOUT
from core.apprenticeship.imports.register_judge import Judge, Reader, confirm_leaps
from core.apprenticeship.words.register import ImportedFiling
from core.apprenticeship.words.register_known import KnownRegister
from core.files.workbooks import open_workbook
from core.imports.checked import CheckedList
from core.imports.rows import choose, groups, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from core.apprenticeship.imports.register_judge import RegisterRow
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Parameters

RegisterList = CheckedList[ImportedFiling]


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
    book = open_workbook(path, stopped)
    sheet, header = choose(book, LAYOUT)
    reader = Reader(dictionaries, bureau, today, sheet.since_1904)
    judge, known = Judge(parameters, dictionaries, today), KnownRegister()
    rows: list[RegisterRow] = []
    notes: list[int] = []
    for some in groups(sheet, header, LAYOUT, progress, stopped, notes):
        read = [reader.read(given) for given in some]
        learn([one.entry for one in read if one.entry is not None], known)
        rows += [judge.row(one, known) for one in read]
    rows = confirm_leaps(rows, known, dictionaries.district(bureau).prefix)
    return CheckedList(sheet.name, tuple(rows), unread(book, LAYOUT, sheet), tuple(notes))

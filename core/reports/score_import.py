"""The check of a list of scores in Excel, row by row, before anything is entered (C4, G3, G10, G11).

Pure over the people it is given: `people(numbers)` looks up to `AT_ONCE` id numbers up at once. 100,000
rows take bounded memory: each keeps its six texts, and what it would enter.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.domain.errors import KnownError
from core.domain.idnumber import normalise
from core.files.workbooks import MAX_COLUMNS, Flaw, WorkbookError, column_letters, open_workbook
from core.reports.score_columns import (
    EXAMPLE,
    FIELDS,
    Header,
    cell_text,
    columns_in_order,
    find_header,
    missing_words,
)
from core.reports.score_judge import REMEMBERED, Judge
from core.reports.score_list import CheckedList, CheckedRow, GivenRow, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.files.workbooks import Cell, Sheet, Workbook
    from core.store.queries.score_people import KnownPerson

AT_ONCE = 500
"""Rows that are looked up together."""


def check_scores(
    path: Path,
    people: Callable[[Sequence[str]], Mapping[str, KnownPerson]],
    dictionaries: Dictionaries,
    today: date,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stopped: Callable[[], bool] = bool,
) -> CheckedList:
    """Read and check a workbook. `progress(rows done, rows)`; blocks.

    WorkbookError for a file, a sheet or headers that cannot be used; KnownError STOPPED.
    """
    sheet, header = _choose(open_workbook(path, stopped))
    judge = Judge(dictionaries, today, sheet.since_1904)
    rows: list[CheckedRow] = []
    seen: dict[tuple[str, str], int] = {}
    for some in _in_groups(_given(sheet, header)):
        if stopped():
            raise KnownError("STOPPED", "已停止读取，没有导入任何数据。")
        for row in _check(some, people, judge):
            _add(rows, row, seen)
        progress(some[-1].number, sheet.height)
    if not rows:
        raise WorkbookError("WORKBOOK_NO_ROWS", f"表“{sheet.name}”的表头下面没有成绩数据，请填写后重新选择。")
    return CheckedList(sheet.name, tuple(rows))


def _choose(book: Workbook) -> tuple[Sheet, Header]:
    """Give the first visible sheet whose header is whole; else say what the best one lacks."""
    best: tuple[Sheet, Header] | None = None
    for name in book.sheets:
        sheet = book.sheet(name)
        header = find_header(sheet.rows())
        if header is None:
            continue
        if not header.missing and not header.double:
            return sheet, header
        if best is None or len(header.columns) > len(best[1].columns):
            best = sheet, header
    if best is None:
        raise WorkbookError(
            "WORKBOOK_NO_HEADER",
            "没有找到表头。请下载模板，把数据填在模板的表头（学生姓名、身份证号、考核类型……）下面。",
        )
    sheet, header = best
    if header.missing:
        raise WorkbookError(
            "WORKBOOK_HEADERS_MISSING",
            f"表“{sheet.name}”第 {header.row} 行的表头缺少 {missing_words(header)}，请按模板补上后重新选择。",
        )
    twice = "、".join(f"“{one.label}”" for one in header.double)
    raise WorkbookError(
        "WORKBOOK_HEADERS_DOUBLE",
        f"表“{sheet.name}”第 {header.row} 行的表头有重复的列：{twice}。请只保留一列后重新选择。",
    )


def _given(sheet: Sheet, header: Header) -> Iterator[GivenRow]:
    """Give the rows below the header that say something, without the template's example."""
    columns = columns_in_order(header.columns)
    pick, text_of = itemgetter(*columns), _Texts()
    # A file without a column of results takes the slower way.
    last = max(columns) if min(columns) >= 0 else MAX_COLUMNS
    for number, cells in sheet.rows():
        if number <= header.row or not (any(cells) or number in sheet.flaws):
            continue
        picked = pick(cells) if len(cells) > last else _picked(cells, columns)
        texts = tuple([one if one.__class__ is str and one.isalnum() else text_of(one) for one in picked])
        flaws = _flaw_words(sheet, number, columns) if number in sheet.flaws else ()
        if (any(texts) or flaws) and EXAMPLE not in texts[0][:4]:
            yield GivenRow(number, picked, texts, flaws)


def _picked(cells: list[Cell], columns: tuple[int, ...]) -> tuple[Cell, ...]:
    width = len(cells)
    return tuple(cells[place] if 0 <= place < width else "" for place in columns)


class _Texts:
    """What cells say; a file repeats few days, scores and words."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Cell], str] = {}

    def __call__(self, cell: Cell) -> str:
        key = (cell.__class__, cell)
        text = self._known.get(key)
        if text is None:
            text = cell_text(cell)
            if len(self._known) < REMEMBERED:
                self._known[key] = text
        return text


def _flaw_words(sheet: Sheet, number: int, columns: tuple[int, ...]) -> tuple[str, ...]:
    found = sheet.flaws[number]
    words = []
    for place, column in zip(FIELDS, columns, strict=True):
        flaw = found.get(column)
        if flaw is not None:
            words.append(
                _FLAW_WORDS[flaw].format(cell=f"{column_letters(column)}{number}", field=place.label)
            )
    return tuple(words)


_FLAW_WORDS = {
    Flaw.FORMULA: "{field}（单元格 {cell}）是公式，请改为直接填写的值",
    Flaw.ERROR: "{field}（单元格 {cell}）是错误值，请重新填写",
    Flaw.MERGED: "{field}（单元格 {cell}）是合并单元格，请取消合并后每行单独填写",
}


def _in_groups(rows: Iterator[GivenRow]) -> Iterator[list[GivenRow]]:
    group: list[GivenRow] = []
    for row in rows:
        group.append(row)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _check(
    rows: list[GivenRow], people: Callable[[Sequence[str]], Mapping[str, KnownPerson]], judge: Judge
) -> Iterator[CheckedRow]:
    numbers = [_number(row.texts[1]) for row in rows]
    known = people(sorted({number for number in numbers if number}))
    for row, number in zip(rows, numbers, strict=True):
        yield judge.row(row, number, known.get(number))


def _number(text: str) -> str:
    """The id number as stored; most are written so."""
    return text if len(text) == 18 and text.isascii() and text.isdecimal() else normalise(text)


def _add(rows: list[CheckedRow], row: CheckedRow, places: dict[tuple[str, str], int]) -> None:
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


def _wrong(row: CheckedRow, reason: str) -> CheckedRow:
    return replace(row, verdict=Verdict.WRONG, reason=reason, entry=None)

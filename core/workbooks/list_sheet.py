"""A list as a workbook (A6): any columns, any number of rows, in constant memory (performance.md P16).

Text is text and nothing else; id numbers, phones and filing numbers keep every digit. A list that is longer
than a sheet may be goes on in a further one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

from core.domain.values import Value
from core.files.saving import saving
from core.workbooks.sheet_book import (
    HEADER,
    INDENT,
    SheetHead,
    Styles,
    begin_sheet,
    cut,
    height_of,
    lines_of,
    look,
    plain,
    put_line,
    writing_book,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook  # type: ignore[import-untyped]

Kind = Literal["text", "int", "decimal", "date"]
Align = Literal["left", "center", "right"]
Given = str | int | None

ROWS_A_SHEET = 1_000_000
"""Excel has 1,048,576 rows; head and total stand in them as well."""
AT_ONCE = 500
"""Rows between two looks at whether it is still wanted."""
NUMBER_WIDTH = 7.0
NAME_SIGNS = 31
"""UTF-16 units of a sheet's name; Excel repairs a file with more."""
_PAGE = 80
"""Digits across a page; a list of few columns is widened to it, so that its title and filter have room."""
_FIRST_DAY = 61
"""1900-03-01; Excel takes 1900 for a leap year, and before that programs differ."""
NOTHING = "没有符合条件的记录。"
_NUMBERS = {"text": "@", "int": "#,##0_ ", "decimal": "#,##0.0_ ", "date": "yyyy-mm-dd"}
_FRACTION = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,4})?")
_EPOCH = date(1899, 12, 30).toordinal()


class SheetColumn(Value, frozen=True):
    """One column: `width` in digits; an `int`, `decimal` or `date` (ISO day) that is none stays a text."""

    title: str
    width: float = 14
    align: Align = "left"
    kind: Kind = "text"


def write_list(
    path: Path,
    head: SheetHead,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Given]],
    *,
    progress: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    written: Callable[[int], None] | None = None,
    part: Path | None = None,
    rows_a_sheet: int = ROWS_A_SHEET,
) -> int:
    """Write the rows as they come and give how many there were; 序号 goes before the first column.

    `progress(rows so far)` is called now and then, `stopped()` asked. `written(rows)` comes when all of it is
    written, before the file stands at `path`: what must be logged first is logged there. `part` as in
    `saving`. KnownError as `saving` raises, and `STOPPED`: nothing is left behind then, as after any error of
    the three.
    """
    with saving(path, part) as part:
        with writing_book(part, stopped) as book:
            writer = ListWriter(book, head, columns, rows_a_sheet)
            writer.add_all(rows, progress=progress, stopped=stopped)
        look(stopped)
        if written is not None:
            written(writer.count)
    return writer.count


class ListWriter:
    """Puts a list into a workbook, row by row; `name` is the first sheet's, the title's when empty."""

    def __init__(
        self,
        book: Workbook,
        head: SheetHead,
        columns: Sequence[SheetColumn],
        rows_a_sheet: int = ROWS_A_SHEET,
        *,
        name: str = "",
        styles: Styles | None = None,
    ) -> None:
        self.count = 0
        self._book, self._head, self._columns = book, head, _widened(columns)
        self._name = sheet_name(name or head.title)
        self._most = rows_a_sheet
        self._styles = styles or Styles(book)
        self._sheets = 0
        self._line = 0
        self._high = 1
        self._days: dict[str, int | None] = {}
        self._puts = tuple(self._put_for(column) for column in self._columns)
        self._numbered = self._styles.cell("0", "center")
        self._begin()

    def add_all(
        self,
        rows: Iterable[Sequence[Given]],
        *,
        progress: Callable[[int], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> None:
        """Write all rows and the line below them; the two are asked as in `write_list`."""
        look(stopped)
        for row in rows:
            if self.count % AT_ONCE == 0:
                look(stopped)
                if progress is not None:
                    progress(self.count)
            self.add(row)
        self.end()
        look(stopped)
        if progress is not None:
            progress(self.count)

    def add(self, row: Sequence[Given]) -> None:
        """Write one row, one cell for each column."""
        if self.count and self.count % self._most == 0:
            self._finish()
            self._say(self._line, f"本表写至第 {self.count:,} 条，以下转下一张工作表。")
            self._begin()
        self.count += 1
        line = self._line
        self._sheet.write_number(line, 0, self.count, self._numbered)
        for place, (put, cell) in enumerate(zip(self._puts, row, strict=True), 1):
            put(line, place, cell)
        if self._high > 1:
            # Not every program makes a row as high as its text.
            self._sheet.set_row(line, height_of(self._high))
            self._high = 1
        self._line += 1

    def end(self) -> None:
        """Write the line below the list: how many there are, or that there is nothing."""
        if not self.count:
            put_line(self._sheet, self._line, len(self._columns), NOTHING, self._styles.cell("@", "center"))
            self._line += 1
        else:
            self._finish()
        self._say(self._line, f"合计：{self.count:,} 条")

    def _finish(self) -> None:
        """A sheet is full, or the last one: its rows can be sorted, and no number is called a mistake."""
        last, columns = self._line - 1, len(self._columns)
        self._sheet.autofilter(HEADER, 0, last, columns)
        self._sheet.ignore_errors({"number_stored_as_text": xl_range(HEADER + 1, 1, last, columns)})

    def _say(self, line: int, text: str) -> None:
        put_line(self._sheet, line, len(self._columns), text, self._styles.cell("@", "left", bold=True))

    def _begin(self) -> None:
        self._sheets += 1
        more = f" ({self._sheets})" if self._sheets > 1 else ""
        self._sheet = self._book.add_worksheet(cut(self._name, NAME_SIGNS - len(more)) + more)
        title = f"{self._head.title}（续 {self._sheets}）" if more else self._head.title
        head = SheetHead(title, self._head.office, self._head.made, self._head.period, self._head.filtered)
        titles = ("序号", *(column.title for column in self._columns))
        widths = (NUMBER_WIDTH, *(column.width for column in self._columns))
        begin_sheet(self._sheet, self._styles, head, titles, widths)
        self._line = HEADER + 1

    def _put_for(self, column: SheetColumn) -> Callable[[int, int, Given], None]:
        """Give what writes a cell of a column."""
        words = self._styles.cell("@", column.align)
        numbers = self._styles.cell(_NUMBERS[column.kind], column.align)
        value: Callable[[str], float | None] = {"date": self._day, "decimal": _decimal}.get(
            column.kind, _whole
        )

        room = column.width - INDENT
        fits = room // 2

        def put_text(line: int, place: int, cell: Given) -> None:
            text = plain(cell) if isinstance(cell, str) else _text(cell)
            if len(text) > fits:
                self._high = max(self._high, lines_of(text, room))
            self._sheet.write_string(line, place, text, words)

        def put_number(line: int, place: int, cell: Given) -> None:
            found = value(cell) if isinstance(cell, str) else cell
            if found is None:
                put_text(line, place, cell)
            else:
                self._sheet.write_number(line, place, found, numbers)

        return put_text if column.kind == "text" else put_number

    def _day(self, text: str) -> int | None:
        """The number by which Excel keeps a day; a list has few different ones."""
        if text not in self._days:
            try:
                day = date.fromisoformat(text).toordinal() - _EPOCH
            except ValueError:
                day = 0
            self._days[text] = day if day >= _FIRST_DAY else None
        return self._days[text]


def _widened(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """The columns, broader where they would not fill a page."""
    scale = (_PAGE - NUMBER_WIDTH) / max(1.0, sum(column.width for column in columns))
    if scale <= 1:
        return tuple(columns)
    return tuple(replace(column, width=column.width * scale) for column in columns)


def sheet_name(text: str) -> str:
    """A name that Excel takes for a sheet."""
    kept = "".join("_" if sign in r"[]:*?/\'" else sign for sign in plain(text)).strip()
    return cut(kept, NAME_SIGNS).strip() or "列表"


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _whole(text: str) -> int | None:
    digits = text.replace(",", "")
    return (
        int(digits) if digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 16 else None
    )


def _decimal(text: str) -> float | None:
    digits = text.replace(",", "")
    return float(digits) if _FRACTION.fullmatch(digits) else None

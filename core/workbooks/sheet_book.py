"""What all our workbooks share: paper, head, styles, text that stays text, files that are whole or absent.

A4 landscape fit to the width, a merged title, who made it and from what, a frozen and repeated header row,
page numbers with operator and time on every page (design.md "Documents on paper"; security.md section 5, rows
5, 6 and 28).
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from math import ceil
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from core.domain.errors import KnownError
from core.domain.values import Value
from core.files.saving import spill_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MOST_SIGNS = 32_767
"""UTF-16 units of one cell; Excel calls a file with more damaged."""
HEADER = 3
"""Row of the column titles, counted from 0: title, who and when, and the filter stand above."""
LINE, HEAD_GROUND, BRAND, INK2 = "#C3CDCA", "#E3F1EE", "#14695B", "#5A6B67"
_FONT = {"font_name": "微软雅黑", "font_size": 10}
_A4 = 9
_FOOT_SIGNS = 100
"""Excel takes 255 signs for a foot, and a single & in it is a command."""
_LINE_HEIGHT = 13.5
_HIGHEST = 409.0
"""Excel has no higher rows, in points."""
INDENT = 1.5
"""Digits of a cell that its indent and its borders take."""
_STOPPED = "已停止导出，没有保存文件。"
WIDE, _WIDE_DIGITS = "\u2e7f", 1.9
"""Signs behind it are as wide as so many digits."""

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class SheetHead(Value, frozen=True):
    """What stands above a table and on every page.

    `office` 单位, `period` 期间, `made` 制表人 with time, `filtered` the filter in words; empty ones are left
    out.
    """

    title: str
    office: str
    made: str
    period: str = ""
    filtered: str = ""


@contextmanager
def writing_book(part: Path, stopped: Callable[[], bool] | None = None) -> Iterator[xlsxwriter.Workbook]:
    """Give a workbook in constant memory that is whole at `part` when the block ends without an error.

    `stopped` is asked while it is packed, and ends that with KnownError `STOPPED`. Use it within `saving`,
    which gives `part`, explains the OSErrors and removes what is left. The library's
    temporary files lie in `spill_of(part)`: nothing of the content is ever left elsewhere (security.md
    section 5, row 26).
    """
    folder = spill_of(part)
    folder.mkdir()
    options = {
        "constant_memory": True,
        "tmpdir": str(folder),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": _FONT,
    }
    with _Sink(part, stopped) as sink:
        book = xlsxwriter.Workbook(sink, options)
        # Only where a part of it is longer than 2 GiB; without, the library would refuse it.
        book.use_zip64()
        try:
            yield book
            book.close()
        except FileCreateError as error:
            # The library hides the fault of the disk in an exception of its own, which is no OSError.
            raise error.args[0] from None
        finally:
            for sheet in book.worksheets():
                # Windows does not delete what is open; a full disk has been told of already.
                for opened in (sheet.row_data_fh, sheet.fh):
                    with suppress(OSError, AttributeError):
                        opened.close()


class _Sink:
    """The file that the library packs into.

    After a fault it is closed at once, so that it can be deleted, and takes what comes later for nothing:
    the packer writes the end of its list once more when it is thrown away.
    """

    def __init__(self, part: Path, stopped: Callable[[], bool] | None) -> None:
        self._stopped = stopped
        self._file = part.open("xb")
        self._place = 0

    def __enter__(self) -> _Sink:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        if not self._file.closed:
            look(self._stopped)
            self._file.write(data)
        self._place += len(data)
        return len(data)

    def seek(self, place: int) -> int:
        if not self._file.closed:
            self._file.seek(place)
        self._place = place
        return place

    def tell(self) -> int:
        return self._place

    def flush(self) -> None:
        if not self._file.closed:
            self._file.flush()


def look(stopped: Callable[[], bool] | None) -> None:
    """Raise `STOPPED` when it is no longer wanted."""
    if stopped is not None and stopped():
        raise KnownError("STOPPED", _STOPPED)


def plain(text: str) -> str:
    """Text that no program takes for anything else: no control signs, no breaks, no longer than a cell.

    What begins with `= + - @` stays as it is: every cell is written as a string and formatted as text.
    """
    if text.isprintable() and len(text) <= MOST_SIGNS // 2 and not text.startswith("<r>"):
        return text
    cleaned = _UNSEEN.sub("", _BREAKS.sub(" ", text))
    if cleaned.startswith("<r>") and cleaned.endswith("</r>"):
        # XlsxWriter would put such a text into the file as markup of its own.
        cleaned += " "
    return _shortened(cleaned)


def _shortened(text: str) -> str:
    return text if _units(text) <= MOST_SIGNS else cut(text, MOST_SIGNS - 1) + "…"


def cut(text: str, most: int) -> str:
    """The beginning of a text, no longer than `most` as Excel counts: in UTF-16 units, no sign halved."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.note = book.add_format({"font_color": INK2, "text_wrap": True, "valign": "vcenter"})
        self.head = book.add_format(
            {
                "bold": True,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": HEAD_GROUND,
                **_BORDER,
            }
        )

    def cell(self, numbers: str, align: str, *, bold: bool = False) -> Any:
        """The format of a cell with thin borders; `numbers` is Excel's number format, `@` is text."""
        key = (numbers, align, bold)
        if key not in self._made:
            look = {"num_format": numbers, "align": align, "valign": "vcenter", "text_wrap": numbers == "@"}
            look["indent"] = 1 if align == "left" or (numbers == "@" and align == "right") else 0
            ground = {"bold": True, "bg_color": "#F4F6F5"} if bold else {}
            self._made[key] = self._book.add_format({**look, **ground, **_BORDER})
        return self._made[key]


_BORDER = {"border": 1, "border_color": LINE}


def begin_sheet(
    sheet: Any, styles: Styles, head: SheetHead, titles: Sequence[str], widths: Sequence[float]
) -> None:
    """Set paper, head and column titles; the first row of the table is `HEADER + 1`. Widths are in digits."""
    set_paper(sheet, head.made)
    sheet.repeat_rows(HEADER)
    sheet.freeze_panes(HEADER + 1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    last, room = len(titles) - 1, sum(widths)
    sheet.set_row(0, 30)
    put_line(sheet, 0, last, head.title, styles.title)
    made = "　".join(one for one in (said("单位", head.office), said("期间", head.period), head.made) if one)
    for row, text in ((1, made), (2, head.filtered)):
        sheet.set_row(row, height_of(lines_of(text, room)))
        put_line(sheet, row, last, text, styles.note)
    sheet.set_row(HEADER, 24)
    for column, title in enumerate(titles):
        sheet.write_string(HEADER, column, plain(title), styles.head)


def set_paper(sheet: Any, made: str) -> None:
    """A4 landscape, fit to the width, operator, time and page number on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer(f"&L&9{plain(made)[:_FOOT_SIGNS].replace('&', '&&')}&R&9第 &P 页，共 &N 页")


def put_line(sheet: Any, row: int, last: int, text: str, style: Any) -> None:
    """Write a text over all columns."""
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, plain(text), style)


def lines_of(text: str, room: float) -> int:
    """Lines that a text takes in `room` digits: merged cells do not grow by themselves."""
    wide = sum(sign > WIDE for sign in text)
    return max(1, ceil((len(text) + wide * (_WIDE_DIGITS - 1)) / max(room, 2)))


def height_of(lines: int) -> float:
    """Height of a row in points; what does not fit stands in the cell all the same."""
    return min(_LINE_HEIGHT * lines + 4, _HIGHEST)


def said(label: str, text: str) -> str:
    """`单位：武昌区卫生健康局`; nothing for nothing."""
    return f"{label}：{text}" if text and not text.startswith(label) else text

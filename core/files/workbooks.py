"""Reading a workbook that somebody else made: visible sheets, rows with their numbers, values as stored.

The package is taken apart and checked first (`packages`, `sheet_scan`); then calamine reads the cells, ten
times faster than openpyxl. A formula's last result is never taken for a value: its cell is named in
`Sheet.flaws`, and so are error cells and cells of a merged range.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from posixpath import join, normpath
from typing import TYPE_CHECKING, TypeVar
from xml.parsers.expat import ExpatError

import python_calamine
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml import ElementTree as SafeTree

from core.domain.errors import KnownError
from core.files.packages import SAVE_AS, WorkbookError, pack, read_parts
from core.files.sheet_scan import Extent, Flaw, column_letters, extent_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

__all__ = ["Cell", "Flaw", "Sheet", "Workbook", "WorkbookError", "column_letters", "open_workbook"]

T = TypeVar("T")
Cell = str | float | int | bool | date | time | timedelta
"""A value as stored; a date with its time is a datetime, which is a date too. Empty: the empty text."""

MAX_ROWS = 200_000
MAX_COLUMNS = 60
MAX_CELLS = 5_200_000
"""Cells of one rectangle: 32 bytes each while it is read."""
MAX_MERGED = 50_000
"""Cells of merged ranges in one sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Row numbers are those that Excel shows, columns count from 0 (A)."""

    name: str
    height: int
    since_1904: bool
    flaws: Mapping[int, Mapping[int, Flaw]]
    _cells: python_calamine.CalamineSheet

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Give row number and cells from column A on, top down; empty rows too."""
        start = self._cells.start
        before: list[Cell] = [""] * (start[1] if start else 0)
        for number, cells in enumerate(self._cells.iter_rows(), 1):
            yield number, [*before, *cells] if before else list(cells)


class Workbook:
    """An opened workbook; it lies in memory, the file is closed."""

    def __init__(
        self,
        book: python_calamine.CalamineWorkbook,
        extents: Mapping[str, Extent],
        since_1904: bool,
    ) -> None:
        """`extents` by name of the sheet."""
        self._book = book
        self._extents = extents
        self._since_1904 = since_1904
        visible = python_calamine.SheetVisibleEnum.Visible
        tables = python_calamine.SheetTypeEnum.WorkSheet
        self.sheets = tuple(
            one.name for one in book.sheets_metadata if one.visible == visible and one.typ == tables
        )
        """Names of the visible sheets in their order."""

    def sheet(self, name: str) -> Sheet:
        """Read a sheet; WorkbookError WORKBOOK_TOO_LONG, _TOO_WIDE, _DAMAGED."""
        cells = _guarded(lambda: self._book.get_sheet_by_name(name))
        end = cells.end or (-1, -1)
        if end[0] >= MAX_ROWS:
            raise WorkbookError(
                "WORKBOOK_TOO_LONG", f"表“{name}”超过 {MAX_ROWS:,} 行，一次无法导入。请分成几个文件。"
            )
        if end[1] >= MAX_COLUMNS:
            raise WorkbookError(
                "WORKBOOK_TOO_WIDE", f"表“{name}”超过 {MAX_COLUMNS} 列。请使用模板，不要增加列。"
            )
        extent = self._extents.get(name)
        flaws = {row: dict(some) for row, some in extent.flaws.items()} if extent else {}
        _add_merged(flaws, cells.merged_cell_ranges or [])
        return Sheet(name, end[0] + 1, self._since_1904, flaws, cells)


def _add_merged(
    flaws: dict[int, dict[int, Flaw]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in ranges) > MAX_MERGED:
        raise WorkbookError(
            "WORKBOOK_MERGED", "表中合并的单元格过多。请取消合并单元格，每行单独填写后再导入。"
        )
    for (top, left), (bottom, right) in ranges:
        for row in range(top + 1, bottom + 2):
            for column in range(left, right + 1):
                flaws.setdefault(row, {})[column] = Flaw.MERGED


def open_workbook(path: Path, stopped: Callable[[], bool] = bool) -> Workbook:
    """Open an .xlsx (or .xlsm: its macros are never looked at) of any producer.

    WorkbookError as in `packages.read_parts`, KnownError STOPPED once `stopped()` says so. Blocks, up to
    some seconds, without holding other threads up.
    """
    parts = read_parts(path, stopped)
    try:
        extents = {name: extent_of(xml, stopped) for name, xml in parts.items() if _is_sheet(xml)}
        names, since_1904 = _sheet_parts(parts)
    except InterruptedError:
        raise KnownError("STOPPED", "已停止读取，没有导入任何数据。") from None
    except (ExpatError, DefusedXmlException, SyntaxError, ValueError) as error:
        raise _damaged() from error
    if any(extent.area > MAX_CELLS for extent in extents.values()):
        raise WorkbookError(
            "WORKBOOK_TOO_LARGE",
            "工作簿里有一张表的范围过大（很远的行或列里还有内容）。请把数据复制到新下载的模板中再导入。",
        )
    folded = {name.lower(): extent for name, extent in extents.items()}
    by_sheet = {sheet: folded[part] for sheet, part in names.items() if part in folded}
    book = _guarded(lambda: python_calamine.load_workbook(pack(parts)))
    return Workbook(book, by_sheet, since_1904)


def _is_sheet(xml: bytes) -> bool:
    return b"sheetData" in xml


def _sheet_parts(parts: Mapping[str, bytes]) -> tuple[dict[str, str], bool]:
    """Give the part of each sheet (lower case) by the sheet's name, and whether days count from 1904."""
    folded = {name.lower(): xml for name, xml in parts.items()}
    place = next(
        (target for kind, target in _relations(folded, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    if place not in folded:
        raise ValueError("no workbook")
    root = SafeTree.fromstring(folded[place], forbid_dtd=True)
    targets = {key: target for key, (_, target) in _relations(folded, place).items()}
    names = {}
    since_1904 = False
    for element in root.iter():
        kind = _local(element.tag)
        if kind == "sheet":
            names[element.get("name", "")] = targets.get(_relation_of(element), "")
        elif kind == "workbookPr":
            since_1904 = element.get("date1904", "") in ("1", "true", "on")
    return names, since_1904


def _relations(parts: Mapping[str, bytes], of: str) -> dict[str, tuple[str, str]]:
    """Give kind and part (lower case) by id of what a part points to; the empty name is the package."""
    folder, _, name = of.rpartition("/")
    xml = parts.get(f"{folder}/_rels/{name}.rels".lstrip("/"))
    if xml is None:
        return {}
    found = {}
    for element in SafeTree.fromstring(xml, forbid_dtd=True):
        target = element.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else join(folder, target)
        found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], normpath(whole).lower())
    return found


def _relation_of(element: Element) -> str:
    return next((value for key, value in element.attrib.items() if _local(key) == "id"), "")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _guarded(work: Callable[[], T]) -> T:
    """Run the reader; whatever it says of a file it cannot read is one sentence."""
    try:
        return work()
    except python_calamine.CalamineError as error:
        raise _damaged() from error
    except BaseException as error:
        # The reader is a library of another language; its panics are not Exceptions.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged() from error


def _damaged() -> WorkbookError:
    return WorkbookError("WORKBOOK_DAMAGED", f"这个工作簿已损坏，无法读取。{SAVE_AS}")

"""P16: an Excel export of 10⁵ rows × 25 columns, styled, against XlsxWriter with the same cells.

The reference writes in constant memory what our file holds, cell by cell in the same formats, and knows it
all beforehand: no text is looked at, nothing is measured, nobody is told. Memory is the growth of the process
over its peak before the export, on Linux.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from benchmarks.measure import Pairs, first_value, pairs, python, row, seconds
from core.reports.list_sheet import SheetColumn, write_list
from core.reports.sheet_book import HEADER, SheetHead, Styles, begin_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Row

ROWS = 100_000
HEAD = SheetHead(
    "备案台账", "武昌区卫生健康局", "制表人：周敏　制表时间：2026-11-21 09:30:05", "全部", "条件：全部"
)
TEXTS, DAYS, COUNTS = 18, 3, 4
COLUMNS = (
    *(SheetColumn(f"文字{at}", 24) for at in range(TEXTS)),
    *(SheetColumn(f"日期{at}", 12, "center", "date") for at in range(DAYS)),
    *(SheetColumn(f"人数{at}", 8, "right", "int") for at in range(COUNTS)),
)
WORDS = ("WC-2026-0001", "陈亦舟", "420106********1234", "武昌区中医医院", "在教", "主任医师")


def rows() -> Iterator[Row]:
    """Two rows: seconds, and megabytes that the process grows by."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.xlsx")
        result = pairs(lambda: seconds(lambda: _ours(path)), lambda: seconds(lambda: _reference(path)))
        yield row(
            f"P16 export of {ROWS} rows x {len(COLUMNS)} columns",
            result,
            unit="s",
            against="XlsxWriter constant memory, same cells",
            goal=1.1,
        )
        yield row(
            "P16 memory of the export",
            Pairs(grown := _growth(path), 100.0, grown / 100.0, 1),
            unit="MB",
            against="100 MB",
            goal=1.0,
        )


def _cells() -> Iterator[tuple[str | int, ...]]:
    for at in range(ROWS):
        texts = (WORDS[(at + place) % len(WORDS)] for place in range(TEXTS))
        day = f"202{at % 7}-0{at % 9 + 1}-1{at % 10}"
        yield (*texts, *(day for _ in range(DAYS)), *(at + place for place in range(COUNTS)))


def _ours(path: Path) -> None:
    write_list(path, HEAD, COLUMNS, _cells(), progress=lambda _: None, stopped=lambda: False)


def _reference(path: Path) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        styles, sheet = Styles(book), book.add_worksheet("备案台账")
        titles, widths = [one.title for one in COLUMNS], [one.width for one in COLUMNS]
        begin_sheet(sheet, styles, HEAD, ["序号", *titles], [7, *widths])
        number, text = styles.cell("0", "center"), styles.cell("@", "left")
        day, count = styles.cell("yyyy-mm-dd", "center"), styles.cell("#,##0_ ", "right")
        epoch, days = date(1899, 12, 30).toordinal(), {}
        for line, cells in enumerate(_cells(), HEADER + 1):
            sheet.write_number(line, 0, line - HEADER, number)
            for place in range(TEXTS):
                sheet.write_string(line, place + 1, cells[place], text)
            for place in range(TEXTS, TEXTS + DAYS):
                said = cells[place]
                if said not in days:
                    days[said] = date.fromisoformat(str(said)).toordinal() - epoch
                sheet.write_number(line, place + 1, days[said], day)
            for place in range(TEXTS + DAYS, len(COLUMNS)):
                sheet.write_number(line, place + 1, cells[place], count)


def _growth(path: Path) -> float:
    """Megabytes, measured in a process of its own."""
    report = path.with_suffix(".txt")
    python("-m", "benchmarks.p16_export", path, report)
    return float(report.read_text(encoding="utf-8"))


def _measure(path: Path, report: Path) -> None:
    before = _peak()
    _ours(path)
    report.write_text(str(_peak() - before), encoding="utf-8")


def _peak() -> float:
    words = first_value("/proc/self/status", "VmHWM").split()
    return int(words[0]) / 1024 if words else 0.0


if __name__ == "__main__":
    _measure(Path(sys.argv[1]), Path(sys.argv[2]))

"""P16: an Excel export of 10⁵ rows × 25 columns, styled, against XlsxWriter with the same cells.

The reference writes in constant memory what our file holds, cell by cell in the same formats, and knows it
all beforehand: no text is looked at, nothing is measured, nobody is told. Memory is the growth of the process
over its peak before the export, on Linux. The window's stall is how much later than due the ticks of a timer
of 16 ms came while a lane exported and told its progress, as percentiles of all ticks; beside it the same of
a window at rest, which is the machine's own noise.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from benchmarks.measure import Pairs, first_value, pairs, python, row, seconds
from core.workbooks.list_sheet import SheetColumn, write_list
from core.workbooks.sheet_book import HEADER, SheetHead, Styles, begin_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
TICK = 0.016
STALLS = {"p50": 16, "p95": 16, "p99": 16, "max": 50}
"""Percentiles of the stall, and the milliseconds that each may be."""

WORDS = ("WC-2026-0001", "陈亦舟", "420106********1234", "武昌区中医医院", "在教", "主任医师")


def rows() -> Iterator[Row]:
    """Rows: seconds, megabytes that the process grows by, milliseconds that the window stalls."""
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
        yield from _stalls(path)


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
    return _child("growth", path)[0]


def _stalls(path: Path) -> Iterator[Row]:
    exporting, at_rest = _child("stalls", path), _child("rest", path)
    for name, limit in STALLS.items():
        ours, idle = _percentile(exporting, name), _percentile(at_rest, name)
        yield row(
            f"P16 window stall while exporting, {name}",
            Pairs(ours, limit, ours / limit, len(exporting)),
            unit="ms",
            against=f"{limit} ms; a window at rest {idle:.1f} ms",
            goal=1.0,
        )


def _percentile(values: list[float], name: str) -> float:
    ordered = sorted(values)
    return ordered[-1] if name == "max" else ordered[int(len(ordered) * int(name[1:]) / 100)]


def _child(what: str, path: Path) -> list[float]:
    """Figures that a process of its own measured."""
    report = path.with_suffix(".txt")
    python("-m", "benchmarks.p16_export", what, path, report)
    return [float(word) for word in report.read_text(encoding="utf-8").split()]


def _measured_growth(path: Path) -> list[float]:
    before = _peak()
    _ours(path)
    return [_peak() - before]


def _peak() -> float:
    words = first_value("/proc/self/status", "VmHWM").split()
    return int(words[0]) / 1024 if words else 0.0


def _measured_stalls(path: Path) -> list[float]:
    return _ticks(lambda: _ours(path))


def _at_rest(path: Path) -> list[float]:
    return _ticks(threading.Event().wait, at_most=10)


def _ticks(work: Callable[[], object], at_most: float = 60.0) -> list[float]:
    """Milliseconds by which each tick of a window came late while a thread works, a minute at most."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication, QProgressBar

    application = QApplication([])
    bar = QProgressBar()
    bar.setRange(0, 100)
    bar.show()
    thread = threading.Thread(target=work, daemon=True)
    late: list[float] = []
    begin = last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, now - last - TICK) * 1000)
        last = now
        bar.setValue(len(late) % 100)
        if not thread.is_alive() or now - begin > at_most:
            application.quit()

    timer = QTimer(bar, interval=int(TICK * 1000), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    thread.start()
    timer.start()
    application.exec()
    return late[1:]


MEASURES = {"growth": _measured_growth, "stalls": _measured_stalls, "rest": _at_rest}

if __name__ == "__main__":
    figures = MEASURES[sys.argv[1]](Path(sys.argv[2]))
    Path(sys.argv[3]).write_text(" ".join(map(str, figures)), encoding="utf-8")

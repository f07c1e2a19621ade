"""Printing: one page after another is drawn at the printer's resolution, on the papers' lane."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from core.domain.errors import KnownError
from desktop.views.papers.preview_pictures import page_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from core.files.pdf_pages import PdfPages
    from desktop.tasks import Lane

SHARPEST_DPI = 300
"""A page of A4 takes 35 MB then, and there is one at a time."""
POINTS = 72
NO_PAGES = "选择的范围里没有要打印的页，请重新选择页码。"
NOT_WRITTEN = (
    "打印到的文件没有写完，可能磁盘已满或文件夹不可用，打印没有完成。请换一个位置再打印，或另存为 PDF。"
)
FAILED = "打印机没有接收，打印没有完成。请检查打印机是否开机、有纸、已连接，再重新打印。"


class Printing(QObject):
    """One print at a time.

    `progressed(done, total)` after each sheet, `ended(sheets)` at the end, `stopped(sheets)` when it was
    stopped, `failed(KnownError)`.
    """

    progressed = Signal(int, int)
    ended = Signal(int)
    stopped = Signal(int)
    failed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._press: Press | None = None
        self._done = 0
        self._stopping = False

    def is_running(self) -> bool:
        return self._press is not None

    def begin(self, printer: QPrinter, pages: PdfPages, note: Callable[[], None]) -> None:
        """Print the pages, copies and order chosen. `note` logs before the first sheet."""
        if self._press is None:
            order = sheets(printer, pages.count)
            if not order:
                self.failed.emit(KnownError("NO_PAGES", NO_PAGES))
                return
            self._press = Press(printer, pages, order, note)
            self._done = 0
            self._stopping = False
            self.progressed.emit(0, self._press.total)
            self._next()

    def stop(self) -> None:
        """Stop after the sheet that is being drawn; what the printer has not begun is taken back."""
        press = self._press
        if press is not None and not self._stopping:
            self._stopping = True
            self._lane.run(press.abort, self._was_stopped, self._fail)

    def _next(self) -> None:
        press = self._press
        if press is None or self._stopping:
            return
        if self._done < press.total:
            self._lane.run(partial(press.draw, self._done), self._drawn, self._fail)
        else:
            self._lane.run(press.finish, self._finished, self._fail)

    def _drawn(self, _: object) -> None:
        press = self._press
        if press is not None:
            self._done += 1
            self.progressed.emit(self._done, press.total)
            self._next()

    def _finished(self, _: object) -> None:
        self._press = None
        self.ended.emit(self._done)

    def _was_stopped(self, _: object) -> None:
        self._press = None
        self.stopped.emit(self._done)

    def _fail(self, error: KnownError) -> None:
        press, self._press = self._press, None
        if press is not None:
            self._lane.run(press.abort)
            self.failed.emit(error)


class Press:
    """Draws on a printer; all of it runs on the lane, where Qt lets a painter work on a printer."""

    def __init__(
        self, printer: QPrinter, pages: PdfPages, order: tuple[int, ...], note: Callable[[], None]
    ) -> None:
        # The painter goes before its device when both are dropped.
        self._painter: QPainter | None = None
        self._printer = printer
        self._pages = pages
        self._order = order
        self._note = note

    @property
    def total(self) -> int:
        return len(self._order)

    def draw(self, number: int) -> None:
        """Draw one sheet. KnownError `PRINT_FAILED` when the printer does not take it."""
        place = self._order[number]
        if self._painter is None:
            self._note()
            take_a4(self._printer)
            self._turn(place)
            self._printer.setFullPage(True)
            painter = QPainter()
            if not painter.begin(self._printer):
                raise KnownError("PRINT_FAILED", FAILED)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._painter = painter
        else:
            self._turn(place)
            if not self._printer.newPage():
                raise KnownError("PRINT_FAILED", FAILED)
        dots = min(self._printer.resolution(), SHARPEST_DPI)
        image = page_image(self._pages, place, dots / POINTS)
        self._painter.drawImage(self._target(place), image)

    def finish(self) -> None:
        """Hand the document over to the printer."""
        painter, self._painter = self._painter, None
        if painter is not None and not painter.end():
            raise KnownError("PRINT_FAILED", FAILED)
        self._check_file()

    def _check_file(self) -> None:
        """Qt does not say that a file it printed to could not be written; half of one is taken away."""
        from PySide6.QtPrintSupport import QPrinter

        name = self._printer.outputFileName()
        as_pdf = self._printer.outputFormat() is QPrinter.OutputFormat.PdfFormat
        if name and as_pdf and not _ends_as_pdf(Path(name)):
            self._remove_file()
            raise KnownError("PRINT_FAILED", NOT_WRITTEN)

    def abort(self) -> None:
        """Take back what can be taken back; a file that was printed to goes."""
        painter, self._painter = self._painter, None
        if painter is None:
            return
        self._printer.abort()
        painter.end()
        self._remove_file()

    def _remove_file(self) -> None:
        target = Path(self._printer.outputFileName() or ".")
        with contextlib.suppress(OSError):  # What kept it from being written may keep it from going, too.
            if target.is_file():
                target.unlink()

    def _turn(self, place: int) -> None:
        """Upright or lying, as the page is."""
        width, height = self._pages.sizes[place]
        lying = width > height
        ways = QPageLayout.Orientation
        self._printer.setPageOrientation(ways.Landscape if lying else ways.Portrait)

    def _target(self, place: int) -> QRectF:
        """Where the page goes: in its true size in the middle of the sheet, smaller on smaller paper."""
        from PySide6.QtPrintSupport import QPrinter

        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        dots = self._printer.resolution() / POINTS
        width, height = (edge * dots for edge in self._pages.sizes[place])
        fit = min(1.0, paper.width() / width, paper.height() / height)
        width, height = width * fit, height * fit
        return QRectF((paper.width() - width) / 2, (paper.height() - height) / 2, width, height)


def _ends_as_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - 64))
            return b"%%EOF" in stream.read(64)
    except OSError:
        return False


def take_a4(printer: QPrinter) -> None:
    """A4 where the printer stands on the paper of North America, which no bureau has in its tray.

    Many printers are delivered so, and some put it back when they are chosen. Any other paper was meant.
    """
    size = QPageSize.PageSizeId
    if printer.pageLayout().pageSize().id() in (size.Letter, size.Legal, size.Executive, size.Ledger):
        printer.setPageSize(QPageSize(size.A4))


def sheets(printer: QPrinter, count: int) -> tuple[int, ...]:
    """The pages (from 0) as the sheets come out; copies are made here where the printer makes none."""
    from PySide6.QtPrintSupport import QPrinter

    places = list(range(count))
    if printer.printRange() is QPrinter.PrintRange.PageRange and not printer.pageRanges().isEmpty():
        places = [place for place in places if printer.pageRanges().contains(place + 1)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        places.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return tuple(places * copies)
    return tuple(place for place in places for _ in range(copies))

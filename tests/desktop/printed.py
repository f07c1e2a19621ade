"""Helpers of the tests of printing: papers of many pages, ports without a program, PDFs read back."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypdfium2 import PdfDocument
from PySide6.QtPrintSupport import QPrinter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from core.files.pdf_pages import PDFIUM
from core.paper.pdf import Rendered
from desktop.views.papers.jobs import save_paper
from desktop.views.papers.paper_ports import PaperJob, PaperPorts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.domain.errors import KnownError
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.papers.paper_ports import Steps

UPRIGHT, LYING = A4, landscape(A4)


def pdf(*sizes: tuple[float, float], word: str = "page") -> bytes:
    """Pages with their number on them."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, size in enumerate(sizes, 1):
        canvas.setPageSize(size)
        canvas.setFont("Helvetica", 40)
        canvas.drawString(72, size[1] - 120, f"{word} {number}")
        canvas.setFillGray(0.6)
        canvas.rect(36, 36, size[0] - 72, 60, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def rendered(data: bytes, missing: tuple[str, ...] = (), *, substituted: bool = False) -> Rendered:
    return Rendered(data, missing, (), "WenQuanYi Zen Hei", substituted)


@dataclass
class Desk:
    """Ports over a folder; `notes` is the log, `trouble` is raised when a paper is saved."""

    lane: Lane
    prompts: Prompter
    notes: list[tuple[str, str]] = field(default_factory=list)
    trouble: KnownError | None = None

    def ports(self) -> PaperPorts:
        return PaperPorts(self.lane, self.prompts, self.note, self.save)

    def note(self, act: str, subject: str) -> None:
        self.notes.append((act, subject))

    def save(self, path: str, data: bytes) -> None:
        if self.trouble is not None:
            raise self.trouble
        save_paper(path, data)


def job(
    make: Callable[[], Rendered],
    *,
    full: Callable[[str], Rendered] | None = None,
    steps: Steps | None = None,
) -> PaperJob:
    return PaperJob("备案表 WC-2026-0001", "备案表.pdf", make, "print_form", "WC-2026-0001", full, steps)


def file_printer(path: Path, dpi: int = 150) -> QPrinter:
    """A printer that writes what it gets into a PDF."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(dpi)
    return printer


def read_sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of the pages in points."""
    with PDFIUM, PdfDocument(path.read_bytes()) as document:
        sizes = [document.get_page_size(place) for place in range(len(document))]
    return [(round(width), round(height)) for width, height in sizes]


def read_text(data: bytes) -> str:
    """All text of a PDF, without line breaks and spaces."""
    return "".join("".join(read_pages(data)).split())


def read_pages(data: bytes) -> list[str]:
    """The text of each page; a lane may be drawing pages meanwhile."""
    words = []
    with PDFIUM, PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            words.append(text.get_text_bounded())
            text.close()
            page.close()
    return words

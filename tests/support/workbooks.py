"""Workbooks as tests look at them: read back, dumped, opened by another program."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2 as pdfium
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


def dump(path: Path) -> list[str]:
    """What a workbook holds and how it looks: sheets, print set-up, cells with type and style."""
    lines = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        setup, page = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        lines += [
            f"[{sheet.title}] freeze {sheet.freeze_panes} repeat {sheet.print_title_rows}"
            f" filter {sheet.auto_filter.ref} charts {len(sheet._charts)}",
            f"paper {setup.paperSize} {setup.orientation} fit {page is not None and page.fitToPage}"
            f" {setup.fitToWidth}x{setup.fitToHeight}",
            f"footer {sheet.oddFooter.left.text} | {sheet.oddFooter.right.text}",
            f"merged {' '.join(sorted(str(one) for one in sheet.merged_cells.ranges))}",
        ]
        lines += cells(sheet)
    return lines


def cells(sheet: Worksheet) -> list[str]:
    """The cells that hold something: place, type, number format, alignment, weight, border, value."""
    found = []
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                bold, line = "b" if cell.font.b else "-", cell.border.left.style or "none"
                found.append(
                    f"{cell.coordinate} {cell.data_type} {cell.number_format}"
                    f" {cell.alignment.horizontal} {bold} {line} {cell.value}"
                )
    return found


def converted(path: Path) -> pdfium.PdfDocument:
    """Open a workbook in LibreOffice and print it; skips where the program is not installed."""
    return pdfium.PdfDocument(office(path, "pdf", path.parent).read_bytes())


def office(source: Path, kind: str, folder: Path) -> Path:
    """Save a file in another format with LibreOffice; skips where the program is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = source.parent / "office-profile"
    words = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*words, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=240
    )
    return folder / f"{source.stem}.{kind}"


def text_of(document: pdfium.PdfDocument) -> list[str]:
    """The text of each page."""
    return [document[place].get_textpage().get_text_bounded() for place in range(len(document))]

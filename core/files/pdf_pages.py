"""Pictures of the pages of a PDF, for the preview and the printer: in memory only, one page at a time.

PDFium is not made for several threads at once, so every call takes one lock of the whole process; a lane that
draws pages is still the right place, as a page takes tens of milliseconds.
"""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

MOST_PIXELS = 40_000_000
"""No picture is larger (security.md section 5, row 1): A4 at 300 dpi has 8.7 million."""
PDFIUM = threading.RLock()
"""Held by whoever calls PDFium; taken again by its own thread when a document is collected meanwhile."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """`data` has three bytes (red, green, blue) for each of `width` × `height` pixels, lines of `stride`."""

    width: int
    height: int
    stride: int
    data: bytes


class PdfPages:
    """The pages of one PDF. `sizes` are width and height in points (1/72 inch).

    Raises KnownError `PDF_BROKEN` for bytes that are no readable PDF and for a page that cannot be drawn.
    """

    def __init__(self, data: bytes) -> None:
        from pypdfium2 import PdfDocument, PdfiumError

        self._document: PdfDocument | None = None
        with PDFIUM:
            try:
                self._document = PdfDocument(data)
                self.sizes: tuple[tuple[float, float], ...] = tuple(
                    self._document.get_page_size(place) for place in range(len(self._document))
                )
            except PdfiumError as error:
                raise _broken() from error
        if not self.sizes:
            self.close()
            raise _broken()

    @property
    def count(self) -> int:
        return len(self.sizes)

    def picture(self, place: int, scale: float) -> PagePicture:
        """Draw a page (from 0) with `scale` pixels per point; smaller beyond `MOST_PIXELS`."""
        from pypdfium2 import PdfiumError

        width, height = self.sizes[place]
        scale = min(scale, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        with PDFIUM:
            if self._document is None:
                raise _broken()
            try:
                with (
                    closing(self._document[place]) as page,
                    closing(page.render(scale=scale, rev_byteorder=True)) as bitmap,
                ):
                    return PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            except PdfiumError as error:
                raise _broken() from error

    def close(self) -> None:
        """Give the memory back; nothing can be drawn afterwards."""
        with PDFIUM:
            if self._document is not None:
                self._document.close()
                self._document = None

    def __del__(self) -> None:
        # Whichever thread drops the last reference: PDFium frees memory under the lock too.
        self.close()


def _broken() -> KnownError:
    return KnownError("PDF_BROKEN", "这份文件已损坏或不是 PDF，不能预览和打印。请重新生成后再试。")

"""Pictures of the pages that are looked at: drawn on the papers' lane, few of them kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.files.pdf_pages import PdfPages
    from core.paper.pdf import Rendered
    from desktop.tasks import Lane

BUDGET = 48 * 1024 * 1024
"""Bytes of drawn pages that are kept; those on the screen always are."""
SHARPEST = 5.0
"""Pixels per point: 360 dpi, more than any screen shows."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document with its pages."""

    rendered: Rendered
    pages: PdfPages


class PagePictures(QObject):
    """`came(place)` when a page was drawn, `failed(KnownError)` when it could not be.

    `want(places, scale)` names what is on the screen, the most wanted first; one page is drawn at a time, so
    that pages scrolled past are never drawn.
    """

    came = Signal(int)
    failed = Signal(object)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._pages: PdfPages | None = None
        self._kept: dict[int, tuple[float, QImage]] = {}
        self._wanted: tuple[int, ...] = ()
        self._scale = 1.0
        self._running = False
        self._broken: set[int] = set()

    def show(self, pages: PdfPages | None) -> None:
        """Another document, or none."""
        self._pages = pages
        self._kept = {}
        self._wanted = ()
        self._broken = set()

    def want(self, places: Sequence[int], scale: float) -> None:
        """These pages are on the screen, at `scale` pixels per point."""
        self._wanted = tuple(places)
        self._scale = min(scale, SHARPEST)
        self._pump()

    def picture(self, place: int) -> QImage | None:
        """The page as far as it is drawn, perhaps in another size."""
        kept = self._kept.get(place)
        return kept[1] if kept else None

    def drawn(self) -> int:
        """How many pages are kept."""
        return len(self._kept)

    def is_running(self) -> bool:
        """Whether a page is being drawn now."""
        return self._running

    def is_broken(self, place: int) -> bool:
        """Whether this page could not be drawn."""
        return place in self._broken

    def _pump(self) -> None:
        pages = self._pages
        if self._running or pages is None:
            return
        place = next((one for one in self._wanted if self._lacks(one)), None)
        if place is not None:
            self._running = True
            work = partial(_draw, pages, place, self._scale)
            self._lane.run(work, self._came, self._failed)

    def _lacks(self, place: int) -> bool:
        kept = self._kept.get(place)
        return place not in self._broken and (kept is None or kept[0] != self._scale)

    def _came(self, drawn: tuple[PdfPages, int, float, QImage | None]) -> None:
        self._running = False
        pages, place, scale, image = drawn
        if pages is self._pages:
            if image is None:
                self._broken.add(place)
            else:
                self._kept.pop(place, None)
                self._kept[place] = (scale, image)
                self._trim()
            self.came.emit(place)
        self._pump()

    def _failed(self, error: KnownError) -> None:
        """A bug while drawing; the next page is asked for when somebody scrolls."""
        self._running = False
        self.failed.emit(error)

    def _trim(self) -> None:
        used = sum(image.sizeInBytes() for _, image in self._kept.values())
        for place in tuple(self._kept):
            if used <= BUDGET:
                return
            if place not in self._wanted:
                used -= self._kept.pop(place)[1].sizeInBytes()


def _draw(pages: PdfPages, place: int, scale: float) -> tuple[PdfPages, int, float, QImage | None]:
    """Runs on the lane; no picture for a page that is damaged."""
    try:
        return pages, place, scale, page_image(pages, place, scale)
    except KnownError:
        return pages, place, scale, None


def page_image(pages: PdfPages, place: int, scale: float) -> QImage:
    """Draw a page; the image owns its bytes."""
    made = pages.picture(place, scale)
    image = QImage(made.data, made.width, made.height, made.stride, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)

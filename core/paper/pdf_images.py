"""Pictures on a page of a PDF: the bytes of a JPEG as they are, turned by the page, never encoded anew."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfdoc import PDFImageXObject  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from core.files.print_images import PrintImage
    from core.paper.pdf import Box, Sheet

_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""By the EXIF orientation: how the unit square of the stored picture lies in that of the page."""


class _Jpeg(PDFImageXObject):  # type: ignore[misc]
    """A picture whose stream is the JPEG itself."""

    def __init__(self, name: str, image: PrintImage) -> None:
        super().__init__(name)
        self.width, self.height = image.width, image.height
        self.bitsPerComponent = 8
        self.colorSpace = "DeviceGray" if image.grey else "DeviceRGB"
        self._filters = ("DCTDecode",)
        self.streamContent = image.data

    def format(self, document: object) -> bytes:
        """Written once and then let go of: a packet of scans need not lie in memory twice."""
        made: bytes = super().format(document)
        self.streamContent = b""
        return made


def place_image(sheet: Sheet, box: Box, image: PrintImage) -> Box:
    """Draws the picture as large as the box allows, in its middle; gives the part that it takes."""
    left, bottom, width, height = box
    across, up = image.width, image.height
    if image.orientation >= 5:
        across, up = up, across
    scale = min(width / across, height / up)
    place = (
        left + (width - across * scale) / 2,
        bottom + (height - up * scale) / 2,
        across * scale,
        up * scale,
    )
    canvas = sheet.canvas
    name = _embedded(sheet, image)
    canvas.saveState()
    canvas.translate(place[0], place[1])
    canvas.scale(place[2], place[3])
    canvas.transform(*_TURNS[image.orientation])
    canvas.doForm(name)
    canvas.restoreState()
    return place


def _embedded(sheet: Sheet, image: PrintImage) -> str:
    """The name of the picture in the document; the same picture is kept once."""
    name = hashlib.sha256(image.data).hexdigest()[:32]
    document = sheet.canvas._doc
    registered = document.getXObjectName(name)
    if registered not in document.idToObject:
        picture = _Jpeg(name, image)
        sheet.canvas._setXObjects(picture)
        document.Reference(picture, registered)
        document.addForm(name, picture)
    return name

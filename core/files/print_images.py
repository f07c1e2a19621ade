"""Pictures for a PDF: a JPEG goes in as it is, anything else becomes one.

The pixels of a JPEG are not touched, so that what is printed is what was kept; only a CMYK one, whose colours
every program reads differently, and a PNG are encoded anew.
"""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image

from core.files.containers import open_container
from core.files.images import MAX_LONG_SIDE, inspect_image, thumbnail


class PrintImage(NamedTuple):
    """A JPEG of 8 bits to a colour; width and height in pixels as stored, `grey` has one colour only.

    `orientation` is the EXIF one (1 to 8): how it has to be turned for looking at it.
    """

    data: bytes
    width: int
    height: int
    grey: bool
    orientation: int


def print_image(data: bytes) -> PrintImage:
    """A picture ready for embedding, without metadata; raises `ImageRefused` when it is none.

    A watermarked copy has no metadata: its bytes, and so its SHA-256, are the same inside the PDF.
    """
    inspect_image(data)
    container = open_container(data)
    mode = Image.open(io.BytesIO(data), formats=("JPEG", "PNG")).mode
    if container is not None and container.media_type == "image/jpeg" and mode in ("RGB", "L"):
        bare = container.bare
        return PrintImage(bare, container.width, container.height, mode == "L", container.orientation)
    made = thumbnail(data, (MAX_LONG_SIDE, MAX_LONG_SIDE))
    width, height = Image.open(io.BytesIO(made), formats=("JPEG",)).size
    return PrintImage(made, width, height, grey=False, orientation=1)

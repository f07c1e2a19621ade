"""One character as a picture, for papers whose own fonts lack it.

A PDF can only embed TrueType outlines. Where nothing but a CFF font (Noto, Source Han) has a rare character,
it is set as a stencil: black and white, sharp enough for print, drawn in whatever colour the text has.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

EM = 256
"""Pixels to an em: 1300 to the inch at 14 points."""
_BASE = 230
_HEIGHT = 308
_NEVER_ASSIGNED = "\U0010fffe"


class GlyphPicture(NamedTuple):
    """A stencil: rows of bits, padded to bytes, 1 is ink.

    Width and height in pixels, `EM` to an em; the base line is `drop` pixels above the lower edge.
    """

    width: int
    height: int
    drop: int
    bits: bytes

    @property
    def advance(self) -> float:
        """How far the next character stands, in ems."""
        return self.width / EM


def glyph_picture(path: Path, index: int, character: str) -> GlyphPicture | None:
    """The character in this face; None when the face lacks it or cannot be read."""
    face = _face(path, index)
    if face is None:
        return None
    try:
        drawn = _stencil(face, character)
        box = _stencil(face, _NEVER_ASSIGNED)
    except OSError:
        return None
    if drawn.getextrema() == (0, 0) or drawn.tobytes() == box.tobytes():
        return None
    return GlyphPicture(drawn.width, drawn.height, _HEIGHT - _BASE, drawn.tobytes())


def _face(path: Path, index: int) -> ImageFont.FreeTypeFont | None:
    """The face out of this very file: for one it cannot read, Pillow takes an installed font of that name."""
    try:
        face = ImageFont.truetype(str(path), EM, index=index)
    except OSError:
        return None
    return face if face.path == str(path) else None


def _stencil(face: ImageFont.FreeTypeFont, character: str) -> Image.Image:
    picture = Image.new("L", (max(1, math.ceil(face.getlength(character))), _HEIGHT))
    ImageDraw.Draw(picture).text((0, _BASE), character, fill=255, font=face, anchor="ls")
    return picture.point(lambda level: 255 if level > 127 else 0).convert("1")

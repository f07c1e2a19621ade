"""The visible watermark of G17: tiled, diagonal, dark with a light outline, read on any picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from core.files.fonts import find_fonts

if TYPE_CHECKING:
    from core.files.fonts import FontFile

ANGLE = 22.0
_INK = (58, 62, 60)
_HALO = (255, 255, 255)
_INK_ALPHA = 80
_HALO_ALPHA = 60
_ROWS_APART = 6.4
_GAP = 2.2


@dataclass(frozen=True, slots=True)
class WatermarkText:
    """What the watermark says: 用途, 卫健局 and the day (formatted, Asia/Shanghai)."""

    purpose: str
    bureau: str
    date: str

    @property
    def line(self) -> str:
        return "  ".join(part for part in (self.purpose, self.bureau, self.date) if part)


def stamp(picture: Image.Image, text: WatermarkText) -> None:
    """Draws the watermark all over an RGB ``picture``, in place; every part big enough to read has some.

    Letters grow with the picture (long side / 56, 14 to 48 pixels): a small copy still shows them.
    """
    if not text.line.strip():
        raise ValueError("a watermark has to say something (G17)")
    size = max(14, min(48, round(max(picture.size) / 56 / 2) * 2))
    colour, mask, length = _tile(text.line, size)
    for left, top in _places(picture.size, length + _GAP * size, _ROWS_APART * size):
        picture.paste(colour, (left - mask.width // 2, top - mask.height // 2), mask)


def _places(canvas: tuple[int, int], along: float, across: float) -> list[tuple[int, int]]:
    """Centres of the tiles in rows that rise to the right, every second row shifted by half a tile."""
    slope = math.radians(ANGLE)
    cos, sin = math.cos(slope), math.sin(slope)
    width, height = canvas
    reach = math.hypot(width, height) / 2
    rows, columns = math.ceil(reach / across) + 1, math.ceil(reach / along) + 1
    places = []
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            u, v = (column + row % 2 / 2) * along, row * across
            x, y = width / 2 + u * cos + v * sin, height / 2 - u * sin + v * cos
            if abs(x - width / 2) < (width + along) / 2 and abs(y - height / 2) < (height + along) / 2:
                places.append((round(x), round(y)))
    return places


@lru_cache(maxsize=8)
def _tile(line: str, size: int) -> tuple[Image.Image, Image.Image, float]:
    """One rotated line: its colours, its mask, and its length before rotation (pixels)."""
    face = _face(size)
    stroke = max(1, round(size / 16))
    length = face.getlength(line)
    flat = (math.ceil(length) + 4 * stroke, round(size * 1.5))
    ink, halo = Image.new("L", flat), Image.new("L", flat)
    centre = (flat[0] / 2, flat[1] / 2)
    ImageDraw.Draw(ink).text(centre, line, fill=255, font=face, anchor="mm")
    ImageDraw.Draw(halo).text(centre, line, fill=255, font=face, anchor="mm", stroke_width=stroke)
    ink = ink.rotate(ANGLE, Image.Resampling.BICUBIC, expand=True)
    halo = halo.rotate(ANGLE, Image.Resampling.BICUBIC, expand=True)
    colour = Image.new("RGB", ink.size, _HALO)
    colour.paste(_INK, mask=ink)
    mask = halo.point(lambda level: level * _HALO_ALPHA // 255)
    mask.paste(_INK_ALPHA, mask=ink)
    return colour, mask, length


@lru_cache(maxsize=32)
def _face(size: int) -> ImageFont.FreeTypeFont:
    font = _font()
    return ImageFont.truetype(str(font.path), size, index=font.index)


@lru_cache(maxsize=1)
def _font() -> FontFile:
    """The watermark's font; raises `NoChineseFont` rather than draw boxes."""
    return find_fonts().screen

"""Paper, ink and the scanner: what the drawn sample documents of `server.sample.scans` are made of.

Everything slow (paper texture, guilloche, the lamp's light) is drawn once and kept; a document is then text
on a copied background. Sizes are in pixels. The same arguments give the same bytes.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from core.files.fonts import FontSet, find_fonts

if TYPE_CHECKING:
    from collections.abc import Mapping

Colour = tuple[int, int, int]

INK: Colour = (38, 36, 34)
SOFT: Colour = (96, 92, 86)
RED: Colour = (188, 38, 32)
GOLD: Colour = (176, 138, 66)
CREAM: Colour = (252, 249, 238)
WHITE: Colour = (250, 250, 247)
BED: Colour = (226, 226, 222)
MAX_SCAN = 150_000
_CLOSING = "，。、；：）》」！？"


@lru_cache(maxsize=1)
def _fonts() -> FontSet:
    return find_fonts()


@lru_cache(maxsize=96)
def face(size: int, *, serif: bool = False) -> ImageFont.FreeTypeFont:
    """The sample documents' font in one size; raises `core.files.fonts.NoChineseFont`."""
    font = _fonts().serif if serif else _fonts().screen
    return ImageFont.truetype(str(font.path), size, index=font.index, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True, slots=True)
class Details:
    """What a drawing knows: its fields (a missing one is empty), its page, its own random numbers."""

    fields: Mapping[str, str]
    page: int
    pages: int
    seed: int
    random: Random

    def __call__(self, key: str, default: str = "") -> str:
        return self.fields.get(key) or default


class Sheet:
    """A document being drawn; ``left`` to ``right`` is the width its text may take."""

    def __init__(self, background: Image.Image, margin: int, *, serif: bool = True) -> None:
        self.image = background.copy()
        self.width, self.height = self.image.size
        self.left, self.right = margin, self.width - margin
        self.serif = serif
        self.pen = ImageDraw.Draw(self.image)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        *,
        ink: Colour = INK,
        room: float = 0,
        anchor: str = "ls",
    ) -> float:
        """One line on a base line, made smaller where it is longer than ``room``; gives its length."""
        font = face(size, serif=self.serif)
        while room and size > 12 and font.getlength(text) > room:
            size -= 1
            font = face(size, serif=self.serif)
        self.pen.text(at, text, fill=ink, font=font, anchor=anchor)
        return font.getlength(text)

    def spaced(self, y: float, text: str, size: int, gap: float, *, ink: Colour = INK, bold: int = 0) -> None:
        """A centred title with ``gap`` between its characters."""
        font = face(size, serif=self.serif)
        widths = [font.getlength(character) for character in text]
        x = (self.width - sum(widths) - gap * (len(text) - 1)) / 2
        for character, width in zip(text, widths, strict=True):
            self.pen.text(
                (x, y), character, fill=ink, font=font, anchor="ls", stroke_width=bold, stroke_fill=ink
            )
            x += width + gap

    def paragraph(
        self,
        y: float,
        text: str,
        size: int,
        *,
        left: float = 0,
        right: float = 0,
        leading: float = 1.7,
        first: int = 2,
    ) -> float:
        """Running text with ``first`` characters of indent; gives the base line after the last one."""
        font = face(size, serif=self.serif)
        left, right = left or self.left, right or self.right
        x = left + first * size
        for line in _lines(text, font, right - left, right - x):
            self.pen.text((x, y), line, fill=INK, font=font, anchor="ls")
            x, y = left, y + size * leading
        return y

    def field(
        self, at: tuple[float, float], label: str, value: str, size: int, room: float, *, rule: bool = True
    ) -> None:
        """A printed label and the value filled in behind it, on a thin rule; both fit into ``room``."""
        x, y = at
        used = self.text(at, label, size, ink=SOFT) + size * 0.5
        self.text((x + used, y), value, size + 2, room=room - used)
        if rule:
            self.pen.line(
                (x + used - 4, y + size * 0.35, x + room, y + size * 0.35), fill=(206, 200, 188), width=1
            )

    def place(self, sprite: Image.Image, centre: tuple[float, float]) -> None:
        """Lays an RGBA picture on the sheet."""
        corner = (round(centre[0] - sprite.width / 2), round(centre[1] - sprite.height / 2))
        self.image.paste(sprite, corner, sprite)


def _lines(text: str, font: ImageFont.FreeTypeFont, room: float, first_room: float) -> list[str]:
    """Lines no longer than ``room``; a closing mark never begins one."""
    lines, line, used, left = [], "", 0.0, first_room
    for character in text:
        width = font.getlength(character)
        if line and used + width > left and character not in _CLOSING:
            lines.append(line)
            line, used, left = "", 0.0, room
        line, used = line + character, used + width
    return [*lines, line]


@lru_cache(maxsize=24)
def paper(
    size: tuple[int, int], tone: Colour, frame: Colour | None = None, style: str = "plain"
) -> Image.Image:
    """Paper of a tone with fibres, and a ``frame``: ``plain`` two lines, ``ornate`` a guilloche border."""
    sheet = Image.new("RGB", size, tone)
    pen = ImageDraw.Draw(sheet)
    width, height = size
    if style == "ornate" and frame:
        _waves(pen, (0.06 * width, 0.16 * height, 0.94 * width, 0.86 * height), mix(tone, frame, 0.1))
        for step in range(5):
            edge = 24 + step * 7
            pen.rectangle(
                (edge, edge, width - edge, height - edge),
                outline=mix(tone, frame, 0.45 + 0.1 * step),
                width=3,
            )
        _beads(pen, size, 38, frame)
    elif frame:
        pen.rectangle((34, 34, width - 34, height - 34), outline=frame, width=4)
        pen.rectangle((43, 43, width - 43, height - 43), outline=mix(tone, frame, 0.5), width=1)
    return ImageChops.multiply(sheet, _grain(size, 11))


def _waves(pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], ink: Colour) -> None:
    left, top, right, bottom = box
    for row in range(int((bottom - top) / 9)):
        points = [
            (x, top + row * 9 + 14 * math.sin(x / 46 + row * 0.35) + 6 * math.sin(x / 17))
            for x in range(int(left), int(right), 8)
        ]
        pen.line(points, fill=ink, width=1)


def _beads(pen: ImageDraw.ImageDraw, size: tuple[int, int], edge: int, ink: Colour) -> None:
    width, height = size
    spots = [(x, y) for x in range(edge, width - edge + 1, 26) for y in (edge, height - edge)]
    spots += [(x, y) for y in range(edge, height - edge + 1, 26) for x in (edge, width - edge)]
    for x, y in spots:
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), outline=ink, width=2)


@lru_cache(maxsize=8)
def card(size: tuple[int, int], first: Colour, second: Colour) -> Image.Image:
    """A plastic card: a tint that changes from left to right under fine waves."""
    ramp = Image.linear_gradient("L").rotate(90).resize(size)
    face_ = Image.composite(Image.new("RGB", size, second), Image.new("RGB", size, first), ramp)
    pen = ImageDraw.Draw(face_)
    _waves(pen, (0, -20, size[0] + 8, size[1] + 40), mix(first, second, 0.5))
    ring = mix(first, (120, 170, 190), 0.35)
    for radius in range(60, 300, 12):
        centre = (size[0] * 0.36, size[1] * 0.55)
        pen.ellipse(
            (centre[0] - radius, centre[1] - radius * 0.7, centre[0] + radius, centre[1] + radius * 0.7),
            outline=ring,
        )
    return face_.filter(ImageFilter.GaussianBlur(0.6))


def on_bed(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A card lying on the glass of a scanner, with rounded corners and its shadow."""
    bed, mask = _bed(size, picture.size)
    result = bed.copy()
    result.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2), mask)
    return result


@lru_cache(maxsize=4)
def _bed(size: tuple[int, int], card_size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    bed = Image.new("RGB", size, BED)
    x, y = (size[0] - card_size[0]) // 2, (size[1] - card_size[1]) // 2
    ImageDraw.Draw(bed).rounded_rectangle(
        (x + 2, y + 6, x + card_size[0] + 6, y + card_size[1] + 10), 34, fill=(158, 158, 154)
    )
    mask = Image.new("L", (card_size[0] * 2, card_size[1] * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), 64, fill=255)
    return bed.filter(ImageFilter.GaussianBlur(8)), mask.resize(card_size, Image.Resampling.LANCZOS)


def scanned(picture: Image.Image, random: Random, *, quality: int = 62, long_side: int = 0) -> bytes:
    """The JPEG an office scanner makes of it: a little askew, a little uneven, a little grainy."""
    turned = _askew(picture, random.uniform(-0.7, 0.7), min(1.0, (long_side or 10**6) / max(picture.size)))
    light = _light(turned.size, random.randrange(4))
    page = ImageChops.multiply(turned, light)
    data = _jpeg(page, quality)
    return data if len(data) <= MAX_SCAN else _jpeg(page, quality * 2 // 3)


def _askew(picture: Image.Image, degrees: float, factor: float) -> Image.Image:
    """Turned about the middle and made smaller, both in one pass."""
    size = (round(picture.width * factor), round(picture.height * factor))
    angle = math.radians(degrees)
    cos, sin = math.cos(angle) / factor, math.sin(angle) / factor
    x, y = size[0] / 2, size[1] / 2
    matrix = (
        cos,
        -sin,
        picture.width / 2 - x * cos + y * sin,
        sin,
        cos,
        picture.height / 2 - x * sin - y * cos,
    )
    edge = mix(_corner(picture), BED, 0.5)
    return picture.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=edge)


def _jpeg(page: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


@lru_cache(maxsize=16)
def _light(size: tuple[int, int], look: int) -> Image.Image:
    """Uneven light of the lamp, a faint streak, and grain."""
    ramp = Image.linear_gradient("L").rotate(90 * look).resize(size).point(lambda level: 255 - level // 22)
    streak = ImageDraw.Draw(ramp)
    x = size[0] * (23 + 17 * look) // 100
    streak.line((x, 0, x, size[1]), fill=243, width=1)
    light = ImageChops.multiply(ramp, _grain(size, 70 + look).convert("L"))
    return Image.merge("RGB", (light, light, light.point(lambda level: level * 253 // 255)))


@lru_cache(maxsize=24)
def _grain(size: tuple[int, int], seed: int) -> Image.Image:
    """Almost white noise in soft spots, from a seeded generator (Pillow's own noise is not repeatable)."""
    coarse = (size[0] // 3 + 1, size[1] // 3 + 1)
    noise = Image.frombytes("L", coarse, Random(seed).randbytes(coarse[0] * coarse[1]))
    soft = noise.resize(size, Image.Resampling.BICUBIC).point(lambda level: 255 - level // 40)
    return soft.convert("RGB")


def _corner(picture: Image.Image) -> Colour:
    red, green, blue = picture.crop((3, 3, 4, 4)).tobytes()
    return red, green, blue


def mix(first: Colour, second: Colour, part: float) -> Colour:
    """A colour between two, ``part`` of the way to the second."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue

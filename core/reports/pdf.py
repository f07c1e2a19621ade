"""What every PDF is made with: an embedded Chinese font that tells what it cannot draw, and text that fits.

reportlab draws a character it has no glyph for as nothing at all. Here such a character becomes 〓, as
printers have always marked it, and is reported, so that a rare name never vanishes without a word.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "〓"
LINE = 1.25
_CLOSING = "，。、；：）》」！？,.;:)"
_CUT = "……（未完，全文见系统）"

Align = Literal["left", "centre", "right"]


class OutlineFont(Protocol):
    """A face with TrueType outlines, as `core.files.fonts.find_fonts().paper` gives it."""

    @property
    def path(self) -> Path: ...
    @property
    def index(self) -> int: ...
    @property
    def family(self) -> str: ...
    def __hash__(self) -> int: ...


class PaperFont:
    """A font ready for embedding. Widths are in ems: times the size in points they are points."""

    def __init__(self, font: OutlineFont) -> None:
        self.family = font.family
        self.name = f"paper-{font.path.stem}-{font.index}"
        self._face = TTFont(self.name, str(font.path), subfontIndex=font.index)
        pdfmetrics.registerFont(self._face)
        self._glyphs: dict[int, int] = self._face.face.charToGlyph
        self._widths: dict[int, float] = self._face.face.charWidths
        self._default: float = self._face.face.defaultWidth

    @property
    def is_fangsong(self) -> bool:
        """Whether this is 仿宋, as forms want it; when not, the substitution is to be reported."""
        return "fangsong" in self.family.casefold() or "仿宋" in self.family

    def draws(self, character: str) -> bool:
        """Whether the font has this character; a space always counts as drawn."""
        return character.isspace() or self._glyphs.get(ord(character), 0) != 0

    def width(self, text: str) -> float:
        """Length of a line of this text in ems."""
        return sum(self._widths.get(ord(character), self._default) for character in text) / 1000

    def wrap(self, text: str, room: float) -> list[str]:
        """Lines no longer than ``room`` ems; line breaks are kept, closing marks never begin a line."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            used = 0.0
            for character in paragraph:
                width = self.width(character)
                if line and used + width > room:
                    carried = line[-1] if character in _CLOSING and len(line) > 1 else ""
                    lines.append(line[: len(line) - len(carried)])
                    line, used = carried, self.width(carried)
                line, used = line + character, used + width
            lines.append(line)
        return lines


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF, and what the person who prints it should know.

    ``missing``: characters drawn as 〓 because the font lacks them; ``shortened``: the names of the fields
    whose text did not fit even small; ``font``: the family used; ``substituted``: it is not 仿宋.
    """

    data: bytes
    missing: tuple[str, ...]
    shortened: tuple[str, ...]
    font: str
    substituted: bool

    @property
    def remarks(self) -> tuple[str, ...]:
        """The same as sentences for the clerk; empty when all is as it should be."""
        said = []
        if self.missing:
            said.append(
                f"字体“{self.font}”中没有这些字，已用“{MISSING}”代替，请手工填写：{'、'.join(self.missing)}。"
            )
        if self.shortened:
            said.append(f"以下内容太长，纸面上没有印全：{'、'.join(self.shortened)}。")
        if self.substituted:
            said.append(f"本机没有安装仿宋字体，已改用“{self.font}”。")
        return tuple(said)


@lru_cache(maxsize=4)
def _paper_font(font: OutlineFont) -> PaperFont:
    return PaperFont(font)


@dataclass(slots=True)
class Sheet:
    """An A4 page being drawn; points from the lower left corner; boxes are left, bottom, width, height."""

    font: PaperFont
    canvas: Canvas
    stream: io.BytesIO
    missing: dict[str, None] = field(default_factory=dict)
    shortened: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, font: OutlineFont, *, title: str) -> Sheet:
        """A new document; the same calls give the same bytes (no time of creation is kept in it)."""
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=A4, invariant=1)
        canvas.setTitle(title)
        canvas.setLineWidth(0.6)
        return cls(_paper_font(font), canvas, stream)

    def line(
        self, x: float, y: float, text: str, size: float, *, align: Align = "left", grey: float = 0.0
    ) -> None:
        """One line on a base line at ``x``."""
        text = self._drawable(text)
        length = self.font.width(text) * size
        start = x - {"left": 0.0, "centre": length / 2, "right": length}[align]
        self.canvas.setFillGray(grey)
        self.canvas.setFont(self.font.name, size)
        self.canvas.drawString(start, y, text)

    def fitted(
        self,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        *,
        name: str,
        smallest: float = 6.0,
        align: Align = "left",
        top: bool = False,
    ) -> None:
        """Text inside a box: wrapped, made smaller down to ``smallest``, then cut (and ``name`` reported)."""
        left, bottom, width, height = box
        text = self._drawable(text)
        size, lines = self._fit(text, size, width, height, smallest)
        room = max(1, int(height / (size * LINE)))
        if len(lines) > room:
            lines = self._cut(lines[:room], width / size)
            self.shortened.append(name)
        block = len(lines) * size * LINE
        y = bottom + height - (0 if top else (height - block) / 2) - size * 0.98
        x = left + {"left": 0.0, "centre": width / 2, "right": width}[align]
        for line in lines:
            self.line(x, y, line, size, align=align)
            y -= size * LINE

    def stacked(self, box: tuple[float, float, float, float], text: str, size: float) -> None:
        """A short label written downwards in the middle of a narrow box."""
        left, bottom, width, height = box
        step = min(size * 1.5, height / max(1, len(text)))
        y = bottom + height / 2 + step * len(text) / 2 - step / 2 - size * 0.36
        for character in text:
            self.line(left + width / 2, y, character, size, align="centre")
            y -= step

    def measured(self, text: str) -> tuple[str, float]:
        """The text as it can be drawn and its length in ems, for tables that draw thousands of cells."""
        drawn = self._drawable(text)
        return drawn, self.font.width(drawn)

    def frame(self, box: tuple[float, float, float, float], *, shade: float | None = None) -> None:
        """A thin border, filled with a grey (0 black, 1 white) where ``shade`` is given."""
        if shade is not None:
            self.canvas.setFillGray(shade)
        self.canvas.rect(*box, stroke=1, fill=0 if shade is None else 1)

    def finish(self) -> Rendered:
        """Closes the document."""
        self.canvas.showPage()
        self.canvas.save()
        return Rendered(
            data=self.stream.getvalue(),
            missing=tuple(self.missing),
            shortened=tuple(self.shortened),
            font=self.font.family,
            substituted=not self.font.is_fangsong,
        )

    def _drawable(self, text: str) -> str:
        drawn = []
        for character in unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " "):
            if character == "\n" or self.font.draws(character):
                drawn.append(character)
            elif unicodedata.category(character) not in ("Cc", "Cf", "Mn"):
                self.missing[character] = None
                drawn.append(MISSING)
        return "".join(drawn)

    def _fit(
        self, text: str, size: float, width: float, height: float, smallest: float
    ) -> tuple[float, list[str]]:
        while True:
            lines = self.font.wrap(text, width / size)
            if size <= smallest or len(lines) * size * LINE <= height + 0.01:
                return size, lines
            size = max(smallest, size - 0.5)

    def _cut(self, lines: list[str], room: float) -> list[str]:
        last, cut = lines[-1], _CUT if self.font.width(_CUT) <= room else "…"
        while last and self.font.width(last + cut) > room:
            last = last[:-1]
        return [*lines[:-1], last + cut]

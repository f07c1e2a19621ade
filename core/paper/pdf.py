"""What every PDF is made with: pages of A4, an embedded Chinese font, and text that fits.

What could not be drawn as it should be is not lost without a word: `Rendered.remarks` says it.
"""

from __future__ import annotations

import io
import threading
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from core.files.glyphs import EM
from core.paper.pdf_fonts import MISSING, OutlineFont, PaperFont, paper_font, well_formed

if TYPE_CHECKING:
    from core.files.glyphs import GlyphPicture
    from core.paper.pdf_fonts import Run

__all__ = ["LINE", "MISSING", "Align", "Box", "OutlineFont", "Rendered", "Sheet"]

LINE = 1.25
_CUT = "……（未完，全文见系统）"
_ELLIPSIS = "…"
_NAMED = 20
"""So many shortened fields are named; more would make a remark nobody reads."""
_WRITING = threading.Lock()
"""A face is read while a document is written, and one face serves the documents of all threads."""

Align = Literal["left", "centre", "right"]
Box = tuple[float, float, float, float]
"""Left, bottom, width, height in points from the lower left corner."""

# Streams as they are: text to the base of 85 makes every document a quarter larger and no printer needs it.
rl_config.useA85 = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF, and what the person who prints it should know.

    ``missing``: characters drawn as 〓 because no font here has them; ``shortened``: the names of the fields
    whose text did not fit even small; ``font``: the family used; ``substituted``: it is not 仿宋;
    ``pictured``: characters set as pictures; ``plain``: characters printed in their usual form although a
    variant was asked for; ``notes``: further sentences of the paper itself; ``pages``: their number.
    """

    data: bytes
    missing: tuple[str, ...]
    shortened: tuple[str, ...]
    font: str
    substituted: bool
    pictured: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pages: int = 1

    @property
    def remarks(self) -> tuple[str, ...]:
        """The same as sentences for the clerk; empty when all is as it should be."""
        said = list(self.notes)
        if self.missing:
            said.append(
                f"本机的字体中没有这些字，已用“{MISSING}”代替，请手工填写：{'、'.join(self.missing)}。"
            )
        if self.pictured:
            said.append(f"这些字在本机没有可嵌入的字体，已以图形印出，请核对：{'、'.join(self.pictured)}。")
        if self.plain:
            said.append(f"这些字指定了特殊字形，已按通用字形印出，请核对：{'、'.join(self.plain)}。")
        if self.shortened:
            said.append(f"以下内容太长，纸面上没有印全：{'、'.join(self.shortened)}。")
        if self.substituted:
            said.append(f"本机没有安装仿宋字体，已改用“{self.font}”。")
        return tuple(said)


@dataclass(slots=True)
class Sheet:
    """A document being drawn page by page, A4 upright or (`landscape`) lying; boxes in points."""

    font: PaperFont
    canvas: Canvas
    missing: dict[str, None] = field(default_factory=dict)
    pictured: dict[str, None] = field(default_factory=dict)
    plain: dict[str, None] = field(default_factory=dict)
    shortened: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    pages: int = 1

    @classmethod
    def open(cls, font: OutlineFont, *, title: str, lying: bool = False) -> Sheet:
        """A new document; the same calls give the same bytes (no time of creation is kept in it)."""
        size = landscape(A4) if lying else A4
        canvas = Canvas(io.BytesIO(), pagesize=size, invariant=1, pdfVersion=(1, 5), lang="zh-CN")
        canvas.setTitle(well_formed(title))
        canvas.setLineWidth(0.6)
        return cls(paper_font(font), canvas)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        width, height = self.canvas._pagesize
        return float(width), float(height)

    def turn(self) -> None:
        """Goes on to the next page."""
        self.canvas.showPage()
        self.canvas.setLineWidth(0.6)
        self.pages += 1

    def mark(self, name: str) -> None:
        """Names the present page in the outline that a reader shows beside the document."""
        key = f"page-{self.pages}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(well_formed(name), key, 0)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        align: Align = "left",
        grey: float = 0.0,
        bold: bool = False,
    ) -> None:
        """One line on a base line at ``x``."""
        text = self.printable(text)
        length = self.font.width(text) * size
        start = x - {"left": 0.0, "centre": length / 2, "right": length}[align]
        self.canvas.setFillGray(grey)
        self.draw(start, y, text, size, bold=bold)

    def draw(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """`printable` text from ``x`` on, face by face, in the colour that is set."""
        canvas = self.canvas
        if bold:
            canvas.setStrokeGray(0)
            canvas.setLineWidth(size / 32)
        if self.font.common(text):
            canvas.setFont(self.font.name, size)
            canvas.drawString(x, y, text, mode=2 if bold else None)
        else:
            for run in self.font.runs(text):
                self._run(x, y, run, size, mode=2 if bold else None)
                x += self.font.width(run.text) * size
        if bold:
            canvas.setLineWidth(0.6)

    def outline(self, x: float, y: float, text: str, size: float) -> None:
        """`printable` text as a broad line in the stroke colour and width that are set, to write upon."""
        for run in self.font.runs(text):
            if run.picture is None:
                self.canvas.setFont(run.face, size)
                # Drawn, not written: who searches the text finds it once.
                self.canvas.addLiteral("/Artifact BMC")
                self.canvas.drawString(x, y, run.text, mode=1)
                self.canvas.addLiteral("EMC")
            x += self.font.width(run.text) * size

    def fitted(
        self,
        box: Box,
        text: str,
        size: float,
        *,
        name: str,
        smallest: float = 6.0,
        align: Align = "left",
        top: bool = False,
        bold: bool = False,
        grey: float = 0.0,
    ) -> None:
        """Text inside a box: wrapped, made smaller down to ``smallest``, then cut (and ``name`` reported).

        Without a name nothing is reported: the whole text stands elsewhere on the paper.
        """
        left, bottom, width, height = box
        text = self.printable(text)
        size, lines = self._fit(text, size, width, height, smallest)
        room = max(1, int(height / (size * LINE)))
        if len(lines) > room:
            lines = self._cut(lines[:room], width / size, _CUT if name else _ELLIPSIS)
            if name:
                self.shortened[name] = None
        block = len(lines) * size * LINE
        y = bottom + height - (0 if top else (height - block) / 2) - size * 0.98
        x = left + {"left": 0.0, "centre": width / 2, "right": width}[align]
        for line in lines:
            self.line(x, y, line, size, align=align, bold=bold, grey=grey)
            y -= size * LINE

    def stacked(self, box: Box, text: str, size: float) -> None:
        """A short label written downwards in the middle of a narrow box."""
        left, bottom, width, height = box
        step = min(size * 1.5, height / max(1, len(text)))
        y = bottom + height / 2 + step * len(text) / 2 - step / 2 - size * 0.36
        for character in text:
            self.line(left + width / 2, y, character, size, align="centre")
            y -= step

    def frame(self, box: Box, *, shade: float | None = None) -> None:
        """A thin border, filled with a grey (0 black, 1 white) where ``shade`` is given."""
        self.canvas.setStrokeGray(0)
        if shade is not None:
            self.canvas.setFillGray(shade)
        self.canvas.rect(*box, stroke=1, fill=0 if shade is None else 1)

    def printable(self, text: str) -> str:
        """The text as it can be drawn; what is lost or changed is kept for the remarks."""
        if self.font.common(text):
            return text
        found = self.font.printable(text)
        self.missing.update(dict.fromkeys(found.missing))
        self.pictured.update(dict.fromkeys(found.pictured))
        self.plain.update(dict.fromkeys(found.plain))
        return found.text

    def finish(self) -> Rendered:
        """Closes the document."""
        self.canvas.showPage()
        with _WRITING:
            data: bytes = self.canvas.getpdfdata()
        named = tuple(self.shortened)
        more = (f"等 {len(named)} 项",) if len(named) > _NAMED else ()
        return Rendered(
            data=data,
            missing=tuple(self.missing),
            shortened=named[: _NAMED - len(more)] + more,
            font=self.font.family,
            substituted=not self.font.is_fangsong,
            pictured=tuple(self.pictured),
            plain=tuple(self.plain),
            notes=tuple(self.notes),
            pages=self.pages,
        )

    def _run(self, x: float, y: float, run: Run, size: float, *, mode: int | None) -> None:
        if run.picture is None:
            self.canvas.setFont(run.face, size)
            self.canvas.drawString(x, y, run.text, mode=mode)
            return
        # Who selects the text gets the character: it stands for an unseen sign of the paper font.
        named = run.text.encode("utf-16-be").hex().upper()
        self.canvas.addLiteral(f"/Span <</ActualText <FEFF{named}>>> BDC")
        self.canvas.setFont(run.face, size)
        self.canvas.drawString(x, y, MISSING, mode=3)
        _stencil(self.canvas, x, y, run.picture, size)
        self.canvas.addLiteral("EMC")

    def _fit(
        self, text: str, size: float, width: float, height: float, smallest: float
    ) -> tuple[float, list[str]]:
        while True:
            lines = self.font.wrap(text, width / size)
            if size <= smallest or len(lines) * size * LINE <= height + 0.01:
                return size, lines
            size = max(smallest, size - 0.5)

    def _cut(self, lines: list[str], room: float, mark: str) -> list[str]:
        last, cut = lines[-1], mark if self.font.width(mark) <= room else _ELLIPSIS
        while last and self.font.width(last + cut) > room:
            last = last[:-1]
        return [*lines[:-1], last + cut]


def _stencil(canvas: Canvas, x: float, y: float, picture: GlyphPicture, size: float) -> None:
    """A character as a picture in the present colour, inside the page's own stream."""
    scale = size / EM
    width, height = picture.width * scale, picture.height * scale
    canvas.saveState()
    canvas.translate(x, y - picture.drop * scale)
    bits = zlib.compress(picture.bits).hex().upper()
    canvas.addLiteral(
        f"{width:.3f} 0 0 {height:.3f} 0 0 cm BI /W {picture.width} /H {picture.height} /BPC 1 /IM true "
        f"/D [1 0] /F [/AHx /Fl] ID {bits}> EI"
    )
    canvas.restoreState()

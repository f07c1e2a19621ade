"""The fonts inside a PDF: one for the paper, others for the characters it lacks.

reportlab draws a character it has no glyph for as nothing at all. Here a name is followed character by
character: paper font, then the installed TrueType fonts, then a picture out of a font that cannot be
embedded; only what no font here has becomes 〓, as printers have always marked it, and is reported.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol
from zlib import crc32

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFError, TTFont  # type: ignore[import-untyped]

from core.files.fonts import USER_DEFINED, has_outlines
from core.files.glyphs import glyph_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.files.glyphs import GlyphPicture

MISSING = "〓"
_CLOSING = "，。、；：）》」！？,.;:)”’】…%"
_OPENING = "（《「“‘【〔(["
_WIDE_CODE = re.compile(r"<([0-9A-F]{5,6})>")
_BREAK = re.compile("\r\n?|[\u2028\u2029\v\f\x85]")
_MARKED = re.compile(r"[\ud800-\udfff]")


class OutlineFont(Protocol):
    """A face with TrueType outlines, as `core.files.fonts.find_fonts().paper` gives it."""

    @property
    def path(self) -> Path: ...
    @property
    def index(self) -> int: ...
    @property
    def family(self) -> str: ...
    @property
    def fallbacks(self) -> Sequence[OutlineFont]: ...
    def __hash__(self) -> int: ...


class Run(NamedTuple):
    """Characters that one face draws; `picture` instead of a face for one that has to be set as a stencil."""

    face: str
    text: str
    picture: GlyphPicture | None = None


class Printable(NamedTuple):
    """A text as it can be drawn, and what became of the rest of it.

    `missing` no font has, `pictured` are set as pictures, `plain` lost a variation selector 字形选择符.
    """

    text: str
    missing: tuple[str, ...] = ()
    pictured: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


class _Face(TTFont):  # type: ignore[misc]
    """A font that also tells a reader which character of the other planes a glyph stands for."""

    def addObjects(self, doc: object) -> None:
        # WORKAROUND: reportlab writes U+20BB7 as <20BB7>, a ToUnicode map wants UTF-16 (ISO 32000, 9.10.3).
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():  # type: ignore[attr-defined]
            if name.startswith("toUnicodeCMap:") and isinstance(stream.content, str):
                stream.content = _WIDE_CODE.sub(_utf16, stream.content)


class _Source:
    """One embeddable face and what it can draw."""

    def __init__(self, font: OutlineFont) -> None:
        self.name = f"paper-{font.path.stem}-{font.index}-{crc32(str(font.path).encode()):08x}"
        face = _Face(self.name, str(font.path), subfontIndex=font.index)
        pdfmetrics.registerFont(face)
        self.glyphs: dict[int, int] = face.face.charToGlyph
        self.widths: dict[int, float] = face.face.charWidths
        self.default: float = face.face.defaultWidth

    def draws(self, character: str) -> bool:
        return self.glyphs.get(ord(character), 0) != 0

    def ems(self, character: str) -> float:
        return self.widths.get(ord(character), self.default) / 1000


class _Widths(dict[str, float]):
    """Width of each character in ems, looked up once."""

    def __init__(self, font: PaperFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> float:
        width = self[character] = self._font.measure(character)
        return width


class PaperFont:
    """A font ready for embedding. Widths are in ems: times the size in points they are points."""

    def __init__(self, font: OutlineFont) -> None:
        self.family = font.family
        self._main = _Source(font)
        self.name = self._main.name
        self._fallbacks = font.fallbacks
        self._found: dict[str, _Source | GlyphPicture | None] = {}
        self._ems = _Widths(self)
        self._common = frozenset(
            chr(code)
            for code, glyph in self._main.glyphs.items()
            if glyph and code > 31 and unicodedata.category(chr(code)) not in ("Cc", "Cf", "Mn", "Zl", "Zp")
        ) | {" "}

    @property
    def is_fangsong(self) -> bool:
        """Whether this is 仿宋, as forms want it; when not, the substitution is to be reported."""
        return "fangsong" in self.family.casefold() or "仿宋" in self.family

    def common(self, text: str) -> bool:
        """Whether the paper font alone draws all of it, as it stands."""
        return self._common.issuperset(text)

    def draws(self, character: str) -> bool:
        """Whether some font here has this character; a space always counts as drawn."""
        return character.isspace() or character in self._common or self._source(character) is not None

    def measure(self, character: str) -> float:
        """Width of one character in ems, without the memory of `width`."""
        source = self._main if character in self._common else self._source(character)
        if source is None:
            return self._main.ems(character)
        return source.ems(character) if isinstance(source, _Source) else source.advance

    def width(self, text: str) -> float:
        """Length of a line of this text in ems."""
        return sum(map(self._ems.__getitem__, text))

    def runs(self, text: str) -> Iterator[Run]:
        """The text face by face, each run as long as possible."""

        def source(character: str) -> _Source | GlyphPicture:
            known = None if character in self._common else self._source(character)
            return known or self._main

        for one, characters in groupby(text, key=source):
            words = "".join(characters)
            if isinstance(one, _Source):
                yield Run(one.name, words)
            else:
                yield from (Run(self.name, character, one) for character in words)

    def printable(self, text: str) -> Printable:
        """The text as it can be drawn, character by character as it was written.

        Accents are joined to their letters, nothing else is normalised: NFC would put another character in
        the place of a compatibility ideograph, and a name is printed as it is.
        """
        if self.common(text):
            return Printable(text)
        drawn: list[str] = []
        missing: dict[str, None] = {}
        pictured: dict[str, None] = {}
        plain: dict[str, None] = {}
        for character in _BREAK.sub("\n", _composed(text)).replace("\t", " "):
            kind = unicodedata.category(character)
            if character == "\n":
                drawn.append(character)
            elif _selects_variant(character):
                plain.update(dict.fromkeys(drawn[-1:]))
            elif kind in ("Cc", "Cf", "Zl", "Zp"):
                continue
            elif self.draws(character):
                drawn.append(character)
                if character not in self._common and not isinstance(self._source(character), _Source):
                    pictured.update({} if character.isspace() else {character: None})
            else:
                missing[character] = None
                drawn.extend(() if kind == "Mn" else (MISSING,))
        return Printable("".join(drawn), tuple(missing), tuple(pictured), tuple(plain))

    def wrap(self, text: str, room: float) -> list[str]:
        """Lines no longer than ``room`` ems; line breaks are kept.

        No line begins with a closing mark or ends with an opening one, however many stand together.
        """
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line, used = "", 0.0
            for character in paragraph:
                width = self._ems[character]
                if line and used + width > room:
                    carried = self._carried(line, character, room - width)
                    lines.append(line[: len(line) - len(carried)])
                    line, used = carried, self.width(carried)
                line, used = line + character, used + width
            lines.append(line)
        return lines

    def _carried(self, line: str, character: str, room: float) -> str:
        """The end of a full line that has to go to the next: a word of letters and digits stays whole."""
        at = len(line)
        while at > 0 and character in _CLOSING:
            at -= 1
            character = line[at]
        while at > 0 and _in_word(line[at - 1]) and _in_word(character):
            at -= 1
            character = line[at]
        while at > 0 and line[at - 1] in _OPENING:
            at -= 1
        carried = line[at:]
        # A word that fills most of a line is torn after all.
        most = min(room, self.width(line) * 0.75)
        return carried if 0 < at < len(line) and self.width(carried) <= most else ""

    def _source(self, character: str) -> _Source | GlyphPicture | None:
        """Who draws a character that is not among the common ones; None when nobody does."""
        if character not in self._found:
            self._found[character] = self._look(character)
        return self._found[character]

    def _look(self, character: str) -> _Source | GlyphPicture | None:
        if self._main.draws(character):
            return self._main
        private = unicodedata.category(character) == "Co"
        for font in self._fallbacks:
            if private and font.path.name.casefold() != USER_DEFINED.casefold():
                continue  # other fonts keep something else there
            if has_outlines(font.path, font.index):
                source = _load(font)
                if source is not None and source.draws(character):
                    return source
            elif not (character.isspace() or unicodedata.combining(character)):
                picture = glyph_picture(font.path, font.index, character)
                if picture is not None:
                    return picture
        return None


@lru_cache(maxsize=32)
def _load(font: OutlineFont) -> _Source | None:
    """A fallback, read when it is needed first; None when its file is broken."""
    try:
        return _Source(font)
    except (TTFError, OSError, ValueError, LookupError):
        return None


@lru_cache(maxsize=4)
def paper_font(font: OutlineFont) -> PaperFont:
    """The font ready for embedding; reading it takes a tenth of a second, so it is kept."""
    return PaperFont(font)


def well_formed(text: str) -> str:
    """Surrogate pairs joined; half of one, which no file can hold, becomes U+FFFD."""
    if not _MARKED.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _composed(text: str) -> str:
    """Surrogate pairs joined, and letters with their accents; every other character as it was."""
    text = well_formed(text)
    if not any(map(unicodedata.combining, text)):
        return text
    groups: list[str] = []
    for character in text:
        if groups and unicodedata.combining(character):
            groups[-1] += character
        else:
            groups.append(character)
    return "".join(map(_joined, groups))


def _joined(group: str) -> str:
    """One letter with its accents; a base that would itself be replaced is left alone."""
    alone = len(group) == 1 or unicodedata.normalize("NFC", group[0]) != group[0]
    return group if alone else unicodedata.normalize("NFC", group)


def _selects_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _in_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "-./*#_")


def _utf16(found: re.Match[str]) -> str:
    return f"<{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"

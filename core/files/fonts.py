"""Where the Chinese fonts are: the one module that looks for them.

Windows' own fonts come first, then what the usual Linux packages install. A font is taken only when two
Chinese characters really come out differently, because a missing glyph is silent (security.md section 6).
Qt, Pillow and reportlab all take their files from here; there is no Qt in this module.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PROBES = ("医", "承")
USER_DEFINED = "EUDC.TTE"
"""Windows keeps the characters a bureau made itself (造字) in this font, on private code points."""
_NEVER_ASSIGNED = "\U0010fffe"
_PROBE_SIZE = 48


class NoChineseFont(Exception):
    """No usable Chinese font on this computer. ``code`` is stable, ``str()`` is for people."""

    code = "no_chinese_font"

    def __init__(self, lacking: str = "") -> None:
        self.lacking = lacking
        which_zh = "用于打印和 PDF 的 TrueType 中文字体" if lacking == "paper" else "中文字体"
        which_en = "Chinese TrueType font for print and PDF" if lacking == "paper" else "Chinese font"
        self.message = (
            f"这台电脑上没有找到可用的{which_zh}，水印和表格上的汉字会变成方框，程序不能继续。\n"
            "Windows：在“设置 → 时间和语言 → 语言”中添加“中文（简体，中国）”，"
            "使 Fonts 文件夹中有 msyh.ttc 和 simsun.ttc 或 simfang.ttf。\n"
            "Linux：安装字体包 fonts-wqy-zenhei，命令 apt-get install fonts-wqy-zenhei fonts-noto-cjk"
            "（其他系统：dnf install wqy-zenhei-fonts）。\n"
            f"No usable {which_en} was found. On Linux run: "
            "apt-get install fonts-wqy-zenhei fonts-noto-cjk; on Windows add Chinese (Simplified)."
        )
        super().__init__(self.message)


class GlyphsMissing(Exception):
    """This font draws Chinese characters as boxes or as nothing. ``code`` is stable."""

    code = "font_without_chinese"

    def __init__(self, font: FontFile) -> None:
        self.font = font
        super().__init__(f"字体“{font.family}”（{font.path.name}）不能显示汉字，请重新安装中文字体。")


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face in one font file; ``index`` counts from 0 inside a collection (.ttc).

    ``fallbacks`` are asked in this order for a character the face lacks; only the one for paper has some.
    """

    path: Path
    index: int
    family: str
    fallbacks: tuple[FontFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts the program uses.

    ``screen`` for windows and watermarks; ``paper`` has TrueType outlines (reportlab cannot embed CFF);
    ``serif`` is a Song face for drawn documents where one is installed, otherwise the same as ``screen``.
    ``paper.fallbacks`` are the installed fonts with rare characters 生僻字, so that no name loses one.
    """

    screen: FontFile
    paper: FontFile
    serif: FontFile


@dataclass(frozen=True, slots=True)
class _Known:
    file: str
    index: int = 0


_SCREEN = (
    _Known("msyh.ttc", 1),
    _Known("msyh.ttf"),
    _Known("NotoSansCJK-Regular.ttc", 2),
    _Known("NotoSansCJKsc-Regular.otf"),
    _Known("NotoSansSC-Regular.otf"),
    _Known("SourceHanSansSC-Regular.otf"),
    _Known("wqy-microhei.ttc"),
    _Known("wqy-zenhei.ttc"),
    _Known("DroidSansFallbackFull.ttf"),
    _Known("DroidSansFallback.ttf"),
    _Known("simhei.ttf"),
    _Known("simsun.ttc"),
    _Known("uming.ttc"),
    _Known("gbsn00lp.ttf"),
)
_PAPER = (
    _Known("simfang.ttf"),
    _Known("simsun.ttc"),
    _Known("msyh.ttc"),
    _Known("simhei.ttf"),
    _Known("wqy-zenhei.ttc"),
    _Known("wqy-microhei.ttc"),
    _Known("DroidSansFallbackFull.ttf"),
    _Known("DroidSansFallback.ttf"),
    _Known("uming.ttc"),
    _Known("gbsn00lp.ttf"),
    _Known("ukai.ttc"),
    _Known("gkai00mp.ttf"),
)
_SERIF = (
    _Known("simsun.ttc"),
    _Known("NotoSerifCJK-Regular.ttc", 2),
    _Known("NotoSerifCJKsc-Regular.otf"),
    _Known("uming.ttc"),
    _Known("gbsn00lp.ttf"),
)
_RARE = (
    _Known(USER_DEFINED),
    _Known("simsun.ttc"),
    _Known("simsunb.ttf"),
    _Known("SimSunExtG.ttf"),
    _Known("mingliub.ttc"),
    _Known("msyh.ttc"),
    _Known("HanaMinA.ttf"),
    _Known("HanaMinB.ttf"),
    _Known("BabelStoneHan.ttf"),
    _Known("wqy-zenhei.ttc"),
    _Known("uming.ttc"),
    _Known("arial.ttf"),
    _Known("seguisym.ttf"),
    _Known("DejaVuSans.ttf"),
    _Known("NotoSerifCJK-Regular.ttc", 2),
    _Known("NotoSansCJK-Regular.ttc", 2),
    _Known("SourceHanSerifSC-Regular.otf"),
    _Known("SourceHanSansSC-Regular.otf"),
    _Known("HanaMinC.otf"),
)
"""Those with TrueType outlines first: what they lack can only be drawn as a picture."""


def standard_folders(environ: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """The folders in which Windows and Linux keep fonts, those of the system first."""
    env = os.environ if environ is None else environ
    folders: list[Path] = []
    for variable, below in (
        ("WINDIR", ("Fonts",)),
        ("LOCALAPPDATA", ("Microsoft", "Windows", "Fonts")),
    ):
        if env.get(variable):
            folders.append(Path(env[variable]).joinpath(*below))
    folders += [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    if env.get("HOME"):
        folders += [Path(env["HOME"], ".local", "share", "fonts"), Path(env["HOME"], ".fonts")]
    return tuple(folders)


def find_fonts(folders: Iterable[Path] | None = None) -> FontSet:
    """The fonts of this computer, proved to draw Chinese; raises `NoChineseFont` when there are none.

    ``folders`` are searched with everything below them; left out, the standard ones of the system.
    """
    present = _present(standard_folders() if folders is None else folders)
    screen = _first(_SCREEN, present)
    if screen is None:
        raise NoChineseFont
    paper = _first(_PAPER, present, outlines=True)
    if paper is None:
        raise NoChineseFont("paper")
    paper = replace(paper, fallbacks=_fallbacks(paper, present))
    return FontSet(screen=screen, paper=paper, serif=_first(_SERIF, present) or screen)


def assert_glyphs(font: FontFile) -> None:
    """Raises `GlyphsMissing` unless two Chinese characters differ from each other and from the empty box."""
    try:
        face = ImageFont.truetype(str(font.path), _PROBE_SIZE, index=font.index)
        first, second, box = (_bitmap(face, text) for text in (*PROBES, _NEVER_ASSIGNED))
    except OSError:
        raise GlyphsMissing(font) from None
    blank = bytes(len(first))
    if first == second or box in (first, second) or blank in (first, second):
        raise GlyphsMissing(font)


def has_outlines(path: Path, index: int = 0) -> bool:
    """Whether this face has TrueType outlines (a ``glyf`` table); False for CFF and for what is no font."""
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
            offset = 0
            if start[:4] == b"ttcf":
                stream.seek(12 + 4 * index)
                (offset,) = struct.unpack(">I", stream.read(4))
            stream.seek(offset + 4)
            (count,) = struct.unpack(">H", stream.read(2))
            stream.seek(offset + 12)
            tables = stream.read(16 * count)
    except (OSError, struct.error):
        return False
    return any(tables[at : at + 4] == b"glyf" for at in range(0, len(tables), 16))


def _present(folders: Iterable[Path]) -> dict[str, Path]:
    wanted = {known.file.casefold() for known in (*_SCREEN, *_PAPER, *_SERIF, *_RARE)}
    found: dict[str, Path] = {}
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                if name.casefold() in wanted:
                    found.setdefault(name.casefold(), Path(root, name))
    return found


def _first(
    known: Iterable[_Known], present: Mapping[str, Path], *, outlines: bool = False
) -> FontFile | None:
    for candidate in known:
        path = present.get(candidate.file.casefold())
        if path is None or (outlines and not has_outlines(path, candidate.index)):
            continue
        font = _usable(path, candidate.index)
        if font is not None:
            return font
    return None


def _fallbacks(paper: FontFile, present: Mapping[str, Path]) -> tuple[FontFile, ...]:
    """What else may be asked for a character; not opened here, for most papers never need them."""
    found = ((present.get(known.file.casefold()), known.index) for known in _RARE)
    return tuple(
        FontFile(path=path, index=index, family=path.stem)
        for path, index in found
        if path is not None and (path, index) != (paper.path, paper.index)
    )


def _usable(path: Path, index: int) -> FontFile | None:
    """The face with its own family name; None when the file is broken or lacks Chinese."""
    try:
        family = ImageFont.truetype(str(path), _PROBE_SIZE, index=index).getname()[0]
    except OSError:
        return None
    font = FontFile(path=path, index=index, family=family or path.stem)
    try:
        assert_glyphs(font)
    except GlyphsMissing:
        return None
    return font


def _bitmap(face: ImageFont.FreeTypeFont, text: str) -> bytes:
    canvas = Image.new("L", (_PROBE_SIZE * 2, _PROBE_SIZE * 2))
    ImageDraw.Draw(canvas).text((_PROBE_SIZE // 2, 0), text, fill=255, font=face)
    return canvas.tobytes()

"""The screen font: chosen by Qt where it can, by `core.files.fonts` where it cannot, proved by drawing.

A missing glyph is silent (security.md section 6), so at start the outlines of two Chinese characters must
differ from each other and from nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QPainterPath

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

FAMILIES = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
PROBES = ("医", "承")
_MESSAGE = (
    "这台电脑上没有能显示汉字的字体，程序不能继续。请安装「微软雅黑」，"
    "或在 Linux 上安装 fonts-noto-cjk 软件包，然后重新打开程序。"
)
_ENGLISH = "No font with Chinese characters was found; install fonts-noto-cjk (or Microsoft YaHei)."


class FontsMissing(KnownError):
    """No installed font draws Chinese. `english` repeats it for screens that would show boxes."""

    def __init__(self) -> None:
        super().__init__("FONT_MISSING", _MESSAGE)
        self.english = _ENGLISH


def install_font(app: QApplication, size: int) -> str:
    """Set the application's font, `size` in logical pixels, and give its family; raises `FontsMissing`."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(size)
    if not draws_chinese(font):
        font = QFont(_from_file())
        font.setPixelSize(size)
        if not draws_chinese(font):
            raise FontsMissing
    app.setFont(font)
    return QFontInfo(font).family()


def draws_chinese(font: QFont) -> bool:
    """Tell whether two characters have different outlines; without a font both are the same empty box."""
    first, second = (_outline(font, text) for text in PROBES)
    return not first.isEmpty() and not second.isEmpty() and first != second


def _outline(font: QFont, text: str) -> QPainterPath:
    """Give what Qt would draw, substitute fonts included; drawing pixels would cost 15 ms at start."""
    path = QPainterPath()
    path.addText(0, 0, font, text)
    return path


def _from_file() -> str:
    """Give the family of a font file that the system's own list did not offer."""
    from core.files.fonts import NoChineseFont, find_fonts

    try:
        path = find_fonts().screen.path
    except NoChineseFont:
        raise FontsMissing from None
    number = QFontDatabase.addApplicationFont(str(path))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if not families:
        raise FontsMissing
    return families[0]

"""Design tokens (design.md "Tokens") and the one style sheet that is a template over them.

The log-in window imports this module before anything else of ours, so it stays free of heavy imports.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor, QPalette

from desktop.assets import asset, read_asset
from desktop.fonts import install_font

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

INK: Final = "#1D2B28"
INK2: Final = "#5A6B67"
INK3: Final = "#8A9995"
HINT: Final = "#65756F"
"""Hints that carry meaning: ink3 has only 2.9:1 on white, design.md asks for 4.5:1."""
BG: Final = "#F4F6F5"
SURFACE: Final = "#FFFFFF"
LINE: Final = "#DDE3E1"
LINE2: Final = "#EDF1EF"
FIELD_LINE: Final = "#C3CDCA"
HEADER: Final = "#F0F4F2"
STRIPE: Final = "#FAFCFB"
BRAND: Final = "#14695B"
BRAND_HOVER: Final = "#0F5549"
BRAND_SOFT: Final = "#E3F1EE"
SIDE: Final = "#12312B"
SIDE2: Final = "#1B433B"
SIDE_INK: Final = "#C9DAD5"
SIDE_INK2: Final = "#8FAAA3"
OK: Final = "#2E7D4F"
OK_SOFT: Final = "#E4F3EA"
WARN: Final = "#A86400"
WARN_INK: Final = "#8F5500"
"""Warning text on its soft ground; the token itself has 4.2:1 there."""
WARN_SOFT: Final = "#FDF1DC"
BAD: Final = "#B3382C"
BAD_SOFT: Final = "#FBE7E4"
INFO: Final = "#2A62A8"
INFO_SOFT: Final = "#E5EEF9"
CANVAS: Final = "#5B6663"
"""Ground behind a document in the viewer."""

SERIES: Final = ("#14695B", "#7FB8AC", "#C9A24B", "#2A62A8", "#B3382C")

TONES: Final[dict[str, tuple[str, str]]] = {
    "ok": ("#27704A", OK_SOFT),
    "warn": (WARN_INK, WARN_SOFT),
    "bad": ("#A83227", BAD_SOFT),
    "info": (INFO, INFO_SOFT),
    "neutral": (INK2, LINE2),
}
"""Ink and ground of a chip by tone."""

SIZE: Final = 13
SIZE_SMALL: Final = 12
SIZE_TITLE: Final = 18
SIZE_FIGURE: Final = 26
"""Font sizes in logical pixels; Qt scales them with the system (100-200 %)."""

ROW: Final = 35
"""Height of a table row in logical pixels."""
CELL_PAD: Final = 12
"""Distance from the edge of a cell to its text, the same in header and body."""
SIDE_WIDTH: Final = 206
SIDE_NARROW: Final = 84
"""The navigation as icons only, in a narrow window."""
RADIUS: Final = 8


def tokens() -> dict[str, str]:
    """Give every upper-case constant of this module by its name in lower case, as the template wants it."""
    values = {
        name.lower(): str(value)
        for name, value in globals().items()
        if name.isupper() and isinstance(value, (str, int))
    }
    return {**values, "icons": asset("style").as_posix()}


def stylesheet() -> str:
    """Give the style sheet; raises KeyError when the template names a token that is not there."""
    return Template(read_asset("style", "app.qss")).substitute(tokens())


def palette() -> QPalette:
    """Give the palette for what a style sheet does not reach (placeholders, links, disabled text)."""
    colours = QPalette()
    for role, value in (
        (QPalette.ColorRole.Window, BG),
        (QPalette.ColorRole.Base, SURFACE),
        (QPalette.ColorRole.AlternateBase, STRIPE),
        (QPalette.ColorRole.Button, SURFACE),
        (QPalette.ColorRole.Text, INK),
        (QPalette.ColorRole.WindowText, INK),
        (QPalette.ColorRole.ButtonText, INK),
        (QPalette.ColorRole.ToolTipBase, INK),
        (QPalette.ColorRole.ToolTipText, SURFACE),
        (QPalette.ColorRole.PlaceholderText, HINT),
        (QPalette.ColorRole.Highlight, BRAND),
        (QPalette.ColorRole.HighlightedText, SURFACE),
        (QPalette.ColorRole.Link, BRAND),
    ):
        colours.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(INK3))
    return colours


def apply(app: QApplication) -> None:
    """Dress the application once, before the first window: base style, palette, font, style sheet.

    Raises `desktop.fonts.FontsMissing` when no installed font draws Chinese.
    """
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette())
    install_font(app, SIZE)
    app.setStyleSheet(stylesheet())


def restyle(widget: QWidget) -> None:
    """Have a widget look again at the style sheet after a property that a selector reads has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and restyle only when it changed (unset is empty).

    The first restyling costs 15 ms of PySide's own start, so nothing of it happens in the log-in window.
    """
    if (widget.property(name) or "") != (value or ""):
        widget.setProperty(name, value)
        restyle(widget)

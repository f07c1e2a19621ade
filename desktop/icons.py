"""Icons: one-stroke SVG files, tinted by token, read when they are first shown."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from desktop import theme
from desktop.assets import read_asset


@lru_cache(maxsize=128)
def icon(name: str, colour: str = theme.INK2, size: int = 18) -> QIcon:
    """Give the icon `resources/icons/NAME.svg` in a colour, sharp at 100, 150 and 200 %."""
    from PySide6.QtSvg import QSvgRenderer

    text = read_asset("icons", f"{name}.svg").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    result = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        result.addPixmap(pixmap)
    return result

"""How the series of a chart look: a colour of the tokens, and edge and hatch that a grey print keeps."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop import theme

STEP = 5.0
"""Distance of the lines of a hatch, in logical pixels."""
ROUND = 2.0


class Fill(NamedTuple):
    """`edge` is the outline, `hatch` the stroke / - or | that crosses the ground in white."""

    ground: str
    edge: str
    hatch: str = ""


FILLS = (
    Fill(theme.SERIES[0], theme.SERIES[0]),
    Fill(theme.SERIES[1], theme.SERIES[0]),
    Fill(theme.SERIES[2], "#7E6019", "/"),
    Fill(theme.SERIES[3], "#1B4173", "-"),
    Fill(theme.SERIES[4], "#7A261E", "|"),
)
"""In grey the first, fourth and fifth are equally dark, the second and third equally light: edge and hatch
tell them apart."""


def paint_fill(painter: QPainter, box: QRectF, at: int, *, lit: bool = False) -> None:
    """Paint one bar or the sample of a legend; `lit` marks the bar that the pointer or the keyboard is at."""
    fill = FILLS[at % len(FILLS)]
    shape = QPainterPath()
    radius = min(ROUND, box.width() / 2, box.height() / 2)
    shape.addRoundedRect(box, radius, radius)
    painter.fillPath(shape, QColor(fill.ground))
    if fill.hatch and min(box.width(), box.height()) >= 3:
        _hatch(painter, box, shape, fill.hatch)
    if lit:
        painter.strokePath(shape, QPen(QColor(theme.INK), 2))
    elif fill.edge != fill.ground:
        painter.strokePath(shape, QPen(QColor(fill.edge), 1))


def _hatch(painter: QPainter, box: QRectF, shape: QPainterPath, hatch: str) -> None:
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(QColor(theme.SURFACE), 1.3))
    painter.drawLines(_strokes(box, hatch))
    painter.restore()


def _strokes(box: QRectF, stroke: str) -> list[QLineF]:
    """Lines from the bottom up, so that bars of one series look alike at their feet."""
    if stroke == "-":
        return [QLineF(box.left(), y, box.right(), y) for y in _steps(box.bottom(), box.top())]
    if stroke == "|":
        return [QLineF(x, box.top(), x, box.bottom()) for x in _steps(box.right(), box.left())]
    wide = box.width()
    starts = _steps(box.bottom() + wide, box.top())
    return [QLineF(QPointF(box.left(), y), QPointF(box.right(), y - wide)) for y in starts]


def _steps(start: float, end: float) -> list[float]:
    count = int((start - end) / STEP)
    return [start - STEP * (at + 0.5) for at in range(count + 1)]

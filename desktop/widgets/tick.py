"""A column of check boxes in a table: painted like every check box, its words read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop import theme
from desktop.widgets.table import CellDelegate

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QCheckBox, QStyleOptionViewItem

TICKED, UNTICKED = "已选", "未选"
"""Texts of a cell with a box; any other text has none."""
WIDTH = 34
_SIDE = 16.0


class TickDelegate(CellDelegate):
    """Paints a box instead of 已选 and 未选, nothing instead of an empty text."""

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        text: str,
    ) -> None:
        if text not in (TICKED, UNTICKED):
            super()._text(painter, option, index, text)
            return
        ticked = text == TICKED
        middle = option.rect.center().y() + 0.5
        box = QRectF(option.rect.left() + theme.CELL_PAD, middle - _SIDE / 2, _SIDE, _SIDE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.BRAND if ticked else "#9DABA6"), 1))
        painter.setBrush(QColor(theme.BRAND if ticked else theme.SURFACE))
        painter.drawRoundedRect(box, 4, 4)
        if ticked:
            painter.setPen(QPen(QColor(theme.SURFACE), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = box.topLeft()
            hook = (QPointF(4, 8.2), QPointF(7, 11.2), QPointF(12, 5.2))
            painter.drawPolyline(QPolygonF([corner + point for point in hook]))
        painter.restore()


def show_every(box: QCheckBox, picked: int, whole: int) -> None:
    """全选 shows whether none, some or all of the `whole` are ticked."""
    box.setTristate(0 < picked < whole)
    some = Qt.CheckState.PartiallyChecked if picked < whole else Qt.CheckState.Checked
    box.setCheckState(some if picked else Qt.CheckState.Unchecked)

"""The look of every table: header and cells line up, states are chips, rows are 35 px.

Item models bring text in DisplayRole and, where a cell is a chip or a link, its tone in a role of their own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from desktop import theme
from desktop.widgets.chip import paint_chip
from desktop.widgets.text import plain_tip

TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Tone of a chip (`theme.TONES`), or `link` for text in brand colour, or `muted`; empty for plain text."""

LEAST = 140
"""Logical pixels of the column that takes what is left, where it asks for as much."""
ROOM = "\u3000\u2002"
"""An ideographic space and half of one: as wide as the arrow with what is around it."""

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft)


class CellDelegate(QStyledItemDelegate):
    """Paints cells directly: twice as fast as the style, and text starts where the header's does."""

    def __init__(self, parent: QWidget | None = None, tone_role: int = TONE_ROLE) -> None:
        super().__init__(parent)
        self._tone_role = tone_role
        self._selected = QColor(theme.BRAND_SOFT)
        self._hover = QColor("#F3F8F6")
        self._stripe = QColor(theme.STRIPE)
        self._inks = {"": QColor(theme.INK), "link": QColor(theme.BRAND), "muted": QColor(theme.HINT)}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self._ground(painter, option, index)
        value = index.data(_DISPLAY)
        if value is not None and value != "":
            self._text(painter, option, index, str(value))
        if option.state & QStyle.StateFlag.State_HasFocus and self._cell_focus(option):
            painter.setPen(QPen(QColor(theme.BRAND), 1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data(_DISPLAY) or ""))
        return QSize(width + 2 * theme.CELL_PAD, theme.ROW)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the whole of a text that its cell has no room for."""
        text = str(index.data(_DISPLAY) or "")
        if event.type() != QEvent.Type.ToolTip or not self.is_cut(option, index):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True

    def is_cut(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the text of a cell is painted with … at its end."""
        room = option.rect.width() - theme.CELL_PAD - theme.CELL_PAD // 2
        chip = 9 if index.data(self._tone_role) in theme.TONES else 0
        return self.sizeHint(option, index).width() - 2 * theme.CELL_PAD > room - chip

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, self._hover)
        elif index.row() % 2:
            painter.fillRect(option.rect, self._stripe)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        text: str,
    ) -> None:
        tone = index.data(self._tone_role) or ""
        box = option.rect.adjusted(theme.CELL_PAD, 0, -theme.CELL_PAD // 2, 0)
        if tone in theme.TONES:
            # A chip's ground stands out by its padding, so that its text lines up with the header's.
            room = box.adjusted(-9, 0, 0, 0)
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            paint_chip(painter, QRectF(room), text, tone, option.font, outlined=chosen)
            return
        painter.setFont(option.font)
        painter.setPen(self._inks.get(tone, self._inks[""]))
        align = index.data(_ALIGN)
        flags = (int(align) if align is not None else _LEFT) | _VCENTER
        if flags & int(Qt.AlignmentFlag.AlignRight):
            box.setRight(option.rect.right() - theme.CELL_PAD)
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, flags, shown)

    def _cell_focus(self, option: QStyleOptionViewItem) -> bool:
        view = option.widget
        return isinstance(view, QAbstractItemView) and (
            view.selectionBehavior() != QAbstractItemView.SelectionBehavior.SelectRows
        )


class Header(QHeaderView):
    """A header whose titles at the right edge make room for the arrow of the sort."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        if sorted_by and option.textAlignment & Qt.AlignmentFlag.AlignRight:
            option.text = f"{option.text}{ROOM}"


class Table(QTableView):
    """A table in our look: whole rows, smooth, no grid. Enter and double click emit `opened(index)`.

    Ctrl+C copies the current cell's text. Set columns with `set_widths` after `setModel`.
    """

    opened = Signal(QModelIndex)

    def __init__(
        self, object_name: str, accessible: str, parent: QWidget | None = None, *, tone_role: int = TONE_ROLE
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible)
        self.setItemDelegate(CellDelegate(self, tone_role))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(24)
        rows.setDefaultSectionSize(theme.ROW)
        header = Header(self)
        self.setHorizontalHeader(header)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(34)
        header.setFixedHeight(37)
        header.setObjectName(f"{object_name}.header")
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        header.setFont(font)
        self._stretch, self._least_room, self._giving_room = -1, 0, False
        header.sectionResized.connect(self._give_room)
        self.doubleClicked.connect(self.opened)

    def set_widths(self, widths: list[int], stretch: int = -1) -> None:
        """Set the columns' widths in logical pixels; `stretch` names one that takes what is left.

        Where less than its title or `LEAST` is left, the table scrolls sideways instead.
        """
        header = self.horizontalHeader()
        self._stretch = stretch
        header.setStretchLastSection(stretch < 0)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
            if column == stretch:
                self._least_room = min(width, LEAST)
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self, *_: int) -> None:
        header, column = self.horizontalHeader(), self._stretch
        if self._giving_room or not 0 <= column < header.count() or header.isSectionHidden(column):
            return
        others = sum(header.sectionSize(one) for one in range(header.count()) if one != column)
        title = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        least = max(self._least_room, header.fontMetrics().horizontalAdvance(title) + 2 * theme.CELL_PAD)
        self._giving_room = True
        header.resizeSection(column, max(least, self.viewport().width() - others))
        self._giving_room = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(index)
            return
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            QApplication.clipboard().setText(str(index.data() or ""))
            return
        super().keyPressEvent(event)

"""A line of labelled fields that takes a second line where one has no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QLineEdit, QWidget

from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP, LINE_GAP = 12, 8
Line = list[QLayoutItem]


class FieldFlow(QLayout):
    """Fields from left to right in as few lines as they need; what was given to `set_end` ends the last one.

    A line's spare room goes to fields that can be wider, so that a search box fills it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: Line = []
        self._end: QLayoutItem | None = None
        self._needed = 0

    def add_field(self, label: str, *widgets: QWidget) -> None:
        """Put a field at the end: its label (empty for none) and what belongs to it, never torn apart."""
        if label:
            name = TextLabel(label, "secondary")
            name.setBuddy(widgets[0])
            widgets = (name, *widgets)
        self.addWidget(_together(widgets))

    def set_end(self, *widgets: QWidget) -> None:
        """Put what stands at the right edge of the last line; once, after all fields."""
        self.addWidget(_together(widgets))
        self._end = self._items[-1]

    # Qt

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._needed = max(self._needed, _height([item]))

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def sizeHint(self) -> QSize:
        return QSize(sum(_least(item) + GAP for item in self._items) - GAP, self._needed)

    def minimumSize(self) -> QSize:
        return QSize(max((_least(item) for item in self._items), default=0), self._needed)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top, lines = rect.top(), self._lines(rect.width())
        self._need(sum(_height(line) for line in lines) + LINE_GAP * (len(lines) - 1))
        for line in lines:
            height, left = _height(line), rect.left()
            for item, width in zip(line, _widths(line, rect.width()), strict=True):
                if item is self._end:
                    left = rect.right() + 1 - width
                item.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
                left += width + GAP
            top += height + LINE_GAP

    def _need(self, height: int) -> None:
        """Ask for the height of these lines.

        Not by `heightForWidth`: a scroll area then gives the whole page the height it would like, and
        scrolls where the least would fit.
        """
        if height != self._needed:
            self._needed = height
            self.update()

    def _lines(self, room: int) -> list[Line]:
        lines: list[Line] = [[]]
        used = 0
        for item in self._items:
            width = _least(item)
            if lines[-1] and used + width > room:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += width + GAP
        return lines


def _together(widgets: Iterable[QWidget]) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return group


def _least(item: QLayoutItem) -> int:
    return item.minimumSize().width()


def _most(item: QLayoutItem) -> int:
    """Only fields to type in grow, up to their own limit."""
    most, group = _least(item), item.widget()
    for part in group.findChildren(QLineEdit) if group is not None else ():
        most += part.maximumWidth() - max(part.minimumWidth(), part.minimumSizeHint().width())
    return most


def _height(line: Line) -> int:
    return max((item.sizeHint().height() for item in line), default=0)


def _widths(line: Line, room: int) -> list[int]:
    """What each gets: its least, and an equal share of the spare room up to its most."""
    widths = [_least(item) for item in line]
    spare = room - sum(widths) - GAP * (len(line) - 1)
    growing = [place for place, item in enumerate(line) if _most(item) > widths[place]]
    growing.sort(key=lambda place: _most(line[place]) - widths[place])
    for done, place in enumerate(growing):
        more = min(max(spare, 0) // (len(growing) - done), _most(line[place]) - widths[place])
        widths[place] += more
        spare -= more
    return widths

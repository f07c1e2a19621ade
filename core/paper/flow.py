"""Text and tables that run over as many pages as they need, placed before any page is painted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.paper.pdf import LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.paper.grid import Column
    from core.paper.pages import Painter
    from core.paper.pdf import Align, Sheet

_Draw = Callable[["Sheet", float], None]
"""Draws a piece whose upper edge is given."""
_PAD = 5.0


class _Piece(NamedTuple):
    top: float
    draw: _Draw


class Flow:
    """Fills pages from above; all measures in points. `top` and `bottom` bound every page but the first.

    `first_top` is where the first page begins, which may carry a title of its own.
    """

    def __init__(
        self,
        sheet: Sheet,
        *,
        left: float = 51.0,
        width: float = 493.0,
        top: float = 788.0,
        bottom: float = 58.0,
        first_top: float = 0.0,
    ) -> None:
        self.left, self.width = left, width
        self.y = self._start = first_top or top
        self._sheet = sheet
        self._top, self._bottom = top, bottom
        self._pages: list[list[_Piece]] = [[]]

    @property
    def pages(self) -> list[Painter]:
        """What has been placed, page by page."""
        return [partial(_paint, tuple(pieces)) for pieces in self._pages]

    def place(self, height: float, draw: _Draw) -> None:
        """A piece that is not divided; on the next page where it does not fit any more."""
        self.keep(height)
        self._pages[-1].append(_Piece(self.y, draw))
        self.y -= height

    def keep(self, height: float) -> None:
        """Sees to it that so much stays together."""
        if self.y - height < self._bottom and self.y < self._start:
            self.turn()

    def turn(self) -> None:
        """Goes on to the next page."""
        self._pages.append([])
        self.y = self._start = self._top

    def space(self, height: float) -> None:
        self.y = max(self._bottom, self.y - height)

    def text(
        self,
        words: str,
        size: float,
        *,
        indent: float = 0.0,
        align: Align = "left",
        spacing: float = LINE,
        bold: bool = False,
        grey: float = 0.0,
        smallest: float = 0.0,
    ) -> None:
        """Paragraphs, line by line, over as many pages as it takes; `indent` in points for all lines.

        With `smallest` the letters become smaller, down to it, where one line is enough then.
        """
        words = self._sheet.printable(words)
        if smallest:
            fit = (self.width - indent) / max(1.0, self._sheet.font.width(words))
            size = min(size, fit) if fit >= smallest else size
        for line in self._sheet.font.wrap(words, (self.width - indent) / size):
            x = self.left + indent
            x += {"left": 0.0, "centre": (self.width - indent) / 2, "right": self.width - indent}[align]
            self.place(
                size * spacing, partial(_line, x=x, line=line, size=size, align=align, bold=bold, grey=grey)
            )

    def words(self, facts: Sequence[str], size: float, *, spacing: float = LINE) -> None:
        """Short facts beside one another, divided between two of them where a line is full."""
        line = ""
        for fact in facts:
            longer = f"{line}　　{fact}" if line else fact
            if line and self._sheet.font.width(self._sheet.printable(longer)) * size > self.width:
                self.text(line, size, spacing=spacing)
                longer = fact
            line = longer
        if line:
            self.text(line, size, spacing=spacing)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float = 9.5) -> None:
        """Rows as high as their longest cell, wrapped; the head stands on every page.

        A row higher than a page is divided between its lines.
        """
        titles = [self._lines(column.title, column, size) for column in columns]
        wrapped = [
            [self._lines(text, column, size) for text, column in zip(row, columns, strict=True)]
            for row in rows
        ]
        first = _height(wrapped[0], size) if wrapped else 0.0
        whole = self._top - self._bottom
        self.keep(min(_height(titles, size) + first, whole))
        self._row(columns, titles, size, head=True)
        for cells in wrapped:
            self._divided(columns, cells, titles, size)

    def _divided(
        self,
        columns: Sequence[Column],
        cells: Sequence[Sequence[str]],
        titles: Sequence[Sequence[str]],
        size: float,
    ) -> None:
        """One row; on the next page where that has room for all of it, else in parts."""
        below_head = self._top - self._bottom - _height(titles, size)
        rest = list(cells)
        while any(rest):
            room = self._room(size)
            if room < 1 or (room < _most(rest) and _height(rest, size) <= below_head):
                self.turn()
                self._row(columns, titles, size, head=True)
                room = self._room(size)
            self._row(columns, [lines[:room] for lines in rest], size)
            rest = [lines[room:] for lines in rest]

    def _lines(self, text: str, column: Column, size: float) -> list[str]:
        printable = self._sheet.printable(text)
        return self._sheet.font.wrap(printable, (column.width - 2 * _PAD) / size)

    def _room(self, size: float) -> int:
        """Lines of a row that fit into what is left of the page."""
        return int((self.y - self._bottom - 2 * _PAD) / (size * LINE) + 1e-6)

    def _row(
        self, columns: Sequence[Column], cells: Sequence[Sequence[str]], size: float, *, head: bool = False
    ) -> None:
        draw = partial(_cells, left=self.left, columns=columns, cells=cells, size=size, head=head)
        self.place(_height(cells, size), draw)


def _paint(pieces: Sequence[_Piece], sheet: Sheet) -> None:
    for piece in pieces:
        piece.draw(sheet, piece.top)


def _line(
    sheet: Sheet, top: float, *, x: float, line: str, size: float, align: Align, bold: bool, grey: float
) -> None:
    sheet.line(x, top - size, line, size, align=align, bold=bold, grey=grey)


def _cells(
    sheet: Sheet,
    top: float,
    *,
    left: float,
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    size: float,
    head: bool,
) -> None:
    height = _height(cells, size)
    for column, lines in zip(columns, cells, strict=True):
        sheet.frame((left, top - height, column.width, height), shade=0.93 if head else None)
        align: Align = "centre" if head else column.align
        x = left + {"left": _PAD, "centre": column.width / 2, "right": column.width - _PAD}[align]
        y = top - (height - len(lines) * size * LINE) / 2 - size * 0.98
        for line in lines:
            sheet.line(x, y, line, size, align=align, bold=head)
            y -= size * LINE
        left += column.width


def _most(cells: Sequence[Sequence[str]]) -> int:
    return max(map(len, cells), default=0)


def _height(cells: Sequence[Sequence[str]], size: float) -> float:
    return _most(cells) * size * LINE + 2 * _PAD

"""Tables drawn straight on the page: ten thousand rows take a second.

Most texts of a table come again and again: each is fitted once, and the cells of a page are written in one go
(performance.md P18). A row is as high as its longest cell needs, nearly always one line.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.paper.pdf import Align, Sheet

PAD = 4.0
_ELLIPSIS = "…"
_LINE = 1.15
_AIR, _MORE_AIR = 2.0, 5.0
"""Points that two lines leave free in the height of their row, and that more of them do."""
_MOST_LINES = 16
"""Of a cell; what is longer is cut and named."""
_NUMBER_SIZE = 5.5
"""A number becomes as small as this before it is broken."""
SHADE = 0.93


class Column(NamedTuple):
    """`width` in points; the `title` may take two lines in the head. Numbers stand at the right."""

    title: str
    width: float
    align: Align = "left"


class _Cell(NamedTuple):
    """A text as drawn: its lines, each with how far it stands from the column's left edge.

    `rise` is from the middle of the row to the first base line, `height` what the row has to have, in points.
    """

    lines: tuple[tuple[str, float], ...]
    size: float
    cut: bool
    common: bool
    rise: float
    height: float


class Grid:
    """One table over many pages; a text too long for a line takes several small ones, and the row grows.

    `row` (the least) and `head` are heights, `size` and `smallest` those of letters, in points; a text that
    was cut is named by its column and by the place of its row, `第 3 行` or what `counted` says.
    """

    def __init__(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        *,
        left: float,
        row: float,
        head: float = 0.0,
        size: float = 9.0,
        smallest: float = 7.5,
        counted: str = "行",
    ) -> None:
        self.row = row
        self.head = head or row
        self._sheet = sheet
        self._columns = columns
        self._left = left
        self._counted = counted
        self._size, self._smallest = size, smallest
        self._edges = [left]
        for column in columns:
            self._edges.append(self._edges[-1] + column.width)
        self._known: list[dict[str, _Cell]] = [{} for _ in columns]

    def height(self, rows: Sequence[Sequence[str]]) -> float:
        """Points that the head and these rows take."""
        return self.head + sum(map(self._height, rows))

    def pages(
        self, rows: Sequence[Sequence[str]], *, first: float, other: float, end: float = 0.0
    ) -> list[Sequence[Sequence[str]]]:
        """The rows by page; `first` and `other` are the points there are for head and rows on a page.

        After the last row `end` points stay free, and what stands there is never without a row above it.
        """
        starts, used = [0], self.head
        for place, height in enumerate(map(self._height, rows)):
            room = first if len(starts) == 1 else other
            if used + height > room + 0.01 and place > starts[-1]:
                starts.append(place)
                used = self.head
            used += height
        room = first if len(starts) == 1 else other
        if used + end > room + 0.01 and len(rows) - starts[-1] > 1:
            starts.append(len(rows) - 1)
        return [rows[start:stop] for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True)]

    def draw(
        self, top: float, rows: Sequence[Sequence[str]], *, first: int = 1, total: Sequence[str] = ()
    ) -> float:
        """The head, these rows and perhaps a bold total; gives the lower edge.

        `first` is the number of the first row, for naming a text that was cut.
        """
        heights: list[float] = [*map(self._height, rows), *((self._height(total),) if total else ())]
        edges = [top - self.head - below for below in accumulate(heights, initial=0.0)]
        self._rules(top, edges, shaded=bool(total))
        for column, left in zip(self._columns, self._edges, strict=False):
            box = (left + 2, top - self.head, column.width - 4, self.head)
            self._sheet.fitted(box, column.title, self._size, name=column.title, align="centre", bold=True)
        middles = [(above + below) / 2 for above, below in pairwise(edges)]
        self._rows(middles, rows, first)
        if total:
            self._total(middles[-1], total)
        return edges[-1]

    def _height(self, row: Sequence[str]) -> float:
        highest = self.row
        for place, value in enumerate(row):
            height = self._cell(place, value).height
            if height > highest:
                highest = height
        return highest

    def _cell(self, place: int, value: str) -> _Cell:
        known = self._known[place]
        cell = known.get(value)
        if cell is None:
            cell = known[value] = self._fitted(value, self._columns[place])
        return cell

    def _rules(self, top: float, edges: Sequence[float], *, shaded: bool) -> None:
        width = self._edges[-1] - self._left
        self._sheet.frame((self._left, edges[0], width, self.head), shade=SHADE)
        if shaded:
            self._sheet.frame((self._left, edges[-1], width, edges[-2] - edges[-1]), shade=0.97)
        canvas = self._sheet.canvas
        canvas.setLineWidth(0.4)
        canvas.grid(self._edges, [top, *edges])
        canvas.setLineWidth(0.6)
        canvas.setFillGray(0)

    def _rows(self, middles: Sequence[float], rows: Sequence[Sequence[str]], first: int) -> None:
        """All cells column by column in one text object: the face is named once, not for every cell."""
        sheet = self._sheet
        text = sheet.canvas.beginText()
        for place, (column, left) in enumerate(zip(self._columns, self._edges, strict=False)):
            size = 0.0
            for number, row in enumerate(rows):
                cell = self._cell(place, row[place])
                if cell.cut:
                    sheet.shortened[f"第 {first + number} {self._counted}{column.title}"] = None
                base = middles[number] + cell.rise
                if cell.common and size != cell.size:
                    size = cell.size
                    text.setFont(sheet.font.name, size)
                for words, shift in cell.lines:
                    if not cell.common:
                        sheet.draw(left + shift, base, words, cell.size)
                    elif words:
                        text.setTextOrigin(left + shift, base)
                        text.textOut(words)
                    base -= cell.size * _LINE
        sheet.canvas.drawText(text)

    def _total(self, middle: float, total: Sequence[str]) -> None:
        for place, (value, left) in enumerate(zip(total, self._edges, strict=False)):
            cell = self._cell(place, value)
            base = middle + cell.rise
            for words, shift in cell.lines:
                self._sheet.draw(left + shift, base, words, cell.size, bold=True)
                base -= cell.size * _LINE

    def _fitted(self, value: str, column: Column) -> _Cell:
        """Text for one line, somewhat smaller where that is enough; else for as many as it takes."""
        font, room = self._sheet.font, column.width - 2 * PAD
        text = self._sheet.printable(value).replace("\n", " ")
        length = font.width(text)
        smallest = _NUMBER_SIZE if column.align == "right" else self._smallest
        size = min(self._size, max(smallest, room / length)) if length else self._size
        lines, cut = [text], False
        if length * size > room + 0.01:
            lines = font.wrap(text, room / size)
            cut = len(lines) > _MOST_LINES
            lines = lines[:_MOST_LINES]
            if cut:
                lines[-1] = self._cut(lines[-1], room / size)
        placed = tuple((line, self._shift(line, size, column)) for line in lines)
        rise = size * (_LINE * (len(lines) - 1) / 2 - 0.36)
        height = len(lines) * size * _LINE + (_AIR if len(lines) < 3 else _MORE_AIR)
        return _Cell(placed, size, cut, font.common(text), rise, height)

    def _cut(self, text: str, room: float) -> str:
        while text and self._sheet.font.width(text + _ELLIPSIS) > room:
            text = text[:-1]
        return text + _ELLIPSIS

    def _shift(self, text: str, size: float, column: Column) -> float:
        free = column.width - 2 * PAD - self._sheet.font.width(text) * size
        return PAD + {"left": 0.0, "centre": free / 2, "right": free}[column.align]

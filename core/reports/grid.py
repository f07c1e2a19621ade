"""Tables whose rows are all of one height, drawn straight on the page: ten thousand rows take a second.

Most texts of a table come again and again: each is fitted once, and the cells of a page are written in one go
(performance.md P18).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.reports.pdf import Align, Sheet

PAD = 4.0
_ELLIPSIS = "…"
_LINE = 1.15
SHADE = 0.93


class Column(NamedTuple):
    """`width` in points; the `title` may take two lines in the head."""

    title: str
    width: float
    align: Align = "left"


class _Cell(NamedTuple):
    """A text as drawn: one line or two, each with how far it stands from the column's left edge."""

    lines: tuple[tuple[str, float], ...]
    size: float
    cut: bool
    common: bool

    @property
    def rise(self) -> float:
        """Points from the middle of the row to the first base line."""
        return self.size * (_LINE * (len(self.lines) - 1) / 2 - 0.36)


class Grid:
    """One table over many pages; a text too long for a line takes two small ones in a row that has room.

    `row` and `head` are heights, `size` and `smallest` those of letters, in points; a text that was cut is
    named by its column and by the place of its row, `第 3 行` or what `counted` says.
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

    def height(self, rows: int) -> float:
        """Points that the head and so many rows take."""
        return self.head + self.row * rows

    def draw(
        self, top: float, rows: Sequence[Sequence[str]], *, first: int = 1, total: Sequence[str] = ()
    ) -> float:
        """The head, these rows and perhaps a bold total; gives the lower edge.

        `first` is the number of the first row, for naming a text that was cut.
        """
        lines = len(rows) + bool(total)
        bottom = top - self.height(lines)
        self._rules(top, bottom, lines, shaded=bool(total))
        for column, left in zip(self._columns, self._edges, strict=False):
            box = (left + 2, top - self.head, column.width - 4, self.head)
            self._sheet.fitted(box, column.title, self._size, name=column.title, align="centre", bold=True)
        self._rows(top - self.head, rows, first)
        if total:
            self._total(bottom, total)
        return bottom

    def _rules(self, top: float, bottom: float, lines: int, *, shaded: bool) -> None:
        width = self._edges[-1] - self._left
        self._sheet.frame((self._left, top - self.head, width, self.head), shade=SHADE)
        if shaded:
            self._sheet.frame((self._left, bottom, width, self.row), shade=0.97)
        canvas = self._sheet.canvas
        canvas.setLineWidth(0.4)
        canvas.grid(self._edges, [*(bottom + self.row * place for place in range(lines + 1)), top])
        canvas.setLineWidth(0.6)
        canvas.setFillGray(0)

    def _rows(self, top: float, rows: Sequence[Sequence[str]], first: int) -> None:
        """All cells column by column in one text object: the face is named once, not for every cell."""
        sheet = self._sheet
        text = sheet.canvas.beginText()
        for place, (column, left) in enumerate(zip(self._columns, self._edges, strict=False)):
            known, y, size = self._known[place], top - self.row / 2, 0.0
            for number, row in enumerate(rows):
                value = row[place]
                cell = known.get(value)
                if cell is None:
                    cell = known[value] = self._fitted(value, column)
                if cell.cut:
                    sheet.shortened[f"第 {first + number} {self._counted}{column.title}"] = None
                base = y - self.row * number + cell.rise
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

    def _total(self, bottom: float, total: Sequence[str]) -> None:
        for value, column, left in zip(total, self._columns, self._edges, strict=False):
            cell = self._fitted(value, column)
            base = bottom + self.row / 2 + cell.rise
            for words, shift in cell.lines:
                self._sheet.draw(left + shift, base, words, cell.size, bold=True)
                base -= cell.size * _LINE

    def _fitted(self, value: str, column: Column) -> _Cell:
        """Text for one line, somewhat smaller where that is enough; else for two, and what is over is cut."""
        font, room = self._sheet.font, column.width - 2 * PAD
        text = self._sheet.printable(value).replace("\n", " ")
        length = font.width(text)
        size = min(self._size, max(self._smallest, room / length)) if length else self._size
        lines = [text]
        if length * size > room + 0.01:
            most = max(1, int((self.row - 2) / (size * _LINE)))
            lines = font.wrap(text, room / size) if most > 1 else lines
            cut = most < 2 or len(lines) > 2
            lines = lines[:2]
            if cut:
                lines[-1] = self._cut(lines[-1], room / size)
        else:
            cut = False
        placed = tuple((line, self._shift(line, size, column)) for line in lines)
        return _Cell(placed, size, cut, font.common(text))

    def _cut(self, text: str, room: float) -> str:
        while text and self._sheet.font.width(text + _ELLIPSIS) > room:
            text = text[:-1]
        return text + _ELLIPSIS

    def _shift(self, text: str, size: float, column: Column) -> float:
        free = column.width - 2 * PAD - self._sheet.font.width(text) * size
        return PAD + {"left": 0.0, "centre": free / 2, "right": free}[column.align]

"""Columns are data: what a table shows of a row, in which order and how wide (style.md habit 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row")

LEFT = 0x0081
"""Qt.AlignLeft | Qt.AlignVCenter as a plain int: an enum look-up costs twenty times as much in `data()`."""
RIGHT = 0x0082
CENTRE = 0x0084

Kind = Literal["text", "int", "decimal", "date", "none"]


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table.

    `key` is stable (settings remember it), `text` gives what the cell says, copies and reads aloud.
    `sort` is the name the query sorts by, empty when it cannot. `width` is in logical pixels. `tone`
    gives the tone of a chip (`ok`, `warn`, `bad`, `info`, `neutral`) or an empty string for plain text.
    `mark` gives a second chip behind it (待上报) or nothing. A `link` cell looks and works like a link.
    `fixed` columns cannot be hidden; `hidden` ones are hidden until the clerk asks for them. `kind` says
    what a workbook makes of the text: a number, a day (ISO), `none` for a column that is there to be
    pressed. `full` gives the whole of a masked number, for an export that two people answer for.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    sort: str = ""
    align: int = LEFT
    width: int = 110
    tone: Callable[[Row], str] | None = None
    mark: Callable[[Row], str] | None = None
    link: bool = False
    fixed: bool = False
    hidden: bool = False
    kind: Kind = "text"
    full: Callable[[Row], str] | None = None

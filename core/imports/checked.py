"""A list from Excel as it is checked: what a row says, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from core.domain.values import Labelled, Value

if TYPE_CHECKING:
    from core.files.workbooks import Cell

Entry = TypeVar("Entry")

REMEMBERED = 20_000
"""Cells and judgements kept; a hostile file of ever different days does not grow the memory."""


class Verdict(Labelled):
    """What becomes of a row; `SAME` ones stand in the store already, word for word."""

    GOOD = "good", "可导入"
    CONFIRM = "confirm", "需确认"
    SAME = "same", "已录入"
    WRONG = "wrong", "有错"


class GivenRow(NamedTuple):
    """A row as read: `number` as Excel counts, cells and their texts in the order of the list's fields.

    `flaws` are sentences about cells that have no value of their own (formulas, errors, merged cells).
    """

    number: int
    cells: tuple[Cell, ...]
    texts: tuple[str, ...]
    flaws: tuple[str, ...] = ()


class CheckedRow(Value, Generic[Entry], frozen=True, gc=False):
    """One row of the file; `entry` is what it would enter, `reason` what is wrong or to be confirmed."""

    number: int
    texts: tuple[str, ...]
    verdict: Verdict
    reason: str = ""
    entry: Entry | None = None


AnyRow = CheckedRow[Any]


@dataclass(frozen=True)
class CheckedList(Generic[Entry]):
    """The sheet that was read: every row that is not empty, in its order.

    `unread` are the names of further sheets that hold such a list as well, `notes` the numbers of rows that
    are no entries: totals, remarks and signatures below the list.
    """

    sheet: str
    rows: tuple[CheckedRow[Entry], ...]
    unread: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()

    @cached_property
    def by_verdict(self) -> dict[Verdict, tuple[CheckedRow[Entry], ...]]:
        sorted_: dict[Verdict, list[CheckedRow[Entry]]] = {verdict: [] for verdict in Verdict}
        for row in self.rows:
            sorted_[row.verdict].append(row)
        return {verdict: tuple(rows) for verdict, rows in sorted_.items()}

    def of(self, verdict: Verdict) -> tuple[CheckedRow[Entry], ...]:
        return self.by_verdict[verdict]

    def entries(self, *verdicts: Verdict) -> tuple[Entry, ...]:
        """What the rows of these verdicts would enter."""
        return tuple(row.entry for verdict in verdicts for row in self.of(verdict) if row.entry is not None)

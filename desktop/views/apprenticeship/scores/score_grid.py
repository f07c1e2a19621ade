"""The grid of 逐人录入 (C4): people with three cells to fill in, every change undoable.

It keeps texts and asks `judge(row, texts)` what they mean; it knows no rule itself. An empty result shows
what the pass mark makes of the score.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.models.cells import CellsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DAY, SCORE, RESULT = range(3)
"""The cells of a person."""
EDITED = ("考核日期", "考核成绩", "考核结果")
TONE_ROLE = 0x0101
_DISPLAY, _EDIT, _TOOLTIP, _ALIGN, _ACCESSIBLE = 0, 2, 3, 7, 11

Index = QModelIndex | QPersistentModelIndex


class Judged(NamedTuple):
    """What a row's texts mean: state word and tone, the reason by cell (-1: the whole row), shown result."""

    word: str
    tone: str
    problems: dict[int, str]
    result: str = ""

    def reason(self) -> str:
        return "；".join(dict.fromkeys(self.problems.values()))


class Change(NamedTuple):
    row: int
    cell: int
    before: str
    after: str


class ScoreGrid(CellsModel):
    """`edited` after every change of texts. Columns: the fixed ones, then the three cells, then the state."""

    edited = Signal()

    def __init__(
        self,
        titles: Sequence[str],
        people: Sequence[tuple[str, ...]],
        judge: Callable[[int, tuple[str, str, str]], Judged],
        parent: QObject | None = None,
    ) -> None:
        """`people` brings the texts of the fixed columns, whose headers are `titles`."""
        super().__init__(parent)
        self._titles = (*titles, *EDITED, "状态")
        self.first = len(titles)
        self._people = [tuple(one) for one in people]
        self._judge = judge
        self._texts = [["", "", ""] for _ in people]
        self._judged = [judge(row, ("", "", "")) for row in range(len(people))]
        self._undo: list[list[Change]] = []
        self._redo: list[list[Change]] = []

    # what stands there

    def texts(self, row: int) -> tuple[str, str, str]:
        day, score, result = self._texts[row]
        return day, score, result

    def judged(self, row: int) -> Judged:
        return self._judged[row]

    def cell_of(self, column: int) -> int:
        """Which cell a column shows: DAY, SCORE, RESULT, or -1."""
        cell = column - self.first
        return cell if cell in (DAY, SCORE, RESULT) else -1

    def problem_at(self, row: int, column: int) -> str:
        """What is wrong with a cell; of the state column and fixed ones, with the whole row."""
        if not 0 <= row < len(self._people):
            return ""
        judged, cell = self._judged[row], self.cell_of(column)
        return judged.problems.get(cell, "") if cell >= 0 else judged.reason()

    # changes

    def set_texts(self, changes: Iterable[tuple[int, int, str]]) -> bool:
        """Set (row, cell, text) in one step that 撤销 takes back; tell whether anything is different."""
        made = [
            Change(row, cell, self._texts[row][cell], text.strip())
            for row, cell, text in changes
            if 0 <= row < len(self._people) and self._texts[row][cell] != text.strip()
        ]
        if made:
            self._undo.append(made)
            self._redo.clear()
            self._apply([(one.row, one.cell, one.after) for one in made])
        return bool(made)

    def paste(self, row: int, column: int, block: Sequence[Sequence[str]]) -> int:
        """Put a block of texts at a cell, as far as there are rows and cells; gives how many rows took it."""
        changes = [
            (row + down, self.cell_of(column + across), text)
            for down, line in enumerate(block)
            for across, text in enumerate(line)
            if row + down < len(self._people) and self.cell_of(column + across) >= 0
        ]
        self.set_texts(changes)
        return len({row for row, _, _ in changes})

    def undo(self) -> None:
        """Take the last step back."""
        self._step(self._undo, self._redo, back=True)

    def redo(self) -> None:
        self._step(self._redo, self._undo, back=False)

    def remove(self, rows: Iterable[int]) -> None:
        """Drop people who are entered; what could be undone refers to other rows then, and is forgotten."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            for list_ in (self._people, self._texts, self._judged):
                del list_[row]
            self.endRemoveRows()
        self._undo.clear()
        self._redo.clear()
        self.edited.emit()

    def rejudge(self) -> None:
        """Judge every row anew: whom it is about has moved."""
        self._apply([(row, DAY, texts[DAY]) for row, texts in enumerate(self._texts)])

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY or orientation != Qt.Orientation.Horizontal:
            return None
        return self._titles[section] if 0 <= section < len(self._titles) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.cell_of(index.column()) >= 0 else flags

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        row, column = index.row(), index.column()
        if not (0 <= row < len(self._people) and 0 <= column < len(self._titles)):
            return None
        if role in (_DISPLAY, _EDIT, _ACCESSIBLE):
            return self._text(row, column, edited=role == _EDIT)
        if role == TONE_ROLE:
            return self._tone(row, column)
        if role == _TOOLTIP:
            problem = self.problem_at(row, column)
            # A tool tip takes what looks like markup for markup (security.md section 5, row 8).
            return f"<span>{escape(problem)}</span>" if problem else None
        return 0x0081 if role == _ALIGN else None

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        cell = self.cell_of(index.column())
        if role != _EDIT or cell < 0:
            return False
        return self.set_texts([(index.row(), cell, str(value))])

    # inside

    def _text(self, row: int, column: int, *, edited: bool) -> str:
        if column < self.first:
            return self._people[row][column]
        cell = self.cell_of(column)
        if cell < 0:
            return self._judged[row].word
        text = self._texts[row][cell]
        return self._judged[row].result if cell == RESULT and not text and not edited else text

    def _tone(self, row: int, column: int) -> str:
        cell = self.cell_of(column)
        if column == len(self._titles) - 1:
            return self._judged[row].tone
        if cell >= 0 and cell in self._judged[row].problems:
            return "bad"
        return "muted" if cell == RESULT and not self._texts[row][RESULT] else ""

    def _apply(self, changes: Sequence[tuple[int, int, str]]) -> None:
        rows = set()
        for row, cell, text in changes:
            self._texts[row][cell] = text
            rows.add(row)
        for row in rows:
            self._judged[row] = self._judge(row, self.texts(row))
        if rows:
            last = len(self._titles) - 1
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), last), [_DISPLAY])
        self.edited.emit()

    def _step(self, source: list[list[Change]], target: list[list[Change]], *, back: bool) -> None:
        if source:
            made = source.pop()
            target.append(made)
            self._apply([(one.row, one.cell, one.before if back else one.after) for one in made])

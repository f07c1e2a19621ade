"""A table of which some cells are filled in, as `desktop.widgets.grid` shows it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class CellsModel(QAbstractTableModel):
    """The cells that are filled in stand together: `first` is the column of the first one."""

    first = 0

    @abstractmethod
    def texts(self, row: int) -> Sequence[str]:
        """What stands in the cells of a row."""

    @abstractmethod
    def cell_of(self, column: int) -> int:
        """Which cell a column shows, -1 for none."""

    @abstractmethod
    def set_texts(self, changes: Iterable[tuple[int, int, str]]) -> bool:
        """Write (row, cell, text) as one step that can be undone; whether anything changed."""

    @abstractmethod
    def paste(self, row: int, column: int, block: Sequence[Sequence[str]]) -> int:
        """Put lines of texts at a place and say how many lines found room."""

    @abstractmethod
    def undo(self) -> None:
        """Take the last step back."""

    @abstractmethod
    def redo(self) -> None:
        """Do again what was taken back last."""

"""A splitter whose place outlives the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

WIDEST = 16384
"""No wider in logical pixels, whatever a file says."""


class KeptSplitter(QSplitter):
    """Two halves beside each other; `read()` and `write(text)` keep their widths as two numbers."""

    def __init__(
        self,
        object_name: str,
        left: QWidget,
        right: QWidget,
        read: Callable[[], str],
        write: Callable[[str], None],
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(object_name)
        self.setHandleWidth(10)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(right)
        self._write = write
        sizes = [int(word) for word in read().split() if word.isdecimal()]
        self.setSizes(sizes if len(sizes) == 2 and 0 < sum(sizes) <= WIDEST else [560, 560])
        self.splitterMoved.connect(self._moved)

    def _moved(self) -> None:
        self._write(" ".join(str(size) for size in self.sizes()))

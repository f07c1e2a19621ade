"""Two ways to look at a statistic: the list of people, or the figures; one of two buttons is pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from desktop.widgets.buttons import Button


class Switch(QWidget):
    """`chosen(place)` when a clerk presses the other one; `name` is the prefix of the buttons' names."""

    chosen = Signal(int)

    def __init__(self, name: str, *words: tuple[str, str]) -> None:
        """`words` are the key and the label of each button."""
        super().__init__()
        self.buttons = tuple(Button(label, f"{name}.show_{key}", "filter") for key, label in words)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for place, button in enumerate(self.buttons):
            self._group.addButton(button, place)
            line.addWidget(button)
        line.addStretch(1)
        self.buttons[0].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    def place(self) -> int:
        """Which one is pressed."""
        return self._group.checkedId()

    def _clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(self._group.id(button))

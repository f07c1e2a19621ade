"""What every query row above a list has: 查询, 重置, Enter, and a sentence for bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FieldFlow
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from desktop.views.lists.day_field import DayField


class QueryRow(Card):
    """Emits `asked(query)`. A row hands its fields to `lay_out`, gives `query()`, shows one by `show_query`.

    `name` is the prefix of the controls' names.
    """

    asked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(13, 10, 13, 10))
        self.heading.setParent(self)
        self.heading.hide()
        self.setObjectName(name)
        self.go = Button("查询", f"{name}.go", "primary")
        self.again = Button("重置", f"{name}.reset")
        self.error = TextLabel("", "error")
        name_widget(self.error, f"{name}.error", "查询条件错误")
        self.error.hide()
        self.go.clicked.connect(self.ask)
        self.again.clicked.connect(self.reset)

    def lay_out(self, *fields: tuple[str, *tuple[QWidget, ...]]) -> None:
        """Put labelled fields into one line, or more where one has no room; 查询 and 重置 end the last.

        A choice asks as soon as it is made.
        """
        flow = FieldFlow()
        for label, *widgets in fields:
            flow.add_field(label, *widgets)
            for widget in widgets:
                if isinstance(widget, QComboBox):
                    widget.activated.connect(self.ask)
        flow.set_end(self.go, self.again)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(flow)
        column.addWidget(self.error)
        self.body.addLayout(column)

    def query(self) -> Any:
        """What the fields say."""
        return None

    def reset(self) -> None:
        """Put the fields back to where they began, and ask."""
        self.ask()

    def ask(self) -> None:
        """Emit the query, or say below the fields what is wrong with it."""
        problem = self._problem()
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        if not problem:
            self.asked.emit(self.query())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask()
            return
        super().keyPressEvent(event)

    def _problem(self) -> str:
        """What is wrong with the fields; empty when nothing is."""
        return ""


def days_problem(since: DayField, until: DayField, days: str) -> str:
    """Say what is wrong with a range of days and put the focus there; empty when nothing is."""
    for field in (since, until):
        if not field.is_right():
            field.setFocus()
            return "日期请写成 2026-03-05 这样的形式。"
    if since.day() and until.day() and since.day() > until.day():
        until.setFocus()
        return f"{days}的起始日期晚于结束日期，请调整。"
    return ""


def choice(name: str, accessible: str, options: Iterable[tuple[str, str]], width: int) -> QComboBox:
    """Make a choice of words; its data are the values of the query."""
    combo = QComboBox()
    name_widget(combo, name, accessible)
    combo.setFixedWidth(width)
    for label, value in options:
        combo.addItem(label, value)
    return combo


def choose(combo: QComboBox, value: str) -> None:
    """Show the option with this value, the first one when there is none."""
    combo.setCurrentIndex(max(combo.findData(value), 0))

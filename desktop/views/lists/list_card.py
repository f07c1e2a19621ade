"""The card around a list: how many rows at the left, the actions at the right, the table below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.text import ElidedLabel, name_widget

if TYPE_CHECKING:
    from desktop.views.lists.rows_table import RowsTable


class ListCard(Card):
    """`counts` is the text at the left; `name` the prefix of the controls' names; actions stand in order."""

    def __init__(self, name: str, rows: RowsTable[Any, Any], *actions: Button) -> None:
        super().__init__(margins=(0, 0, 0, 0))
        self.heading.setParent(self)
        self.heading.hide()
        self._rows = rows
        self.counts = ElidedLabel("")
        name_widget(self.counts, f"{name}.counts", "条数")
        self.columns = Button("列", f"{name}.columns", tip="显示、隐藏或移动列", accessible="设置显示的列")
        self.columns.clicked.connect(self._open_columns)
        bar = QWidget()
        bar.setFixedHeight(48)
        line = QHBoxLayout(bar)
        line.setContentsMargins(14, 0, 10, 0)
        line.setSpacing(8)
        line.addWidget(self.counts)
        line.addStretch(1)
        for button in (self.columns, *actions):
            line.addWidget(button)
        self.body.setSpacing(0)
        self.body.addWidget(bar)
        self.body.addWidget(rows, 1)

    def _open_columns(self) -> None:
        self._rows.columns.open_at(self.columns.mapToGlobal(QPoint(0, self.columns.height() + 2)))

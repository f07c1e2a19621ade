"""The query row of the register: one search box, state, day of filing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.values import ApprenticeshipState
from core.store.readmodels import RegisterQuery
from desktop.views.day_field import DayField
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.search import SearchBox
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class RegisterQueryRow(Card):
    """Emits `asked(RegisterQuery)`; the sort is kept by the list."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(13, 10, 13, 10))
        self.heading.setParent(self)
        self.heading.hide()
        self.setObjectName("register.query")
        self.text = SearchBox("register.query.text", "搜索台账", "姓名、身份证号、备案号、拼音首字母或执业地")
        self.text.setMinimumWidth(130)
        self.state = QComboBox()
        name_widget(self.state, "register.query.state", "状态")
        self.state.setFixedWidth(106)
        self.state.addItem("全部", "")
        for state in ApprenticeshipState:
            self.state.addItem(state.label, str(state))
        self.since = DayField("register.query.from", "备案日期从")
        self.until = DayField("register.query.to", "备案日期到")
        self.go = Button("查询", "register.query.go", "primary")
        self.again = Button("重置", "register.query.reset")
        self.error = TextLabel("", "error")
        name_widget(self.error, "register.query.error", "查询条件错误")
        self.error.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.text, 1)
        row.addSpacing(6)
        for label, *widgets in (
            ("状态", self.state),
            ("备案日期", self.since, TextLabel("—", "hint"), self.until),
        ):
            row.addWidget(TextLabel(label, "secondary"))
            for widget in widgets:
                row.addWidget(widget)
            row.addSpacing(6)
        row.addWidget(self.go)
        row.addWidget(self.again)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.error)
        self.body.addLayout(column)
        self.go.clicked.connect(self._ask)
        self.again.clicked.connect(self.reset)
        self.state.activated.connect(self._ask)

    def query(self) -> RegisterQuery:
        """What the fields say."""
        return RegisterQuery(
            text=self.text.text().strip(),
            state=str(self.state.currentData()),
            filed_from=self.since.day(),
            filed_to=self.until.day(),
        )

    def show_query(self, query: RegisterQuery) -> None:
        """Put a query into the fields without asking it."""
        self.text.setText(query.text)
        self.state.setCurrentIndex(max(self.state.findData(query.state), 0))
        self.since.set_day(query.filed_from)
        self.until.set_day(query.filed_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(RegisterQuery())
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            return
        super().keyPressEvent(event)

    def _ask(self) -> None:
        problem = self._problem()
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        if not problem:
            self.asked.emit(self.query())

    def _problem(self) -> str:
        for field in (self.since, self.until):
            if not field.is_right():
                field.setFocus()
                return "日期请写成 2026-03-05 这样的形式。"
        if self.since.day() and self.until.day() and self.since.day() > self.until.day():
            self.until.setFocus()
            return "备案日期的起始日期晚于结束日期，请调整。"
        return ""

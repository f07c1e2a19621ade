"""The query row of the filing list: labelled fields, 查询 and 重置; Enter queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.domain.values import FilingState
from core.store.readmodels import FilingQuery
from desktop.views.day_field import DayField
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

STATES = (("全部", ""), *((state.label, str(state)) for state in FilingState))
DUES = (("全部", ""), ("即将超期", "soon"), ("已超期", "overdue"))
SECOND = ("时间", "期限")
"""Fields of the second row in a narrow window."""
WIDE = 1040
NARROWEST = 620
"""Widths in logical pixels: for one row, and for two."""
DEFAULT = FilingQuery(state=FilingState.PENDING)


class FilingsQuery(Card):
    """Emits `asked(FilingQuery)`; sort and kind are kept by the list."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(13, 10, 13, 10))
        self.heading.setParent(self)
        self.heading.hide()
        self.setObjectName("filings.query")
        self.applicant = _line("filings.query.applicant", "填报人", "姓名、身份证号或备案号", 116)
        self.place = _line("filings.query.place", "老师执业地", "", 112)
        self.state = _choice("filings.query.state", "状态", STATES, 106)
        self.since = DayField("filings.query.from", "提交时间从")
        self.until = DayField("filings.query.to", "提交时间到")
        self.due = _choice("filings.query.due", "办理期限", DUES, 102)
        self.go = Button("查询", "filings.query.go", "primary")
        self.again = Button("重置", "filings.query.reset")
        self.error = TextLabel("", "error")
        name_widget(self.error, "filings.query.error", "查询条件错误")
        self.error.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(6)
        first, row = QHBoxLayout(), QHBoxLayout()
        for half in (first, row):
            half.setSpacing(6)
            self._row.addLayout(half, int(half is row))
        for label, *widgets in (
            ("填报人", self.applicant),
            ("老师执业地", self.place),
            ("状态", self.state),
            ("时间", self.since, TextLabel("—", "hint"), self.until),
            ("期限", self.due),
        ):
            name = TextLabel(label, "secondary")
            name.setBuddy(widgets[0])
            half = row if label in SECOND else first
            half.addWidget(name)
            for widget in widgets:
                half.addWidget(widget)
            half.addSpacing(6)
        first.addStretch(1)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.again)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.error)
        self.body.addLayout(column)
        self.go.clicked.connect(self._ask)
        self.again.clicked.connect(self.reset)
        for combo in (self.state, self.due):
            combo.activated.connect(self._ask)
        self.show_query(DEFAULT)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row, or two where one has no room."""
        super().resizeEvent(event)
        one = self.width() >= WIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)

    def query(self) -> FilingQuery:
        """What the fields say."""
        return FilingQuery(
            state=str(self.state.currentData()),
            applicant=self.applicant.text().strip(),
            place=self.place.text().strip(),
            due=str(self.due.currentData()),
            submitted_from=self.since.day(),
            submitted_to=self.until.day(),
        )

    def show_query(self, query: FilingQuery) -> None:
        """Put a query into the fields without asking it."""
        self.applicant.setText(query.applicant)
        self.place.setText(query.place)
        self.state.setCurrentIndex(max(self.state.findData(query.state), 0))
        self.due.setCurrentIndex(max(self.due.findData(query.due), 0))
        self.since.set_day(query.submitted_from)
        self.until.set_day(query.submitted_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(DEFAULT)
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
            query = self.query()
            if query.due and query.state:
                # A time limit is for pending ones only: the other way round the list would be empty.
                query = msgspec.structs.replace(query, state=FilingState.PENDING)
                self.state.setCurrentIndex(self.state.findData(str(FilingState.PENDING)))
            self.asked.emit(query)

    def _problem(self) -> str:
        for field in (self.since, self.until):
            if not field.is_right():
                field.setFocus()
                return "日期请写成 2026-03-05 这样的形式。"
        if self.since.day() and self.until.day() and self.since.day() > self.until.day():
            self.until.setFocus()
            return "时间的起始日期晚于结束日期，请调整。"
        return ""


def _line(name: str, accessible: str, hint: str, width: int) -> QLineEdit:
    edit = QLineEdit()
    name_widget(edit, name, accessible)
    edit.setMaxLength(100)
    edit.setMinimumWidth(70)
    edit.setMaximumWidth(width)
    edit.setClearButtonEnabled(False)
    if hint:
        edit.setToolTip(hint)
    return edit


def _choice(name: str, accessible: str, choices: tuple[tuple[str, str], ...], width: int) -> QComboBox:
    combo = QComboBox()
    name_widget(combo, name, accessible)
    combo.setFixedWidth(width)
    for text, data in choices:
        combo.addItem(text, data)
    return combo

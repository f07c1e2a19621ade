"""The query row of 考核成绩批量录入 (C4): type first, then period of the notarisation, people, district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.store.city_models import EligibleQuery
from desktop.views.query_row import QueryRow, choice, choose
from desktop.views.scores_query import name_field
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.views.score_texts import Words

WIDE = 1180
NARROWEST = 640


class BatchQuery(QueryRow):
    """Emits `asked(EligibleQuery)`; the sort is kept by the list."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("batch.query", "公证时间", parent)
        self.type = choice("batch.query.type", "考核类型", words.types(), 136)
        self.student = name_field("batch.query.student", "学生姓名")
        self.teacher = name_field("batch.query.teacher", "老师姓名")
        self.district = choice("batch.query.district", "区", (("全部", ""), *words.districts()), 118)
        first, second = QHBoxLayout(), QHBoxLayout()
        _fill(first, ("考核类型", self.type), ("公证时间", self.since, TextLabel("—", "hint"), self.until))
        _fill(second, ("学生姓名", self.student), ("老师姓名", self.teacher), ("区", self.district))
        second.addStretch(1)
        second.addWidget(self.go)
        second.addWidget(self.again)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(6)
        self._row.addLayout(first)
        self._row.addLayout(second, 1)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.error)
        self.body.addLayout(column)
        for combo in (self.type, self.district):
            combo.activated.connect(self.ask)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        one = self.width() >= WIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)

    def query(self) -> EligibleQuery:
        return EligibleQuery(
            type=str(self.type.currentData()),
            student=self.student.text().strip(),
            teacher=self.teacher.text().strip(),
            bureau=str(self.district.currentData()),
            notarised_from=self.since.day(),
            notarised_to=self.until.day(),
        )

    def show_query(self, query: EligibleQuery) -> None:
        """Put a query into the fields without asking it."""
        choose(self.type, query.type)
        self.student.setText(query.student)
        self.teacher.setText(query.teacher)
        choose(self.district, query.bureau)
        self.since.set_day(query.notarised_from)
        self.until.set_day(query.notarised_to)
        self.error.hide()

    def reset(self) -> None:
        """All of the same type."""
        self.show_query(EligibleQuery(type=str(self.type.currentData())))
        self.ask()


def _fill(row: QHBoxLayout, *fields: tuple[str, *tuple[QWidget, ...]]) -> None:
    row.setSpacing(6)
    for label, *widgets in fields:
        row.addWidget(TextLabel(label, "secondary"))
        for widget in widgets:
            row.addWidget(widget)
        row.addSpacing(6)
    if not any(name == "区" for name, *_ in fields):
        row.addStretch(1)

"""The query row of 考核成绩批量录入 (C4): type first, then period of the notarisation, people, district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.eligible import EligibleQuery
from desktop.views.apprenticeship.scores.scores_query import name_field
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.domain.dictionaries import Dictionaries


def said(words: Dictionaries) -> tuple[Said, ...]:
    """What the fields ask for, for the head of an export."""
    return (
        Said("type", "考核类型", words.types()),
        Said("student", "学生姓名"),
        Said("teacher", "老师姓名"),
        Said("bureau", "区", words.districts()),
        Said("notarised", "公证时间", days=True),
    )


class BatchQuery(QueryRow):
    """Emits `asked(EligibleQuery)`; the sort is kept by the list."""

    def __init__(self, words: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__("batch.query", "公证时间", parent)
        self.type = choice("batch.query.type", "考核类型", words.types(), 136)
        self.student = name_field("batch.query.student", "学生姓名")
        self.teacher = name_field("batch.query.teacher", "老师姓名")
        self.district = choice("batch.query.district", "区", (("全部", ""), *words.districts()), 118)
        self.lay_out(
            ("考核类型", self.type),
            ("公证时间", *self.days()),
            ("学生姓名", self.student),
            ("老师姓名", self.teacher),
            ("区", self.district),
        )

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

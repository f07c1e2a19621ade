"""The query rows of the lists of scores: 考试成绩录入 (C3) and 考试成绩查询 (D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from core.apprenticeship.lists.scores import ScoreQuery
from core.apprenticeship.words.values import AssessmentState
from desktop.views.apprenticeship.scores.score_texts import RESULTS, STATES
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from desktop.views.apprenticeship.scores.score_texts import Words


def said(words: Words) -> tuple[Said, ...]:
    """What the fields of both lists ask for, for the head of an export."""
    return (
        Said("student", "学生姓名"),
        Said("teacher", "老师姓名"),
        Said("text", "关键词"),
        Said("type", "考核类型", words.types()),
        Said("state", "状态", STATES),
        Said("result", "结果", RESULTS),
        Said("bureau", "区", words.districts()),
        Said("assessed", "考核日期", days=True),
    )


UNPUBLISHED = ScoreQuery(state=AssessmentState.UNPUBLISHED)


class ScoresQuery(QueryRow):
    """Emits `asked(ScoreQuery)`; the sort is kept by the list."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("scores.query", "考核日期", parent)
        self.student = name_field("scores.query.student", "学生姓名")
        self.teacher = name_field("scores.query.teacher", "老师姓名")
        self.type = choice("scores.query.type", "考核类型", (("全部", ""), *words.types()), 128)
        self.state = choice("scores.query.state", "状态", STATES, 104)
        self.result = choice("scores.query.result", "结果", RESULTS, 104)
        self.district = choice("scores.query.district", "区", (("全部", ""), *words.districts()), 118)
        self.lay_out(
            ("学生姓名", self.student),
            ("老师姓名", self.teacher),
            ("考核类型", self.type),
            ("状态", self.state),
            ("结果", self.result),
            ("区", self.district),
            ("考核日期", *self.days()),
        )
        self.show_query(UNPUBLISHED)

    def query(self) -> ScoreQuery:
        """What the fields say."""
        return ScoreQuery(
            student=self.student.text().strip(),
            teacher=self.teacher.text().strip(),
            type=str(self.type.currentData()),
            state=str(self.state.currentData()),
            result=str(self.result.currentData()),
            bureau=str(self.district.currentData()),
            assessed_from=self.since.day(),
            assessed_to=self.until.day(),
        )

    def show_query(self, query: ScoreQuery) -> None:
        """Put a query into the fields without asking it."""
        self.student.setText(query.student)
        self.teacher.setText(query.teacher)
        choose(self.type, query.type)
        choose(self.state, query.state)
        choose(self.result, query.result)
        choose(self.district, query.bureau)
        self.since.set_day(query.assessed_from)
        self.until.set_day(query.assessed_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(UNPUBLISHED)
        self.ask()


class ResultsQuery(QueryRow):
    """Emits `asked(ScoreQuery)` for published scores (G13)."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("results.query", "考核日期", parent)
        self.student = name_field("results.query.student", "学生姓名")
        self.type = choice("results.query.type", "考核类型", (("全部", ""), *words.types()), 128)
        self.lay_out(("学生姓名", self.student), ("考核类型", self.type), ("考核日期", *self.days()))

    def query(self) -> ScoreQuery:
        """What the fields say; only published ones are ever asked for."""
        return ScoreQuery(
            student=self.student.text().strip(),
            type=str(self.type.currentData()),
            state=AssessmentState.PUBLISHED,
            assessed_from=self.since.day(),
            assessed_to=self.until.day(),
        )

    def show_query(self, query: ScoreQuery) -> None:
        """Put a query into the fields without asking it."""
        self.student.setText(query.student)
        choose(self.type, query.type)
        self.since.set_day(query.assessed_from)
        self.until.set_day(query.assessed_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(ScoreQuery())
        self.ask()


def name_field(name: str, accessible: str) -> QLineEdit:
    """A short field for a name, pinyin initials or an id number."""
    edit = QLineEdit()
    name_widget(edit, name, accessible)
    edit.setMaxLength(100)
    edit.setMinimumWidth(70)
    edit.setMaximumWidth(130)
    edit.setToolTip("姓名、拼音首字母或身份证号")
    return edit

"""The query row of 各老师带教学生情况 (D5, C5): teacher, place, seats, and for the city the district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from core.apprenticeship.figures.models import TeacherQuery
from desktop.views.apprenticeship.scores.scores_query import name_field
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import typed
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from core.domain.dictionaries import Dictionaries

SEATS = (("全部", ""), ("有剩余名额", "free"), ("名额已满", "full"))
SEAT_WORDS = {value: label for label, value in SEATS if value}


class TeachersQueryRow(QueryRow):
    """Emits `asked(TeacherQuery)`; the sort is kept by the page. A district has no choice of districts."""

    def __init__(
        self, dictionaries: Dictionaries, bureaus: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__("teachers.query", "", parent)
        self._bureaus = bureaus
        self.teacher = name_field("teachers.query.teacher", "老师姓名")
        self.place = QLineEdit()
        name_widget(self.place, "teachers.query.place", "老师执业地")
        self.place.setMaxLength(100)
        self.place.setPlaceholderText("医院、门诊部名称")
        self.place.setMinimumWidth(130)
        self.place.setMaximumWidth(260)
        self.seats = choice("teachers.query.seats", "名额", SEATS, 128)
        fields: list[tuple[str, QWidget]] = [("老师姓名", self.teacher), ("执业地", self.place)]
        self.district = None
        if len(bureaus) > 1:
            names = ((one.name, one.code) for one in dictionaries.districts)
            self.district = choice("teachers.query.district", "老师所在区", (("全部", ""), *names), 128)
            fields.append(("老师所在区", self.district))
        self.lay_out(*fields, ("名额", self.seats))

    def query(self) -> TeacherQuery:
        """What the fields say."""
        return TeacherQuery(
            bureaus=self._bureaus,
            teacher=self.teacher.text().strip(),
            place=self.place.text().strip(),
            district=str(self.district.currentData()) if self.district is not None else "",
            seats=str(self.seats.currentData()),
        )

    def reset(self) -> None:
        self.teacher.clear()
        self.place.clear()
        choose(self.seats, "")
        if self.district is not None:
            choose(self.district, "")
        self.ask()


def in_words(query: TeacherQuery, dictionaries: Dictionaries) -> str:
    """Say what was asked for: `老师：刘；名额：名额已满`, or 全部老师."""
    words = (
        ("老师", typed(query.teacher)),
        ("执业地", typed(query.place)),
        ("老师所在区", dictionaries.district_name(query.district) if query.district else ""),
        ("名额", SEAT_WORDS.get(query.seats, "")),
    )
    return "；".join(f"{label}：{text}" for label, text in words if text) or "全部老师"

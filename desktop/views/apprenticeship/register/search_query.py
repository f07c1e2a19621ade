"""The query row of the city's search (C2): one search box, place, state, district, two ranges of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from core.apprenticeship.lists.register import RegisterQuery
from desktop.views.apprenticeship.register.register_query import STATES
from desktop.views.lists.day_field import DayField
from desktop.views.lists.query_row import QueryRow, choice, choose, days_problem
from desktop.views.lists.query_words import Said
from desktop.widgets.search import SearchBox
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.domain.dictionaries import Dictionaries

NOTARISED = "公证日期"


def said(dictionaries: Dictionaries) -> tuple[Said, ...]:
    """What the fields ask for, for the head of an export."""
    districts = [(one.name, one.code) for one in dictionaries.districts]
    return (
        Said("text", "关键词"),
        Said("place", "执业地"),
        Said("bureau", "区", districts),
        Said("state", "状态", STATES),
        Said("filed", "备案日期", days=True),
        Said("notarised", NOTARISED, days=True),
    )


class SearchQueryRow(QueryRow):
    """Emits `asked(RegisterQuery)`; the sort is kept by the list."""

    def __init__(self, dictionaries: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__("search.query", "备案日期", parent)
        self.text = SearchBox("search.query.text", "搜索备案", "姓名、身份证号、备案号或拼音首字母")
        self.text.setMinimumWidth(150)
        self.place = QLineEdit()
        name_widget(self.place, "search.query.place", "老师执业地")
        self.place.setPlaceholderText("医院、门诊部名称")
        self.place.setMinimumWidth(110)
        districts = (("全部", ""), *((one.name, one.code) for one in dictionaries.districts))
        self.state = choice("search.query.state", "状态", STATES, 106)
        self.district = choice("search.query.district", "区", districts, 118)
        self.notarised_since = DayField("search.query.notarised_from", f"{NOTARISED}从")
        self.notarised_until = DayField("search.query.notarised_to", f"{NOTARISED}到")
        notarised = (self.notarised_since, TextLabel("—", "hint"), self.notarised_until)
        self.lay_out(
            ("", self.text),
            ("执业地", self.place),
            ("区", self.district),
            ("状态", self.state),
            ("备案日期", *self.days()),
            (NOTARISED, *notarised),
        )

    def query(self) -> RegisterQuery:
        """What the fields say."""
        return RegisterQuery(
            text=self.text.text().strip(),
            place=self.place.text().strip(),
            state=str(self.state.currentData()),
            bureau=str(self.district.currentData()),
            filed_from=self.since.day(),
            filed_to=self.until.day(),
            notarised_from=self.notarised_since.day(),
            notarised_to=self.notarised_until.day(),
        )

    def show_query(self, query: RegisterQuery) -> None:
        """Put a query into the fields without asking it."""
        self.text.setText(query.text)
        self.place.setText(query.place)
        choose(self.state, query.state)
        choose(self.district, query.bureau)
        self.since.set_day(query.filed_from)
        self.until.set_day(query.filed_to)
        self.notarised_since.set_day(query.notarised_from)
        self.notarised_until.set_day(query.notarised_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(RegisterQuery())
        self.ask()

    def _problem(self) -> str:
        return super()._problem() or days_problem(self.notarised_since, self.notarised_until, NOTARISED)

"""The query row of the register: one search box, state, day of filing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.register import RegisterQuery
from core.apprenticeship.words.values import ApprenticeshipState
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said
from desktop.widgets.search import SearchBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

STATES = (("全部", ""), *((state.label, str(state)) for state in ApprenticeshipState))
SAID = (
    Said("text", "关键词"),
    Said("state", "状态", STATES),
    Said("filed", "备案日期", days=True),
)


class RegisterQueryRow(QueryRow):
    """Emits `asked(RegisterQuery)`; the sort is kept by the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("register.query", "备案日期", parent)
        self.text = SearchBox("register.query.text", "搜索台账", "姓名、身份证号、备案号、拼音首字母或执业地")
        self.text.setMinimumWidth(130)
        self.state = choice("register.query.state", "状态", STATES, 106)
        self.lay_out(("", self.text), ("状态", self.state), ("备案日期", *self.days()))

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
        choose(self.state, query.state)
        self.since.set_day(query.filed_from)
        self.until.set_day(query.filed_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(RegisterQuery())
        self.ask()

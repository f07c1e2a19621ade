"""The query row of the text messages: words, state, cause, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.notices import NoticeQuery
from core.domain.notices import NoticeCause
from core.domain.values import NoticeState
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said
from desktop.widgets.search import SearchBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FAILED = f"{NoticeState.FAILED},{NoticeState.GIVEN_UP}"
"""Those that somebody may send again: what the badge counts."""
STATES = (("全部", ""), ("失败或放弃", FAILED), *((state.label, str(state)) for state in NoticeState))
CAUSES = (("全部", ""), *((cause.label, str(cause)) for cause in NoticeCause))

SAID = (
    Said("text", "关键词"),
    Said("state", "状态", STATES),
    Said("template", "类型", CAUSES),
    Said("created", "时间", days=True),
)


class NoticesQueryRow(QueryRow):
    """Emits `asked(NoticeQuery)`; the sort is kept by the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notices.query", "时间", parent)
        self.text = SearchBox("notices.query.text", "搜索短信", "收件人、手机号、备案号或内容")
        self.text.setMinimumWidth(150)
        self.state = choice("notices.query.state", "状态", STATES, 132)
        self.cause = choice("notices.query.cause", "类型", CAUSES, 128)
        self.lay_out(("", self.text), ("状态", self.state), ("类型", self.cause), ("时间", *self.days()))

    def query(self) -> NoticeQuery:
        """What the fields say."""
        return NoticeQuery(
            text=self.text.text().strip(),
            state=str(self.state.currentData()),
            template=str(self.cause.currentData()),
            created_from=self.since.day(),
            created_to=self.until.day(),
        )

    def show_query(self, query: NoticeQuery) -> None:
        """Put a query into the fields without asking it."""
        self.text.setText(query.text)
        choose(self.state, query.state)
        choose(self.cause, query.template)
        self.since.set_day(query.created_from)
        self.until.set_day(query.created_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(NoticeQuery())
        self.ask()

"""The query row of the operation log: words, act, result, where it was recorded, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.log import LogQuery
from core.domain.acts import COMMAND_WORDS, OTHER_WORDS, VARIANT_WORDS
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said
from desktop.widgets.search import SearchBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WORDS = COMMAND_WORDS | VARIANT_WORDS | OTHER_WORDS
ACTIONS = (("全部", ""), *((word, name) for name, word in _WORDS.items()))
RESULTS = (("全部", ""), ("成功", "1"), ("未成功", "0"))
PLACES = (("全部", ""), ("服务器", "centre"), ("本机", "pc"))
SAID = (
    Said("text", "关键词"),
    Said("action", "操作", ACTIONS),
    Said("ok", "结果", RESULTS),
    Said("place", "记录于", PLACES),
    Said("at", "时间", days=True),
)


class LogQueryRow(QueryRow):
    """Emits `asked(LogQuery)`; the sort is kept by the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("log.query", "时间", parent)
        self.text = SearchBox("log.query.text", "搜索日志", "操作人、备案号或对象")
        self.text.setMinimumWidth(120)
        self.action = choice("log.query.action", "操作", ACTIONS, 182)
        self.ok = choice("log.query.ok", "结果", RESULTS, 82)
        self.place = choice("log.query.place", "记录于", PLACES, 82)
        self.lay_out(
            ("", self.text),
            ("操作", self.action),
            ("结果", self.ok),
            ("记录于", self.place),
            ("时间", *self.days()),
        )

    def query(self) -> LogQuery:
        """What the fields say."""
        return LogQuery(
            text=self.text.text().strip(),
            action=str(self.action.currentData()),
            ok=str(self.ok.currentData()),
            place=str(self.place.currentData()),
            at_from=self.since.day(),
            at_to=self.until.day(),
        )

    def show_query(self, query: LogQuery) -> None:
        """Put a query into the fields without asking it."""
        self.text.setText(query.text)
        choose(self.action, query.action)
        choose(self.ok, query.ok)
        choose(self.place, query.place)
        self.since.set_day(query.at_from)
        self.until.set_day(query.at_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(LogQuery())
        self.ask()

"""操作日志 (A4): what the own office did, searched and exported; nothing here can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.log import LogQuery, LogRow
from core.domain.acts import act_word, object_word, refusal_word
from core.domain.clock import local_text
from desktop.models.columns import Column
from desktop.views.commons.log_query import PLACES, SAID, LogQueryRow
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_page import ListPage
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.commons.log_ports import LogPorts
    from desktop.views.lists.query_words import Spoken

KINDS = frozenset({"log_entry", "outbox", "audit"})
_PLACES = {value: word for word, value in PLACES}


class LogPage(ListPage[LogQuery, LogRow]):
    """The list; newest first."""

    key = "log"
    title = "操作日志"
    kinds = KINDS

    def __init__(self, ports: LogPorts, parent: QWidget | None = None) -> None:
        self.query = LogQueryRow()
        rows: RowsTable[LogQuery, LogRow] = RowsTable(
            "log", "操作日志列表", columns(), _row_id, ports.log, ports.memory
        )
        self.exporting = ListExport("log", rows, self.title, _words)
        button = self.exporting.button
        super().__init__(self.query, self.query.text, rows, LogQuery(), button, parent=parent)
        self.exporting.exported.connect(self.rows.reload)

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有操作记录", "本单位的办理、登录和查看都会记在这里。")
        else:
            self.rows.empty.tell("没有符合条件的记录", "可以放宽查询条件再查一次。", "重置查询条件")

    def show_count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条记录")
        self.state_line.emit(f"共 {count:,} 条")


def columns() -> tuple[Column[LogRow], ...]:
    """The columns in their first order; times to the second (design.md)."""
    return (
        Column("at", "时间", _at, "at", width=150, fixed=True),
        Column("user", "操作人", lambda row: row.user_name or "—", "user_name", width=120),
        Column("action", "操作", lambda row: act_word(row.action), "action", width=150),
        Column("label", "对象", lambda row: row.label or object_word(row.object), width=270),
        Column("ok", "结果", lambda row: "成功" if row.ok else "未成功", "ok", width=84, tone=_tone),
        Column("code", "原因", lambda row: refusal_word(row.code), width=200),
        Column("place", "记录于", lambda row: _PLACES.get(row.place, row.place), width=84),
        Column("object", "编号", lambda row: row.object, width=240, hidden=True),
    )


def _words(query: LogQuery) -> Spoken:
    return in_words(query, *SAID)


def _row_id(row: LogRow) -> str:
    return row.id


def _at(row: LogRow) -> str:
    return local_text(row.at, seconds=True)


def _tone(row: LogRow) -> str:
    return "ok" if row.ok else "bad"

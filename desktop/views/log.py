"""操作日志 (A4): what the own office did, searched and exported; nothing here can be changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.acts import act_word, object_word, refusal_word
from core.domain.clock import local_text
from core.store.city_models import LogQuery, LogRow
from desktop.models.columns import Column
from desktop.views.list_page import ListPage
from desktop.views.log_query import PLACES, LogQueryRow
from desktop.views.rows_table import RowsTable
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.domain.errors import KnownError
    from desktop.views.log_ports import LogPorts

KINDS = frozenset({"log_entry", "outbox", "audit"})
EXCEL = "Excel 工作簿 (*.xlsx)"
_PLACES = {value: word for word, value in PLACES}


class LogPage(ListPage[LogQuery, LogRow]):
    """The list; newest first."""

    key = "log"
    title = "操作日志"
    kinds = KINDS

    def __init__(self, ports: LogPorts, parent: QWidget | None = None) -> None:
        self._ports = ports
        self.query = LogQueryRow()
        self.export = Button("导出 Excel", "log.export", tip="导出查询出的全部记录")
        self.export.setEnabled(False)
        rows: RowsTable[LogQuery, LogRow] = RowsTable(
            "log", "操作日志列表", columns(), _row_id, ports.log, ports.memory
        )
        super().__init__(self.query, self.query.text, rows, LogQuery(), self.export, parent=parent)
        self.export.clicked.connect(self._ask_where)

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有操作记录", "本单位的办理、登录和查看都会记在这里。")
        else:
            self.rows.empty.tell("没有符合条件的记录", "可以放宽查询条件再查一次。", "重置查询条件")

    def show_count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条记录")
        self.state_line.emit(f"共 {count:,} 条")
        self.export.setEnabled(count > 0)

    def _ask_where(self) -> None:
        self._ports.prompts.save_file(self, "导出操作日志", self._ports.file_name(), EXCEL, self._export_to)

    def _export_to(self, path: str) -> None:
        if not path:
            return
        self.export.setEnabled(False)
        self.told.emit("info", "正在导出操作日志，完成后会提示。")
        work = partial(_export, self._ports, path, self._asked)
        self._ports.exporter.run(work, self._exported, self._export_failed)

    def _exported(self, done: tuple[str, int]) -> None:
        self.export.setEnabled(True)
        path, count = done
        self.told.emit("ok", f"已导出 {count:,} 条操作记录：{Path(path).name}")
        self.rows.reload()

    def _export_failed(self, error: KnownError) -> None:
        self.export.setEnabled(True)
        self.problem.emit(error)


def _export(ports: LogPorts, path: str, query: LogQuery) -> tuple[str, int]:
    """Runs on the exporter."""
    return path, ports.export(path, query)


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


def _row_id(row: LogRow) -> str:
    return row.id


def _at(row: LogRow) -> str:
    return local_text(row.at, seconds=True)


def _tone(row: LogRow) -> str:
    return "ok" if row.ok else "bad"

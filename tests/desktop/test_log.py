"""操作日志 as a clerk uses it (A4): search, empty list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from core.commons.log import LogQuery, LogRow
from desktop.views.commons.log import LogPage
from desktop.views.commons.log_ports import LogPorts
from desktop.views.lists.ports import ListPort
from tests.desktop.filed import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes


def log_row(number: int, **changes: object) -> LogRow:
    values: dict[str, object] = {
        "id": f"l{number}",
        "at": f"2026-11-20T02:{number % 60:02d}:05.000Z",
        "user_name": ("周敏", "李晓红")[number % 2],
        "action": ("ApproveFiling", "ReturnFiling", "log_in")[number % 3],
        "object": f"filing:f{number}",
        "label": f"WC-2026-{number:04d}",
        "ok": number % 7 != 3,
        "code": "" if number % 7 != 3 else "ALREADY_DECIDED",
        "place": "centre",
        "device": "d1",
        **changes,
    }
    return LogRow(**values)  # type: ignore[arg-type]


class Log:
    """The store's side, in memory."""

    def __init__(self, rows: list[LogRow]) -> None:
        self.kept = rows

    def found(self, query: LogQuery) -> list[LogRow]:
        return [
            row
            for row in self.kept
            if query.text in row.user_name + row.label
            and (not query.action or row.action == query.action)
            and (not query.ok or row.ok == (query.ok == "1"))
        ]

    def port(self, lanes: Lanes) -> ListPort[LogQuery, LogRow]:
        return ListPort(
            lanes.reader,
            lambda query, limit: self.found(query)[:limit],
            lambda query: [row.id for row in self.found(query)],
            lambda ids: [row for row in self.kept if row.id in ids],
            lambda query: len(self.found(query)),
        )


def page_of(lanes: Lanes, log: Log) -> LogPage:
    page = LogPage(LogPorts(log.port(lanes), Memory()))
    page.resize(1140, 640)
    return page


def shown(page: LogPage, row: int) -> list[str]:
    model = page.rows.model
    return [str(model.data(model.index(row, column))) for column in range(7)]


def test_the_log_is_searched_and_says_why_something_was_refused(
    qtbot: QtBot, lanes: Lanes, picture: Callable[..., None]
) -> None:
    log = Log([log_row(number) for number in range(60)])
    page = page_of(lanes, log)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 60 and shown(page, 3)[2] != "")
    assert shown(page, 3)[:6] == [
        "2026-11-20 10:03:05",
        "李晓红",
        "通过备案",
        "WC-2026-0003",
        "未成功",
        "已由他人办理",
    ]
    picture(page, "log")
    qtbot.keyClicks(page.query.text, "WC-2026-0010")
    qtbot.keyClick(page.query.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 1)
    assert page.counts.text() == "共 1 条记录"
    page.query.text.setText("没有这个人")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 0)
    assert page.rows.empty.isVisible()
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 60)

"""操作日志 as a clerk uses it (A4): search, empty list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from core.store.tables import LogEntry
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office


def entry(number: int) -> LogEntry:
    """Number 0 is the newest; every seventh was refused."""
    refused = number % 7 == 3
    return LogEntry(
        id=f"l{number:04d}",
        version=1,
        at=f"2026-11-20T02:{59 - number:02d}:05.000Z",
        user="u1",
        user_name=("周敏", "李晓红")[number % 2],
        device="d1",
        action=("ApproveFiling", "ReturnFiling", "log_in")[number % 3],
        object=f"filing:f{number}",
        label=f"WC-2026-{number:04d}",
        ok=int(not refused),
        code="ALREADY_DECIDED" if refused else "",
        scope=WUCHANG,
    )


def shown(page: Any, row: int) -> list[str]:
    model = page.rows.model
    return [str(model.data(model.index(row, column))) for column in range(7)]


def test_the_log_is_searched_and_says_why_something_was_refused(
    qtbot: QtBot, office: Office, picture: Callable[..., None]
) -> None:
    office.add(*(entry(number) for number in range(60)))
    page = office.page("log")
    page.resize(1140, 640)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 60 and shown(page, 3)[2] != "")
    assert shown(page, 3)[:6] == [
        "2026-11-20 10:56:05",
        "李晓红",
        "通过备案",
        "WC-2026-0003",
        "未成功",
        "已由他人办理",
    ]
    picture(page, "log")
    qtbot.keyClicks(page.query.control("text"), "WC-2026-0010")
    qtbot.keyClick(page.query.control("text"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 1)
    assert page.counts.text() == "共 1 条记录"
    page.query.control("text").setText("没有这个人")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 0)
    assert page.rows.empty.isVisible()
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 60)

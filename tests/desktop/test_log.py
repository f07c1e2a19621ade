"""操作日志 as a clerk uses it (A4): search, empty list, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt

from core.domain.errors import KnownError
from core.reports.log_sheet import write_log
from core.store.city_models import LogQuery, LogRow
from desktop.tasks import Lanes
from desktop.views.log import LogPage
from desktop.views.log_ports import LogPorts
from desktop.views.log_query import in_words
from desktop.views.ports import ListPort
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.filed import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


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
        self.exported: list[tuple[str, LogQuery]] = []
        self.fault: KnownError | None = None

    def found(self, query: LogQuery) -> list[LogRow]:
        return [
            row
            for row in self.kept
            if query.text in row.user_name + row.label
            and (not query.action or row.action == query.action)
            and (not query.ok or row.ok == (query.ok == "1"))
        ]

    def export(self, path: str, query: LogQuery) -> int:
        if self.fault:
            raise self.fault
        self.exported.append((path, query))
        return len(self.found(query))

    def port(self, lanes: Lanes) -> ListPort[LogQuery, LogRow]:
        return ListPort(
            lanes.reader,
            lambda query, limit: self.found(query)[:limit],
            lambda query: [row.id for row in self.found(query)],
            lambda ids: [row for row in self.kept if row.id in ids],
            lambda query: len(self.found(query)),
        )


@pytest.fixture
def lanes(qapp: object) -> Iterator[Lanes]:
    made = Lanes()
    yield made
    made.close()


def page_of(lanes: Lanes, log: Log, prompts: ScriptedPrompts) -> LogPage:
    ports = LogPorts(
        log=log.port(lanes),
        export=log.export,
        exporter=lanes.more("export"),
        file_name=lambda: "武昌区_操作日志_20261121.xlsx",
        prompts=prompts,
        memory=Memory(),
    )
    page = LogPage(ports)
    page.resize(1140, 640)
    return page


def shown(page: LogPage, row: int) -> list[str]:
    model = page.rows.model
    return [str(model.data(model.index(row, column))) for column in range(7)]


def test_the_log_is_searched_and_says_why_something_was_refused(
    qtbot: QtBot, lanes: Lanes, picture: Callable[..., None]
) -> None:
    log = Log([log_row(number) for number in range(60)])
    page = page_of(lanes, log, ScriptedPrompts())
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
    assert not page.export.isEnabled()
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 60)


def test_what_was_found_is_exported(qtbot: QtBot, lanes: Lanes) -> None:
    log = Log([log_row(number) for number in range(9)])
    prompts = ScriptedPrompts(save_as="/somewhere/日志.xlsx")
    page = page_of(lanes, log, prompts)
    qtbot.addWidget(page)
    told: list[tuple[str, str]] = []
    page.told.connect(lambda tone, text: told.append((tone, text)))
    page.show()
    page.activate()
    qtbot.waitUntil(page.export.isEnabled)
    page.query.ok.setCurrentIndex(page.query.ok.findData("1"))
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 8)
    qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[-1] == ("ok", "已导出 8 条操作记录：日志.xlsx")
    assert prompts.asked[-1] == ("导出操作日志", "武昌区_操作日志_20261121.xlsx")
    path, query = log.exported[0]
    assert (path, query.ok) == ("/somewhere/日志.xlsx", "1")


def test_an_export_that_fails_says_why_and_may_be_tried_again(qtbot: QtBot, lanes: Lanes) -> None:
    log = Log([log_row(1)])
    log.fault = KnownError("FILE_LOCKED", "文件正在其他程序中打开。")
    page = page_of(lanes, log, ScriptedPrompts(save_as="/somewhere/日志.xlsx"))
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(page.export.isEnabled)
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.export, Qt.MouseButton.LeftButton)
    assert caught.args[0].code == "FILE_LOCKED"
    assert page.export.isEnabled()


def test_the_file_holds_what_the_list_shows_as_text(tmp_path: Path) -> None:
    rows = [log_row(1), log_row(3, label='=HYPERLINK("x")', user_name="+周敏", place="pc")]
    query = LogQuery(text="周", action="ApproveFiling", ok="0", at_from="2026-01-01")
    target = tmp_path / "日志.xlsx"
    count = write_log(
        target, rows, title="武昌区卫生健康局操作日志", filtered=in_words(query), made="制表人：周敏"
    )
    assert count == 2
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values[0][0] == "武昌区卫生健康局操作日志"
    assert values[2][0] == "条件：关键词 周；操作 通过备案；结果 未成功；时间 2026-01-01 至 今"
    assert values[3] == ["序号", "时间", "操作人", "操作", "对象", "结果", "原因", "记录于"]
    assert values[5] == [
        "2",
        "2026-11-20 10:03:05",
        "+周敏",
        "通过备案",
        '=HYPERLINK("x")',
        "未成功",
        "已由他人办理",
        "本机",
    ]
    assert {cell.data_type for cell in sheet[6]} == {"s"}

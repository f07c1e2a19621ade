"""导出 as a clerk uses it (A6): 本页, 选中, 全部; progress and 停止; what the file holds."""

from __future__ import annotations

import errno
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer

from core.domain.masking import mask_id_number
from core.domain.values import Role
from core.figures.stat import StatColumn, StatTable
from desktop.tasks import Lanes
from desktop.views.lists.exporting import StatExport
from desktop.views.lists.fields import Choice, Days, Words, in_words
from desktop.views.lists.full_numbers import FullNumbersSheet
from tests.desktop.conftest import ScriptedPrompts, settle
from tests.desktop.exported import MADE, PASSWORD, Office, choose, left, open_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.domain.errors import KnownError
    from desktop.views.apprenticeship.register.register import RegisterList

FIRST = 5
"""The first row of the table in a workbook."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "台账.xlsx"


def export(qtbot: QtBot, page: RegisterList, scope: str) -> None:
    with qtbot.waitSignal(page.exporting.exported, timeout=60_000):
        choose(qtbot, page, scope)


def table(path: Path) -> list[list[Any]]:
    """Titles and rows, without 合计."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST - 1)][:-1]


def shown_titles(page: RegisterList) -> list[str]:
    """The titles from left to right as the screen has them, without the column that is pressed."""
    header, model = page.rows.table.horizontalHeader(), page.rows.model
    order = [header.logicalIndex(place) for place in range(header.count())]
    titles = [
        str(model.headerData(at, Qt.Orientation.Horizontal)) for at in order if not header.isSectionHidden(at)
    ]
    return [title for title in titles if title != "操作"]


def test_all_is_written_as_the_screen_says_it(
    qtbot: QtBot, lanes: Lanes, target: Path, picture: Callable[..., None]
) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 230)
    page = open_page(qtbot, office)
    export(qtbot, page, "all")
    titles, *rows = table(target)
    assert titles == ["序号", *shown_titles(page)]
    assert titles[1:5] == ["备案号", "学生", "身份证号", "老师"]
    assert len(rows) == 230
    (shown,) = office.rows(("a000229",))
    assert rows[0][1:4] == [shown.filing_no, shown.student_name, mask_id_number(shown.student_id_number)]
    assert office.prompts.asked[-1] == ("导出备案台账", "武昌区_备案台账_20261121.xlsx")
    assert office.facts.noted == [("export_list", "备案台账：230 条")]
    assert page.exporting.bar.saved.text() == "已导出 230 条，保存为“台账.xlsx”。"
    assert page.exporting.bar.isVisible()
    picture(page, "export-done")
    qtbot.mouseClick(page.exporting.bar.dismiss, Qt.MouseButton.LeftButton)
    assert not page.exporting.bar.isVisible()
    assert left(target.parent) == [target.name]


def test_the_head_says_which_list_it_is(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(save_as=str(target)), 9))
    page.query.control("text").setText("420106199608210011")
    page.query.control("state").setCurrentIndex(page.query.control("state").findText("在教"))
    page.query.control("filed_from").set_day("2026-01-01")
    with qtbot.waitSignal(page.rows.loaded):
        qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    page.query.control("text").setText("还没有查询的词")
    export(qtbot, page, "all")
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["A1"].value == "武昌区卫生健康局备案台账"
    assert sheet["A2"].value == f"单位：武昌区卫生健康局　期间：2026-01-01 至 今　{MADE}"
    assert sheet["A3"].value == ("条件：关键词 [身份证号]；状态 在教；备案日期 2026-01-01 至 今　范围：全部")


def test_columns_are_those_shown_in_their_order(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(save_as=str(target)), 5))
    header = page.rows.table.horizontalHeader()
    keys = [column.key for column in page.rows.model.columns]
    header.setSectionHidden(keys.index("place"), True)
    header.setSectionHidden(keys.index("ended"), False)
    header.moveSection(header.visualIndex(keys.index("state")), 0)
    export(qtbot, page, "all")
    titles = table(target)[0]
    assert titles == ["序号", *shown_titles(page)]
    assert titles[1] == "状态"
    assert "结束日期" in titles
    assert "执业地" not in titles


def test_the_page_is_what_can_be_seen(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(save_as=str(target)), 400))
    page.rows.table.scrollTo(page.rows.model.index(200, 0))
    seen = page.rows.visible_ids()
    assert 3 < len(seen) < 40
    export(qtbot, page, "page")
    assert len(table(target)) == len(seen) + 1
    (first,) = page.rows.port.rows((seen[0],))
    assert table(target)[1][1] == first.filing_no


def test_selected_rows_are_written_in_the_order_of_the_list(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(save_as=str(target)), 40))
    view = page.rows.table
    for row in (6, 2, 4):
        place = view.visualRect(page.rows.model.index(row, 2)).center()
        key = Qt.KeyboardModifier.NoModifier if row == 6 else Qt.KeyboardModifier.ControlModifier
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, place)
    page.exporting.menu.aboutToShow.emit()
    assert page.exporting.action("selected").text() == "选中（3 条）"
    assert page.exporting.action("all").text() == "全部（40 条）"
    export(qtbot, page, "selected")
    ids = [page.rows.model.id_at(row) for row in (2, 4, 6)]
    wanted = [row.filing_no for row in page.rows.port.rows(tuple(ids))]
    assert [row[1] for row in table(target)[1:]] == wanted


def test_an_empty_list_has_nothing_to_export(qtbot: QtBot, lanes: Lanes) -> None:
    page = Office(lanes, ScriptedPrompts(), 0).page()
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.rows.loaded):
        page.activate()
    assert not page.exporting.button.isEnabled()


def test_cancelling_the_file_dialog_changes_nothing(qtbot: QtBot, lanes: Lanes) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=""), 9)
    page = open_page(qtbot, office)
    choose(qtbot, page, "all")
    settle()
    assert page.exporting.button.isEnabled()
    assert not page.exporting.bar.isVisible()
    assert office.facts.noted == []


def test_100_000_rows_leave_the_window_free_and_the_memory_flat(
    qtbot: QtBot, lanes: Lanes, target: Path, picture: Callable[..., None]
) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 100_000)
    page = open_page(qtbot, office)
    ticks: list[bool] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(page.exporting.bar.line.isVisible()))
    timer.start(10)
    choose(qtbot, page, "all")
    office.read.clear()
    qtbot.waitUntil(lambda: page.exporting.bar.line.bar.value() > 5_000, timeout=60_000)
    picture(page, "export-running")
    # The window answers: a row is chosen while the export goes on.
    page.rows.select("a000010")
    assert page.rows.current_id() == "a000010"
    before = len(ticks)
    qtbot.waitUntil(lambda: len(ticks) > before + 20, timeout=60_000)
    assert page.exporting.bar.line.isVisible()
    with qtbot.waitSignal(page.exporting.exported, timeout=300_000) as done:
        timer.start(50)
    timer.stop()
    assert done.args == [100_000]
    assert max(office.read) <= 1_000
    assert left(target.parent) == [target.name]


def test_stopping_leaves_nothing_and_says_so(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 100_000)
    page = open_page(qtbot, office)
    choose(qtbot, page, "all")
    qtbot.waitUntil(lambda: page.exporting.bar.line.bar.value() > 1_000, timeout=60_000)
    with qtbot.waitSignal(page.problem, timeout=60_000) as caught:
        qtbot.mouseClick(page.exporting.bar.line.stop, Qt.MouseButton.LeftButton)
    assert caught.args[0].message == "已停止导出，没有保存文件。"
    assert not page.exporting.bar.isVisible()
    assert page.exporting.button.isEnabled()
    assert left(target.parent) == []
    assert office.facts.noted == []


def test_closing_the_program_ends_an_export(qtbot: QtBot, qapp: object, target: Path) -> None:
    lanes = Lanes()
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(save_as=str(target)), 100_000))
    choose(qtbot, page, "all")
    qtbot.waitUntil(lambda: page.exporting.bar.line.bar.value() > 1_000, timeout=60_000)
    assert lanes.close()
    assert left(target.parent) == []


def test_an_export_goes_on_while_another_list_of_the_same_name_is_exported(
    qtbot: QtBot, lanes: Lanes, target: Path
) -> None:
    prompts, gate = ScriptedPrompts(save_as=str(target)), threading.Event()
    office = Office(lanes, prompts, 3)
    first, second = open_page(qtbot, office), open_page(qtbot, office)
    office.ports.lane.run(partial(gate.wait, 20))
    first.exporting.export("all")
    prompts.save_as = str(target.with_name("b.xlsx"))
    second.exporting.export("all")
    with qtbot.waitSignals([first.exporting.exported, second.exporting.exported], timeout=30_000):
        gate.set()
    assert left(target.parent) == sorted([target.name, "b.xlsx"])


@pytest.mark.parametrize(
    ("fault", "code"),
    [(OSError(errno.ENOSPC, "full"), "DISK_FULL"), (PermissionError(errno.EACCES, "open"), "FILE_LOCKED")],
)
def test_a_fault_of_the_disk_is_said_and_it_may_be_tried_again(
    qtbot: QtBot, lanes: Lanes, target: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, code: str
) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 9)
    page = open_page(qtbot, office)

    def fails(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patched, qtbot.waitSignal(page.problem) as caught:
        patched.setattr(Path, "replace", fails)
        choose(qtbot, page, "all")
    assert caught.args[0].code == code
    assert left(target.parent) == []
    export(qtbot, page, "all")
    assert left(target.parent) == [target.name]


def test_what_cannot_be_logged_is_not_exported(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 9)
    office.facts.log_full = True
    page = open_page(qtbot, office)
    with qtbot.waitSignal(page.problem):
        choose(qtbot, page, "all")
    assert left(target.parent) == []


# 含完整号码


def sheet_of(qtbot: QtBot, page: RegisterList) -> FullNumbersSheet:
    assert page.exporting.full is not None
    page.exporting.full.trigger()
    (sheet,) = page.window().findChildren(FullNumbersSheet)
    qtbot.waitUntil(sheet.isVisible)
    return sheet


def fill(qtbot: QtBot, sheet: FullNumbersSheet, password: str = PASSWORD) -> None:
    sheet.scope.setCurrentIndex(sheet.scope.findData("all"))
    sheet.reason.setCurrentText("核对 420106199608210011 的身份")
    sheet.user.setCurrentText("liwei")
    qtbot.keyClicks(sheet.password.edit, password)


def test_full_numbers_need_a_reason_and_a_second_person(
    qtbot: QtBot, lanes: Lanes, target: Path, picture: Callable[..., None]
) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 12)
    page = open_page(qtbot, office)
    sheet = sheet_of(qtbot, page)
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert [field.has_error() for field in (sheet.reason_field, sheet.user_field, sheet.password_field)] == [
        True,
        True,
        True,
    ]
    fill(qtbot, sheet)
    assert not any(
        field.has_error() for field in (sheet.reason_field, sheet.user_field, sheet.password_field)
    )
    picture(sheet, "export-full")
    with qtbot.waitSignal(page.exporting.exported, timeout=30_000):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    rows = table(target)[1:]
    (first,) = office.rows(("a000011",))
    assert rows[0][3] == first.student_id_number
    assert office.facts.noted == [
        ("export_full_numbers", "备案台账：12 条；事由：核对 [身份证号] 的身份；确认人：李卫")
    ]
    head = openpyxl.load_workbook(target).worksheets[0]
    assert "含完整号码，确认人：李卫" in str(head["A3"].value)
    assert head.cell(FIRST, 4).data_type == "s"


def test_a_wrong_password_is_said_at_the_field(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 12)
    page = open_page(qtbot, office)
    sheet = sheet_of(qtbot, page)
    fill(qtbot, sheet, "falsch")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(sheet.password_field.has_error)
    assert sheet.password.text() == ""
    assert sheet.isVisible()
    assert office.prompts.asked == []
    sheet.reject()


def test_more_full_numbers_than_allowed_are_refused(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 51)
    page = open_page(qtbot, office)
    sheet = sheet_of(qtbot, page)
    fill(qtbot, sheet)
    with qtbot.waitSignal(page.problem, timeout=30_000) as caught:
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    error: KnownError = caught.args[0]
    assert error.message == "含完整号码一次最多导出 50 条，现有 51 条，请缩小查询范围。"
    assert left(target.parent) == []
    assert office.facts.noted == []


def test_a_viewer_has_no_full_numbers(qtbot: QtBot, lanes: Lanes) -> None:
    page = open_page(qtbot, Office(lanes, ScriptedPrompts(), 3, Role.DISTRICT_VIEWER))
    assert page.exporting.full is None
    assert "含完整号码…" not in [action.text() for action in page.exporting.menu.actions()]


# statistics and words


def test_a_statistic_is_saved_and_logged(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 1)
    stat = StatTable(
        title="各区年度备案情况", office="武汉市中医处", period="全部", filtered="全部", as_of="2026-11-21",
        data_at="—", made_by=MADE, columns=(StatColumn("年度", "text"), StatColumn("备案总数")),
        rows=(("2026", 7),),
    )  # fmt: skip
    page = open_page(qtbot, office)
    made = StatExport("years", "年度备案情况", office.ports, page)
    page.layout().addWidget(made.bar)  # type: ignore[union-attr]
    made.button.setParent(page)
    made.give(lambda: stat)
    made.button.show()
    with qtbot.waitSignal(made.exported, timeout=30_000):
        qtbot.mouseClick(made.button, Qt.MouseButton.LeftButton)
    assert made.bar.saved.text() == "已保存为“台账.xlsx”。"
    assert office.facts.noted == [("export_list", "各区年度备案情况：1 行")]
    assert openpyxl.load_workbook(target).worksheets[0]["B5"].value == 7


def test_a_statistic_is_exported_as_it_stood_when_the_button_was_pressed(
    qtbot: QtBot, lanes: Lanes, target: Path
) -> None:
    stat = StatTable(
        title="各区年度备案情况", office="武汉市中医处", period="全部", filtered="全部", as_of="2026-11-21",
        data_at="—", made_by=MADE, columns=(StatColumn("年度", "text"), StatColumn("备案总数")),
        rows=(("2026", 7),),
    )  # fmt: skip

    class Slow(ScriptedPrompts):
        """The figures are read anew while the window for the file is open."""

        def save_file(self, *arguments: Any) -> None:
            made.give(None)
            super().save_file(*arguments)

    office = Office(lanes, Slow(save_as=str(target)), 1)
    page = open_page(qtbot, office)
    made = StatExport("years", "年度备案情况", office.ports, page)
    page.layout().addWidget(made.bar)  # type: ignore[union-attr]
    made.give(lambda: stat)
    with qtbot.waitSignal(made.exported, timeout=30_000):
        made.export()
    assert openpyxl.load_workbook(target).worksheets[0]["B5"].value == 7
    assert not made.button.isEnabled()


def test_a_query_in_words() -> None:
    class Query:
        text, state = "", "x"
        at_from, at_to = "", "2026-02-01"

    nobody: Any = None
    said = (Words("text"), Choice("state", "状态", options=(("在教", "x"),)), Days("at", "时间"))
    assert in_words(Query(), said, nobody) == ("状态 在教；时间 最早 至 2026-02-01", "最早 至 2026-02-01")
    assert in_words(Query(), said[:1], nobody) == ("全部", "全部")

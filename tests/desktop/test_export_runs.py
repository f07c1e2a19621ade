"""Exports that meet each other, their list's end, the session's end, and a second person (A6, row 28)."""

from __future__ import annotations

import gc
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.tasks import Lane, Lanes
from desktop.views.lists.full_numbers import FullNumbersSheet
from tests.desktop.conftest import ScriptedPrompts, settle
from tests.desktop.exported import PASSWORD, Office, choose, left, open_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.register.register import RegisterList

LEFT = Qt.MouseButton.LeftButton


class Gate:
    """Keeps a lane busy until it is opened."""

    def __init__(self, lane: Lane) -> None:
        self.open = threading.Event()
        lane.run(partial(self.open.wait, 30))


@pytest.fixture
def lanes(qapp: object) -> Iterator[Lanes]:
    made = Lanes()
    yield made
    made.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "台账.xlsx"


@pytest.fixture
def office(lanes: Lanes, target: Path) -> Office:
    return Office(lanes, ScriptedPrompts(save_as=str(target)), 30)


# several exports


def test_two_lists_are_never_written_to_one_file(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    """The window for the file asks before it replaces one, but not one that is not there yet."""
    first, second = open_page(qtbot, office), open_page(qtbot, office)
    gate = Gate(office.ports.lane)
    choose(qtbot, first, "all")
    office.prompts.save_as = str(target.with_name("台账.XLSX"))
    with qtbot.waitSignal(second.problem) as caught:
        choose(qtbot, second, "page")
    assert caught.args[0].code == "SAME_TARGET"
    assert not second.exporting.bar.isVisible()
    assert second.exporting.button.isEnabled()
    with qtbot.waitSignal(first.exporting.exported, timeout=30_000):
        gate.open.set()
    assert left(target.parent) == [target.name]
    with qtbot.waitSignal(second.exporting.exported, timeout=30_000):
        choose(qtbot, second, "page")


def test_an_export_that_waits_says_so_and_is_stopped_at_once(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path, picture: Callable[..., None]
) -> None:
    first, second = open_page(qtbot, office), open_page(qtbot, office)
    gate = Gate(office.ports.lane)
    choose(qtbot, first, "all")
    office.prompts.save_as = str(target.with_name("b.xlsx"))
    choose(qtbot, second, "all")
    assert second.exporting.bar.line.label.text() == "前一项导出结束后开始…"
    picture(second, "export-waiting")
    with qtbot.waitSignal(second.problem) as caught:
        qtbot.mouseClick(second.exporting.bar.line.stop, LEFT)
    assert caught.args[0].message == "已停止导出，没有保存文件。"
    assert second.exporting.button.isEnabled()
    with qtbot.waitSignal(first.exporting.exported, timeout=30_000):
        gate.open.set()
    ended(qtbot, office.ports.lane)
    assert left(target.parent) == [target.name]
    assert len(office.facts.noted) == 1


def ended(qtbot: QtBot, lane: Lane) -> None:
    """Everything that was asked of a lane is done."""
    reached = threading.Event()
    lane.run(reached.set)
    qtbot.waitUntil(reached.is_set, timeout=20_000)
    settle()


# the list or the session ends first


def test_the_end_of_an_export_is_said_when_its_list_was_left(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page, gate = open_page(qtbot, office), Gate(office.ports.lane)
    choose(qtbot, page, "all")
    page.hide()
    with qtbot.waitSignal(office.ports.under_way.told, timeout=30_000) as told:
        gate.open.set()
    assert told.args == ["ok", "备案台账：已导出 30 条，保存为“台账.xlsx”。"]
    page.show()
    assert page.exporting.bar.saved.isVisible(), "back at the list it can still be opened"


def test_a_list_that_is_gone_does_not_take_its_export_along(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page, gate = open_page(qtbot, office), Gate(office.ports.lane)
    choose(qtbot, page, "all")
    page.deleteLater()
    settle()
    del page
    with qtbot.waitSignal(office.ports.under_way.told, timeout=30_000):
        gate.open.set()
    assert openpyxl.load_workbook(target).worksheets[0].max_row == 35
    gc.collect()


def test_a_fault_is_said_once_with_the_lists_name_when_it_was_left(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page, gate = open_page(qtbot, office), Gate(office.ports.lane)
    office.prompts.save_as = str(target.parent / "没有" / "a.xlsx")
    problems: list[Any] = []
    page.problem.connect(problems.append)
    choose(qtbot, page, "all")
    page.hide()
    with qtbot.waitSignal(office.ports.under_way.failed, timeout=30_000) as failed:
        gate.open.set()
    assert failed.args[0].message.startswith("备案台账：所选的文件夹不存在")
    assert problems == []
    assert page.exporting.button.isEnabled()


def test_no_export_outlives_its_session(qtbot: QtBot, lanes: Lanes, target: Path) -> None:
    """After log-out nobody is there who might read what is written: the lanes live on, the exports do not."""
    office = Office(lanes, ScriptedPrompts(save_as=str(target)), 100_000)
    first, second = open_page(qtbot, office), open_page(qtbot, office)
    choose(qtbot, first, "all")
    office.prompts.save_as = str(target.with_name("b.xlsx"))
    choose(qtbot, second, "all")
    qtbot.waitUntil(lambda: first.exporting.bar.line.bar.value() > 1_000, timeout=60_000)
    office.read.clear()
    assert office.ports.under_way.close()
    read = len(office.read)
    ended(qtbot, office.ports.lane)
    assert len(office.read) == read
    assert left(target.parent) == []
    assert office.facts.noted == []


def test_a_file_that_was_moved_away_is_said(qtbot: QtBot, lanes: Lanes, office: Office, target: Path) -> None:
    page = open_page(qtbot, office)
    with qtbot.waitSignal(page.exporting.exported, timeout=30_000):
        choose(qtbot, page, "all")
    target.unlink()
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.exporting.bar.saved.action, LEFT)
    assert caught.args[0].message.startswith("“台账.xlsx”已不在保存的位置")


# what the screen shows


def test_rows_of_an_earlier_query_are_never_exported_as_those_of_the_next(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page = open_page(qtbot, office)
    gate = Gate(lanes.reader)
    page.query.control("state").setCurrentIndex(page.query.control("state").findText("在教"))
    qtbot.mouseClick(page.query.go, LEFT)
    page.exporting.menu.aboutToShow.emit()
    offered = {scope: page.exporting.action(scope).isEnabled() for scope in ("page", "selected", "all")}
    assert offered == {"page": False, "selected": False, "all": True}
    assert page.exporting.action("all").text() == "全部"
    with qtbot.waitSignal(page.rows.loaded):
        gate.open.set()
    page.exporting.menu.aboutToShow.emit()
    assert page.exporting.action("page").isEnabled()
    assert page.exporting.action("all").text() == "全部（30 条）"


# the second person


def sheet_of(qtbot: QtBot, page: RegisterList, reason: str = "核对身份") -> FullNumbersSheet:
    assert page.exporting.full is not None
    page.exporting.full.trigger()
    (sheet,) = page.window().findChildren(FullNumbersSheet)
    qtbot.waitUntil(sheet.isVisible)
    sheet.scope.setCurrentIndex(sheet.scope.findData("page"))
    sheet.reason.setCurrentText(reason)
    sheet.user.setCurrentText("liwei")
    qtbot.keyClicks(sheet.password.edit, PASSWORD)
    return sheet


def test_the_second_person_waits_for_no_export(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    first, second = open_page(qtbot, office), open_page(qtbot, office)
    gate = Gate(office.ports.lane)
    choose(qtbot, first, "all")
    sheet = sheet_of(qtbot, second)
    office.prompts.save_as = str(target.with_name("b.xlsx"))
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(second.exporting.bar.isVisible)
    with qtbot.waitSignals([first.exporting.exported, second.exporting.exported], timeout=30_000):
        gate.open.set()


def test_a_question_that_was_cancelled_agrees_to_nothing(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page = open_page(qtbot, office)
    sheet = sheet_of(qtbot, page)
    agreed: list[Any] = []
    sheet.agreed.connect(lambda *answer: agreed.append(answer))
    full = office.ports.full
    assert full is not None
    gate = Gate(full.lane)
    qtbot.mouseClick(sheet.ok, LEFT)
    back = sheet.findChild(QPushButton, "full.cancel")
    assert back is not None
    qtbot.mouseClick(back, LEFT)
    gate.open.set()
    ended(qtbot, full.lane)
    assert agreed == []
    assert office.prompts.asked == []
    assert left(target.parent) == []


@pytest.mark.parametrize("reason", ["\u200b\u200d", "……", "　", "-"])
def test_a_reason_that_nobody_can_read_is_none(
    qtbot: QtBot, lanes: Lanes, office: Office, reason: str
) -> None:
    page = open_page(qtbot, office)
    sheet = sheet_of(qtbot, page, reason)
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(sheet.reason_field.has_error)
    qtbot.waitUntil(sheet.ok.isEnabled)
    assert office.prompts.asked == []
    sheet.reject()


def test_what_is_written_in_full_is_what_the_second_person_saw(
    qtbot: QtBot, lanes: Lanes, office: Office, target: Path
) -> None:
    page = open_page(qtbot, office)
    seen = [row.student_id_number for row in office.rows(page.rows.visible_ids())]
    sheet = sheet_of(qtbot, page)
    # Sync brings newer records to the top while the password is typed.
    office.names += [f"a{number:06d}" for number in range(900, 960)]
    with qtbot.waitSignal(page.rows.loaded):
        page.rows.reload()
    with qtbot.waitSignal(page.exporting.exported, timeout=30_000):
        qtbot.mouseClick(sheet.ok, LEFT)
    sheet_ = openpyxl.load_workbook(target).worksheets[0]
    assert [sheet_.cell(5 + at, 4).value for at in range(len(seen))] == seen

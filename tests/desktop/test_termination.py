"""强制解除 by the city commission as a person does it (C2, G9): sheet, name, pictures, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from core.apprenticeship.words.dictionaries import of
from core.domain.errors import Refused
from core.domain.values import CaseState
from desktop import ui_names
from desktop.views.apprenticeship.register.search import SearchPage
from desktop.views.apprenticeship.register.terminate_effect import effects
from desktop.widgets.buttons import Button
from tests.desktop import filed, records

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet
    from tests.desktop.conftest import ScriptedPrompts

STUDENT = filed.STUDENTS[0]


@pytest.fixture
def desk() -> records.Desk:
    return records.Desk()


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, desk: records.Desk, prompts: ScriptedPrompts) -> SearchPage:
    made = SearchPage(desk.search(lanes, prompts))
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.show_record("a00000")
    qtbot.waitUntil(made.record.facts.isVisible)
    return made


@pytest.fixture
def sheet(qtbot: QtBot, page: SearchPage) -> TerminateSheet:
    return opened(qtbot, page)


def opened(qtbot: QtBot, page: SearchPage) -> TerminateSheet:
    assert page.record.terminate is not None
    assert page.termination is not None
    qtbot.mouseClick(page.record.terminate, Qt.MouseButton.LeftButton)
    made = page.termination.sheet
    assert made is not None
    qtbot.waitUntil(made.isVisible)
    return made


def type_chinese(widget: QWidget, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def fill(qtbot: QtBot, sheet: TerminateSheet, name: str = STUDENT) -> None:
    sheet.reason.setFocus()
    qtbot.keyClick(sheet.reason, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.reason, Qt.Key.Key_Tab)
    type_chinese(sheet.basis, "武卫中医〔2026〕12 号")
    type_chinese(sheet.text, "经查，公证书系伪造。")
    type_chinese(sheet.typed, name)


def test_the_sheet_says_who_and_what_will_happen(
    qtbot: QtBot, page: SearchPage, desk: records.Desk, picture: Callable[..., None]
) -> None:
    desk.records["a00000"] = records.record(
        0, filings=(records.dissolution(),), unpublished_scores=2, open_now=3
    )
    page.record.renew()
    qtbot.waitUntil(lambda: page.record.record() == desk.records["a00000"])
    sheet = opened(qtbot, page)
    who, effect = sheet.who.text(), sheet.effect.text()
    assert STUDENT in who
    assert "WC-2026-1284" in who
    assert "武昌区卫生健康局" in who
    assert "3 → 2" in effect
    assert "2 条尚未公布的考核成绩" in effect
    assert "解除申请待审核" in effect
    assert "不可撤销" in effect
    made = desk.records["a00000"]
    for phone in (made.student.phone, made.teacher.phone):
        assert phone not in effect
        assert f"{phone[:3]}****{phone[-4:]}" in effect
    picture(sheet, "terminate-empty")
    picture(page.window(), "terminate-behind")


def test_the_button_is_dangerous_and_never_the_default(qtbot: QtBot, sheet: TerminateSheet) -> None:
    assert sheet.ok.property("kind") == "danger"
    assert not any(button.isDefault() or button.autoDefault() for button in sheet.findChildren(Button))
    fill(qtbot, sheet)
    assert sheet.ok.isEnabled()
    for widget in (sheet.typed, sheet.basis, sheet.ok):
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert sheet.ok.text() == "强制解除"


@pytest.mark.parametrize("name", ["陈亦", "陈亦舟舟", "刘景和", "chenyizhou", " "])
def test_g9_another_name_keeps_the_button_off(qtbot: QtBot, sheet: TerminateSheet, name: str) -> None:
    fill(qtbot, sheet, name)
    assert not sheet.ok.isEnabled()
    sheet.accept()
    assert "姓名" in sheet.name_field.error.text()


def test_g9_the_name_typed_with_the_input_method_enables_it(qtbot: QtBot, sheet: TerminateSheet) -> None:
    assert not sheet.ok.isEnabled()
    type_chinese(sheet.typed, "陈亦")
    assert not sheet.ok.isEnabled()
    type_chinese(sheet.typed, "舟")
    assert sheet.ok.isEnabled()
    qtbot.keyClick(sheet.typed, Qt.Key.Key_Backspace)
    assert not sheet.ok.isEnabled()


def test_what_is_missing_stands_beside_its_field(
    qtbot: QtBot, sheet: TerminateSheet, desk: records.Desk, picture: Callable[..., None]
) -> None:
    type_chinese(sheet.typed, STUDENT)
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert "请选择强制解除原因" in sheet.reason_field.error.text()
    assert "依据文号" in sheet.basis_field.error.text()
    assert "情况说明" in sheet.text_field.error.text()
    assert sheet.reason.hasFocus()
    assert desk.commands == []
    picture(sheet, "terminate-errors")
    sheet.text.setPlainText("字" * 2001)
    assert sheet.counter.text() == "超出 1 字"


def test_a_reason_brings_its_hint(qtbot: QtBot, sheet: TerminateSheet) -> None:
    sheet.reason.setFocus()
    qtbot.keyClick(sheet.reason, Qt.Key.Key_Down)
    assert sheet.reason_field.error.text() == of(records.DICTIONARIES).termination_reasons[0].hint


def test_by_mouse_without_a_picture(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, desk: records.Desk, picture: Callable[..., None]
) -> None:
    fill(qtbot, sheet)
    picture(sheet, "terminate-filled")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert told.args[0] == "ok"
    assert "上报中心后生效" in told.args[1]
    (command,) = desk.commands
    assert command.apprenticeship_id == "a00000"
    assert command.reason_code == "false_materials"
    assert command.basis == "武卫中医〔2026〕12 号"
    assert command.typed_name == STUDENT
    assert command.seen_version == 4
    assert command.documents == ()
    facts = page.record.facts
    qtbot.waitUntil(lambda: facts.state.text() == "强制解除")
    assert facts.waiting.isVisible()
    assert facts.waiting.text() == "待上报（未生效）"
    assert page.record.terminate is not None
    assert not page.record.terminate.isEnabled()
    facts.show_tab("强制解除")
    assert "骗取备案" in facts.ending.text()
    assert "钱正" in facts.ending.text()
    picture(page, "terminated")


def test_by_keyboard_alone(
    qtbot: QtBot, page: SearchPage, desk: records.Desk, prompts: ScriptedPrompts
) -> None:
    prompts.files = ["决定书.jpg"]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    assert page.record.terminate is not None
    page.record.terminate.setFocus()
    qtbot.keyClick(page.record.terminate, Qt.Key.Key_Space)
    assert page.termination is not None
    sheet = page.termination.sheet
    assert sheet is not None
    sheet.activateWindow()
    qtbot.waitUntil(lambda: sheet.reason.hasFocus())
    qtbot.keyClick(sheet.reason, Qt.Key.Key_End)
    for widget, text in ((sheet.basis, "武卫〔2026〕1 号"), (sheet.text, "另有情况。")):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.focusWidget() is widget
        type_chinese(widget, text)
    qtbot.keyClick(sheet.text, Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.pages.add
    qtbot.keyClick(sheet.pages.add, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(sheet.pages.rows) and sheet.pages.rows[0].remove.isVisible())
    for _ in range(2):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.typed
    type_chinese(sheet.typed, STUDENT)
    for _ in range(2):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.ok
    with qtbot.waitSignal(page.told):
        qtbot.keyClick(sheet.ok, Qt.Key.Key_Space)
    assert desk.commands[0].reason_code == "other"
    assert len(desk.commands[0].documents) == 1


def test_pictures_are_listed_numbered_and_removed(
    qtbot: QtBot,
    sheet: TerminateSheet,
    prompts: ScriptedPrompts,
    picture: Callable[..., None],
) -> None:
    prompts.files = ["/a/决定书.jpg", "/a/调查报告第一页.png", "/a/照片.heic"]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.pages.is_busy())
    assert [row.file.text() for row in sheet.pages.rows] == ["决定书.jpg", "调查报告第一页.png"]
    assert "“照片.heic”没有添加：只能上传 JPG 或 PNG" in sheet.pages.error.text()
    sheet.area.verticalScrollBar().setValue(sheet.area.verticalScrollBar().maximum())
    picture(sheet, "terminate-pages")
    qtbot.mouseClick(sheet.pages.rows[0].remove, Qt.MouseButton.LeftButton)
    assert [ref.page for ref in sheet.pages.documents()] == [1]
    assert sheet.pages.rows[0].page.text() == "第 1 页"
    prompts.files = ["/a/调查报告第一页.png"]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.pages.is_busy())
    assert "已经添加过了" in sheet.pages.error.text()
    assert len(sheet.pages.rows) == 1


def test_more_pages_than_there_may_be(qtbot: QtBot, sheet: TerminateSheet, prompts: ScriptedPrompts) -> None:
    prompts.files = [f"/a/{number}.jpg" for number in range(11)]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    assert "最多 10 页" in sheet.pages.error.text()
    assert sheet.pages.rows == []
    prompts.files = prompts.files[:10]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(sheet.pages.rows) == 10)
    assert not sheet.pages.add.isEnabled()
    sheet.pages.take_files(["/a/11.jpg"])
    assert "已经加满" in sheet.pages.error.text()


def test_a_picture_dropped_on_the_list(qtbot: QtBot, sheet: TerminateSheet) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/决定书.jpg")])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sheet.pages.dropEvent(event)
    qtbot.waitUntil(lambda: len(sheet.pages.rows) == 1)


def test_dissolved_a_minute_ago(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, desk: records.Desk, picture: Callable[..., None]
) -> None:
    """The store refuses (G9_NOT_ACTIVE): said in the sheet, the record is read again, nothing is lost."""
    fill(qtbot, sheet)
    made = records.record(0)
    ended = msgspec.structs.replace(made.row, state="dissolved", ended_on="2026-11-20")
    desk.records["a00000"] = msgspec.structs.replace(made, row=ended)
    desk.refusal = Refused("TERMINATION_FORBIDDEN", "只有在教的师承关系才能强制解除，目前是“已解除”。")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已解除" in sheet.changed_bar.text())
    assert "只有在教" in sheet.error_bar.text()
    assert not sheet.ok.isEnabled()
    assert sheet.basis.text()
    assert page.record.facts.state.text() == "已解除"
    picture(sheet, "terminate-refused")


def test_dissolved_while_the_sheet_is_open(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, desk: records.Desk
) -> None:
    fill(qtbot, sheet)
    made = records.record(0)
    ended = msgspec.structs.replace(made.row, state="dissolved", ended_on="2026-11-20")
    desk.records["a00000"] = msgspec.structs.replace(made, row=ended)
    page.refresh(frozenset({"apprenticeship"}), frozenset({"a00000"}))
    qtbot.waitUntil(lambda: "已解除" in sheet.changed_bar.text())
    assert not sheet.ok.isEnabled()


def test_another_refusal_can_be_tried_again(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, desk: records.Desk
) -> None:
    fill(qtbot, sheet)
    desk.refusal = Refused("FINDINGS_NOT_CONFIRMED", "有新的提示需要确认。")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.error_bar.text() != "")
    assert sheet.ok.isEnabled()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)


def test_g9_unpublished_scores_are_confirmed_by_going_on(
    qtbot: QtBot, page: SearchPage, desk: records.Desk
) -> None:
    desk.records["a00000"] = records.record(0, unpublished_scores=1)
    page.record.renew()
    qtbot.waitUntil(lambda: page.record.record() == desk.records["a00000"])
    sheet = opened(qtbot, page)
    fill(qtbot, sheet)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert desk.commands[0].confirmed == ("G9_UNPUBLISHED_SCORES",)


def test_escape_asks_before_what_was_written_is_lost(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, prompts: ScriptedPrompts
) -> None:
    type_chinese(sheet.basis, "武卫〔2026〕1 号")
    prompts.yes = False
    qtbot.keyClick(sheet.basis, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert prompts.asked[-1][0] == "放弃填写"
    prompts.yes = True
    qtbot.keyClick(sheet.basis, Qt.Key.Key_Escape)
    assert page.termination is not None
    assert page.termination.sheet is None


def test_seats_and_returned_dissolutions_in_the_effects() -> None:
    words = [
        effect.sentence
        for effect in effects(
            records.record(0, open_now=1, filings=(records.dissolution(CaseState.RETURNED),))
        )
    ]
    assert any("1 → 0 人" in one for one in words)
    assert any("退回补正" in one for one in words)
    assert any("没有尚未公布" in one for one in words)


def test_controls_have_names(sheet: TerminateSheet) -> None:
    assert ui_names.unnamed(sheet) == []
    assert ui_names.rich_labels(sheet) == []

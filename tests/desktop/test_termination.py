"""强制解除 by the city commission as a person does it (C2, G9): sheet, name, pictures, refusals."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from core.apprenticeship.lists.records import apprenticeship_record
from core.apprenticeship.tables import Termination
from core.apprenticeship.words.dictionaries import of
from core.domain.errors import KnownError, Refused
from core.domain.values import CaseState, Role
from core.files.images import ImageRefused, inspect_image
from core.store.tables import Document
from desktop import ui_names
from desktop.views.apprenticeship.register.terminate_effect import effects
from desktop.views.apprenticeship.register.terminate_sheet import keep_basis
from desktop.widgets.buttons import Button
from tests import kit
from tests.desktop import filed, records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.values import DocumentKind, DocumentRef
    from desktop.views.apprenticeship.register.search import SearchPage
    from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office
    from tests.desktop.records import Town

STUDENT = filed.STUDENTS[0]


class Kept:
    """Keeps pictures as the outgoing shelf judges them, nowhere."""

    def keep_picture(self, data: bytes, kind: DocumentKind, page: int, mark: object) -> DocumentRef:
        try:
            inspect_image(data)
        except ImageRefused as error:
            raise KnownError(error.code.upper(), error.message) from error
        digest = hashlib.sha256(data).hexdigest()
        return msgspec.structs.replace(kit.ref(kind, digest, page), original_sha256=digest)


@pytest.fixture
def town(office: Office) -> Town:
    return office.fill(records.town)


@pytest.fixture
def page(qtbot: QtBot, office: Office, town: Town) -> SearchPage:
    made = office.page("search", Role.CITY_COMMISSION, outgoing=Kept())
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.show_record(town.study)
    qtbot.waitUntil(made.record.facts.isVisible)
    return made


@pytest.fixture
def sheet(qtbot: QtBot, page: SearchPage) -> TerminateSheet:
    return opened(qtbot, page)


def renewed(qtbot: QtBot, page: SearchPage, fits: Callable[[ApprenticeshipRecord], bool]) -> None:
    """Read the record again and wait until it is as told."""
    page.record.renew()
    qtbot.waitUntil(lambda: (shown := page.record.record()) is not None and fits(shown))


def drawn(folder: Path, *names: str) -> list[str]:
    """Pictures that differ, and a file that is none for an ending that is none."""
    paths = []
    for place, name in enumerate(names):
        path = folder / name
        if name.endswith((".jpg", ".png")):
            image = QImage(40 + place, 60, QImage.Format.Format_RGB32)
            image.fill(QColor.fromHsv(place * 20, 200, 200))
            assert image.save(str(path))
        else:
            path.write_bytes(b"%PDF-1.7")
        paths.append(str(path))
    return paths


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
    qtbot: QtBot, page: SearchPage, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    with office.writing() as world:
        world.dissolve(town.student, town.study)
        world.score(town.study)
        world.score(town.study, type="specialty")
    renewed(qtbot, page, lambda record: record.unpublished_scores == 2)
    sheet = opened(qtbot, page)
    who, effect = sheet.who.text(), sheet.effect.text()
    assert STUDENT in who
    assert "WC-2026-0002" in who
    assert "武昌区卫生健康局" in who
    assert "3 → 2" in effect
    assert "2 条尚未公布的考核成绩" in effect
    assert "解除申请待审核" in effect
    assert "不可撤销" in effect
    made = page.record.record()
    assert made is not None
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
    qtbot: QtBot, sheet: TerminateSheet, office: Office, picture: Callable[..., None]
) -> None:
    type_chinese(sheet.typed, STUDENT)
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert "请选择强制解除原因" in sheet.reason_field.error.text()
    assert "依据文号" in sheet.basis_field.error.text()
    assert "情况说明" in sheet.text_field.error.text()
    assert sheet.reason.hasFocus()
    assert office.decided == []
    picture(sheet, "terminate-errors")
    sheet.text.setPlainText("字" * 2001)
    assert sheet.counter.text() == "超出 1 字"


def test_a_reason_brings_its_hint(qtbot: QtBot, sheet: TerminateSheet, office: Office) -> None:
    sheet.reason.setFocus()
    qtbot.keyClick(sheet.reason, Qt.Key.Key_Down)
    assert (
        sheet.reason_field.error.text() == of(office.world.setting.dictionaries).termination_reasons[0].hint
    )


def test_by_mouse_without_a_picture(
    qtbot: QtBot,
    page: SearchPage,
    sheet: TerminateSheet,
    office: Office,
    town: Town,
    picture: Callable[..., None],
) -> None:
    seen = page.record.record()
    assert seen is not None
    fill(qtbot, sheet)
    picture(sheet, "terminate-filled")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert told.args[0] == "ok"
    assert "上报中心后生效" in told.args[1]
    command: Any
    (command,) = office.decided
    assert command.apprenticeship_id == town.study
    assert command.reason_code == "false_materials"
    assert command.basis == "武卫中医〔2026〕12 号"
    assert command.typed_name == STUDENT
    assert command.seen_version == seen.version
    assert command.documents == ()
    facts = page.record.facts
    qtbot.waitUntil(lambda: facts.state.text() == "强制解除")
    assert facts.waiting.isVisible()
    assert facts.waiting.text() == "待上报（未生效）"
    assert page.record.terminate is not None
    assert not page.record.terminate.isEnabled()
    facts.show_tab("强制解除")
    assert "骗取备案" in facts.ending.text()
    assert "何静" in facts.ending.text()
    picture(page, "terminated")


def test_by_keyboard_alone(
    qtbot: QtBot,
    page: SearchPage,
    office: Office,
    town: Town,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    prompts.files = drawn(tmp_path, "决定书.jpg")
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
    command: Any = office.decided[0]
    assert command.reason_code == "other"
    assert len(command.documents) == 1
    facts = page.record.facts
    qtbot.waitUntil(lambda: facts.state.text() == "强制解除")
    assert facts.waiting.isVisible(), "provisional until the centre has it"
    assert page.record.viewer.pages()[0].kind == "termination_basis"
    with office.factory() as session:
        of_study = Termination.apprenticeship_id == town.study
        row = session.scalars(select(Termination).where(of_study)).one()
        assert (row.reason_code, row.settled_at) == ("other", "")
        assert len(session.scalars(select(Document).where(Document.owner_id == row.id)).all()) == 1


def test_pictures_are_listed_numbered_and_removed(
    qtbot: QtBot,
    sheet: TerminateSheet,
    prompts: ScriptedPrompts,
    tmp_path: Path,
    picture: Callable[..., None],
) -> None:
    prompts.files = drawn(tmp_path, "决定书.jpg", "调查报告第一页.png", "照片.heic")
    prompts.files.append(str(tmp_path / "没有.png"))
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.pages.is_busy())
    assert [row.file.text() for row in sheet.pages.rows] == ["决定书.jpg", "调查报告第一页.png"]
    assert "“照片.heic”没有添加：" in sheet.pages.error.text()
    assert "PDF" in sheet.pages.error.text()
    assert "读不出来" in sheet.pages.error.text()
    sheet.area.verticalScrollBar().setValue(sheet.area.verticalScrollBar().maximum())
    picture(sheet, "terminate-pages")
    qtbot.mouseClick(sheet.pages.rows[0].remove, Qt.MouseButton.LeftButton)
    assert [ref.page for ref in sheet.pages.documents()] == [1]
    assert sheet.pages.rows[0].page.text() == "第 1 页"
    prompts.files = [str(tmp_path / "调查报告第一页.png")]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not sheet.pages.is_busy())
    assert "已经添加过了" in sheet.pages.error.text()
    assert len(sheet.pages.rows) == 1


def test_more_pages_than_there_may_be(
    qtbot: QtBot, sheet: TerminateSheet, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    prompts.files = drawn(tmp_path, *(f"{number}.png" for number in range(11)))
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    assert "最多 10 页" in sheet.pages.error.text()
    assert sheet.pages.rows == []
    prompts.files = prompts.files[:10]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(sheet.pages.rows) == 10)
    assert not sheet.pages.add.isEnabled()
    sheet.pages.take_files([str(tmp_path / "10.png")])
    assert "已经加满" in sheet.pages.error.text()


def test_a_picture_dropped_on_the_list(qtbot: QtBot, sheet: TerminateSheet, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(drawn(tmp_path, "决定书.jpg")[0])])
    event = QDropEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sheet.pages.dropEvent(event)
    qtbot.waitUntil(lambda: len(sheet.pages.rows) == 1)


@pytest.mark.parametrize(("state", "word"), [("dissolved", "已解除"), ("terminated", "强制解除")])
def test_ended_by_somebody_else_a_minute_ago(
    qtbot: QtBot,
    page: SearchPage,
    sheet: TerminateSheet,
    office: Office,
    town: Town,
    state: str,
    word: str,
    picture: Callable[..., None],
) -> None:
    """The store refuses (G9_NOT_ACTIVE): said in the sheet, the record is read again, nothing is lost."""
    fill(qtbot, sheet)
    records.change(office, town.study, state=state, ended_on="2026-11-20")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: word in sheet.changed_bar.text())
    assert "只有在教" in sheet.error_bar.text()
    assert not sheet.ok.isEnabled()
    assert sheet.basis.text()
    assert page.record.facts.state.text() == word
    assert office.decided == []
    picture(sheet, "terminate-refused")


def test_dissolved_while_the_sheet_is_open(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, office: Office, town: Town
) -> None:
    fill(qtbot, sheet)
    records.change(office, town.study, state="dissolved", ended_on="2026-11-20")
    page.refresh(frozenset({"apprenticeship"}), frozenset({town.study}))
    qtbot.waitUntil(lambda: "已解除" in sheet.changed_bar.text())
    assert not sheet.ok.isEnabled()


def test_another_refusal_can_be_tried_again(
    qtbot: QtBot, page: SearchPage, sheet: TerminateSheet, office: Office
) -> None:
    fill(qtbot, sheet)
    office.fault = Refused("FINDINGS_NOT_CONFIRMED", "有新的提示需要确认。")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.error_bar.text() != "")
    assert sheet.ok.isEnabled()
    office.fault = None
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)


def test_g9_unpublished_scores_are_confirmed_by_going_on(
    qtbot: QtBot, page: SearchPage, office: Office, town: Town
) -> None:
    office.fill(lambda world: world.score(town.study))
    renewed(qtbot, page, lambda record: record.unpublished_scores == 1)
    sheet = opened(qtbot, page)
    fill(qtbot, sheet)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    command: Any = office.decided[0]
    assert command.confirmed == ("G9_UNPUBLISHED_SCORES",)


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


def test_seats_and_returned_dissolutions_in_the_effects(office: Office, town: Town) -> None:
    office.fill(lambda world: world.dissolve(town.far, town.hongshan))
    with office.factory() as session:
        record = apprenticeship_record(session, town.hongshan)
    assert record is not None
    first, *others = record.filings
    back = msgspec.structs.replace(first, state=CaseState.RETURNED)
    found = effects(msgspec.structs.replace(record, filings=(back, *others)))
    words = [effect.sentence for effect in found]
    assert any("1 → 0 人" in one for one in words)
    assert any("退回补正" in one for one in words)
    assert any("没有尚未公布" in one for one in words)


def test_a_file_that_is_no_picture_is_said(office: Office, tmp_path: Path) -> None:
    desk = office.desk(Role.CITY_COMMISSION, outgoing=Kept())
    (path,) = drawn(tmp_path, "x.pdf")
    with pytest.raises(KnownError) as caught:
        keep_basis(desk, path, 1)
    assert "PDF" in caught.value.message


def test_controls_have_names(sheet: TerminateSheet) -> None:
    assert ui_names.unnamed(sheet) == []
    assert ui_names.rich_labels(sheet) == []

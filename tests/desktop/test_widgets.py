"""Small widgets: fields, bars, masking, prompts, tables, settings, the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QToolTip, QWidget

from core.domain.errors import KnownError
from core.domain.masking import mask_id_number
from core.domain.workdays import Remaining
from core.version import VERSION
from desktop.options import Options, Usage, parse
from desktop.prompts import ConfirmDialog, Prompts, ReasonDialog
from desktop.settings import KnownUser, UiSettings
from desktop.views.apprenticeship.figures.states import limit_tone
from desktop.widgets.bar import ResultBar
from desktop.widgets.empty import LoadingOverlay
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.masked import MaskedLabel
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import TONE_ROLE, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from tests.desktop.conftest import ScriptedPrompts

ID_NUMBER = "420106199608211234"


def masked(
    qtbot: QtBot, prompts: object, record: Callable[[str, str], None], shown_ms: int = 30_000
) -> MaskedLabel:
    label = MaskedLabel(
        "student.id_number", "身份证号", mask=mask_id_number, prompts=prompts, record=record,  # type: ignore[arg-type]
        shown_ms=shown_ms,
    )  # fmt: skip
    qtbot.addWidget(label)
    label.set_value(ID_NUMBER)
    label.show()
    return label


def test_a_number_is_masked_shown_with_a_reason_and_hidden_again(
    qtbot: QtBot, prompts: ScriptedPrompts
) -> None:
    logged: list[tuple[str, str]] = []
    label = masked(qtbot, prompts, lambda what, reason: logged.append((what, reason)), shown_ms=50)
    assert label.text() == "420106********1234"
    assert ID_NUMBER not in label.label.accessibleName()
    with qtbot.waitSignals([label.shown, label.shown]):
        qtbot.mouseClick(label.button, Qt.MouseButton.LeftButton)
        assert label.text() == ID_NUMBER
    assert label.text() == "420106********1234"
    assert logged == [("身份证号", "核对证件与填报内容")]


def test_a_number_stays_masked_without_a_reason_or_when_it_cannot_be_logged(
    qtbot: QtBot, prompts: ScriptedPrompts
) -> None:
    def full(what: str, reason: str) -> None:
        raise KnownError("DISK_FULL", "磁盘空间已满。")

    label = masked(qtbot, prompts, full)
    with qtbot.waitSignal(label.refused):
        qtbot.mouseClick(label.button, Qt.MouseButton.LeftButton)
    assert label.text() == "420106********1234"
    prompts.reason = ""
    qtbot.mouseClick(label.button, Qt.MouseButton.LeftButton)
    assert label.text() == "420106********1234"


def test_another_record_or_a_hidden_page_masks_again(qtbot: QtBot, prompts: ScriptedPrompts) -> None:
    label = masked(qtbot, prompts, lambda what, reason: None)
    label.button.click()
    assert label.is_shown()
    label.hide()
    assert not label.is_shown()
    assert ID_NUMBER not in label.text()


def test_questions_are_answered_without_a_nested_loop(qtbot: QtBot, picture: Callable[..., None]) -> None:
    class Asker(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.answers: list[object] = []

        def take(self, answer: object) -> None:
            self.answers.append(answer)

    asker = Asker()
    qtbot.addWidget(asker)
    asker.show()
    Prompts().confirm(asker, "不予备案", "此操作不能撤销。", "不予备案", asker.take, danger=True)
    dialog = asker.findChild(ConfirmDialog)
    assert dialog is not None
    assert asker.answers == []
    assert not dialog.ok.isDefault()
    picture(dialog, "confirm")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asker.answers == [False]
    Prompts().ask_reason(asker, "显示完整身份证号", "会记入操作日志。", ("核对",), asker.take)
    reason = asker.findChild(ReasonDialog)
    assert reason is not None
    assert not reason.ok.isEnabled()
    reason.box.setEditText("窗口查询")
    qtbot.keyClick(reason.box, Qt.Key.Key_Return)
    assert asker.answers == [False, "窗口查询"]
    Prompts().tell(asker, "提示", "请至少选择一名学员", asker.take)
    told = next(one for one in asker.findChildren(ConfirmDialog) if one.isVisible())
    assert [button.text() for button in told.findChildren(QPushButton)] == ["确定"]
    picture(told, "tell")
    qtbot.keyClick(told, Qt.Key.Key_Return)
    assert asker.answers == [False, "窗口查询", True]


def test_a_reason_is_recorded_as_it_was_typed(qtbot: QtBot) -> None:
    """A known reason that begins with the typed words is not put in their place."""
    asker = QWidget()
    qtbot.addWidget(asker)
    asker.show()
    given: list[str] = []
    dialog = ReasonDialog(asker, "撤回公告", "请说明原因：", ("wrong, published anew",), given.append)  # type: ignore[arg-type]
    dialog.open()
    qtbot.keyClicks(dialog.box.lineEdit(), "wrong")
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert given == ["wrong"]


def test_results_go_away_and_errors_stay(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.widgets.bar.SHOWN_MS", 30)
    bar = ResultBar("result")
    qtbot.addWidget(bar)
    bar.tell("已通过 WC-2026-1284。")
    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.fail(KnownError("OFFLINE", "服务器连接不上。"), "more")
    assert bar.text() == "服务器连接不上。"
    qtbot.mouseClick(bar.details, Qt.MouseButton.LeftButton)
    assert bar.box.isVisible()
    qtbot.mouseClick(bar.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "服务器连接不上。\n[OFFLINE]\nmore"
    qtbot.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_loading_is_shown_late_and_can_be_stopped_later(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.widgets.empty.LATE_MS", 20)
    monkeypatch.setattr("desktop.widgets.empty.LONG_MS", 40)
    page = QWidget()
    qtbot.addWidget(page)
    overlay = LoadingOverlay("loading", page)
    page.show()
    overlay.begin()
    assert not overlay.isVisible()
    qtbot.waitUntil(overlay.stop.isVisible)
    with qtbot.waitSignal(overlay.stopped):
        qtbot.mouseClick(overlay.stop, Qt.MouseButton.LeftButton)
    assert not overlay.isVisible()


def test_fields_show_their_error_below(qtbot: QtBot) -> None:
    field = LabelledField("服务器地址", QLineEdit(), required=True, hint="以 https:// 开头。")
    qtbot.addWidget(field)
    field.show()
    assert field.error.text() == "以 https:// 开头。"
    field.set_error("请输入服务器地址。")
    assert field.has_error()
    assert field.control.accessibleDescription() == "请输入服务器地址。"
    field.set_error("")
    assert not field.has_error()


def test_passwords_can_be_seen_and_caps_lock_is_told(qtbot: QtBot) -> None:
    field = PasswordField("p", "密码")
    qtbot.addWidget(field)
    told: list[bool] = []
    field.caps_lock.connect(told.append)
    qtbot.keyClicks(field.edit, "a")
    qtbot.keyClick(field.edit, Qt.Key.Key_A)
    field.edit.clear()
    qtbot.keyClicks(field.edit, "Q")
    assert told[0] is False
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    qtbot.mouseClick(field.show_button, Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() == QLineEdit.EchoMode.Normal


def rows(*ids: str) -> list[Row]:
    return [Row(one, (Cell(f"WC-{one}"), Cell("待审核", "warn"))) for one in ids]


def test_rows_model_keeps_what_stays(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = RowsModel(("备案号", "状态"))
    table = Table("t", "表")
    qtbot.addWidget(table)
    table.setModel(model)
    qtmodeltester.check(model)
    model.show(rows("a", "b", "c"))
    table.selectRow(1)
    model.show(rows("c", "x", "b"))
    assert [model.row_id(at) for at in range(model.rowCount())] == ["c", "x", "b"]
    assert model.row_id(table.currentIndex().row()) == "b"
    assert model.index(0, 1).data(TONE_ROLE) == "warn"
    assert model.data(model.index(9, 9)) is None


def test_the_column_that_takes_what_is_left_keeps_room_for_its_title(qtbot: QtBot) -> None:
    table = Table("t", "表")
    qtbot.addWidget(table)
    model = RowsModel(("学生", "老师执业地", "考核日期"))
    table.setModel(model)
    table.set_widths([100, 200, 100], 1)
    table.resize(600, 300)
    table.show()
    header = table.horizontalHeader()
    qtbot.waitUntil(lambda: header.length() == table.viewport().width())
    assert header.sectionSize(1) > 300
    table.resize(260, 300)
    qtbot.waitUntil(lambda: header.length() > table.viewport().width())
    assert header.sectionSize(1) >= 140, "it scrolls sideways"
    header.resizeSection(0, 60)
    assert header.sectionSize(1) >= 140
    table.resize(600, 300)
    qtbot.waitUntil(lambda: header.length() == table.viewport().width())


def test_tables_open_by_enter_and_copy_text(qtbot: QtBot) -> None:
    model = RowsModel(("备案号", "状态"))
    model.show(rows("a", "b"))
    table = Table("t", "表")
    qtbot.addWidget(table)
    table.setModel(model)
    table.show()
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].row() == 1
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "WC-b"


def test_settings_survive_and_broken_ones_count_as_none(tmp_path: Path) -> None:
    settings = UiSettings(tmp_path / "new")
    settings.set_layout("frame", b"\x00\xff")
    settings.remember_user(KnownUser("liwei", "李卫"))
    settings.remember_user(KnownUser("zhoumin", "周敏"))
    settings.remember_user(KnownUser("a|b", "坏"))
    settings.set_text("office", "武昌区\n卫生健康局")
    settings.save()
    again = UiSettings(tmp_path / "new")
    assert again.layout("frame") == b"\x00\xff"
    assert [user.display_name for user in again.users()] == ["周敏", "李卫"]
    assert again.text("office") == "武昌区 卫生健康局"
    (tmp_path / "new" / "window.txt").write_bytes(b"\xff\xfe\x00")
    assert UiSettings(tmp_path / "new").users() == ()
    (tmp_path / "new" / "window.txt").write_text("version\t9\noffice\tx", encoding="utf-8")
    assert UiSettings(tmp_path / "new").text("office") == ""


def test_the_command_line(tmp_path: Path) -> None:
    given = parse(
        ["--profile", str(tmp_path), "--keyring=memory:", "--server", "http://127.0.0.1:1", "--demo"]
    )
    assert given == Options(tmp_path, "memory:", "http://127.0.0.1:1", demo=True)
    assert parse([]).profile.name == "shicheng"
    for wrong in (["--keyring", "plain"], ["--profile"], ["--wrong"]):
        with pytest.raises(Usage) as caught:
            parse(wrong)
        assert caught.value.code == 2


def test_the_version_is_that_of_the_package() -> None:
    project = Path(__file__).parents[2].joinpath("pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{VERSION}"' in project


def test_an_error_below_a_field_goes_away_when_the_field_is_corrected(qtbot: QtBot) -> None:
    edit = QLineEdit()
    field = LabelledField("服务器地址", edit, hint="以 https:// 开头。")
    qtbot.addWidget(field)
    field.set_error("连接不上服务器。")
    qtbot.keyClicks(edit, "h")
    assert not field.has_error()
    assert field.error.text() == "以 https:// 开头。"


def test_a_masked_number_is_never_cut_off_where_there_is_little_room(
    qtbot: QtBot, prompts: ScriptedPrompts
) -> None:
    label = masked(qtbot, prompts, lambda what, reason: None)
    label.show()
    label.resize(400, 30)
    assert label.button.x() > label.label.x() + label.label.sizeHint().width() - 1
    label.resize(label.minimumSizeHint().width(), 60)
    qtbot.waitUntil(lambda: label.button.y() > label.label.y())
    assert label.label.width() >= label.label.sizeHint().width()


def test_a_masked_number_stands_beside_its_button_wherever_there_is_room(
    qtbot: QtBot, prompts: ScriptedPrompts
) -> None:
    """Also where its line was too narrow before."""
    line = QWidget()
    qtbot.addWidget(line)
    row = QHBoxLayout(line)
    label = masked(qtbot, prompts, lambda what, reason: None)
    row.addWidget(label)
    row.addStretch(1)
    line.resize(150, 80)
    line.show()
    qtbot.waitUntil(lambda: label.button.y() > label.label.y())
    line.resize(600, 80)
    qtbot.waitUntil(lambda: label.button.x() > label.label.geometry().right())


def test_a_cell_that_is_cut_says_its_whole_text(qtbot: QtBot) -> None:
    model = RowsModel(("执业地", "状态"))
    model.show([Row("1", (Cell("武昌区首义路街道社区卫生服务中心"), Cell("待上报", "warn")))])
    table = Table("t", "表")
    qtbot.addWidget(table)
    table.setModel(model)
    table.set_widths([100, 90])
    table.resize(400, 120)
    table.show()
    assert tip_at(qtbot, table, 0) == "武昌区首义路街道社区卫生服务中心"
    assert tip_at(qtbot, table, 1) == ""
    table.setColumnWidth(0, 300)
    assert tip_at(qtbot, table, 0) == ""


def tip_at(qtbot: QtBot, table: Table, column: int) -> str:
    """Rest the mouse on a cell of the first row."""
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    place = table.visualRect(table.model().index(0, column)).center()
    viewport = table.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))
    return QToolTip.text() if QToolTip.isVisible() else ""


@pytest.mark.parametrize(
    ("days", "tone"), [(-1, "bad"), (0, "bad"), (2, "bad"), (3, "warn"), (6, "warn"), (7, "")]
)
def test_a_time_limit_has_one_colour_on_every_page(days: int, tone: str) -> None:
    assert limit_tone(Remaining(days)) == tone

"""Log-in and first start (A1), driven by keyboard and mouse against an account that answers as told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.domain.errors import KnownError
from desktop.entry import Entry
from desktop.settings import UiSettings
from desktop.tasks import Lanes
from desktop.views.session.login import LoginWindow
from tests.desktop.shell_samples import FakeAccount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.ports import Opened


class Door:
    """A log-in window with everything behind it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.window = LoginWindow()
        qtbot.addWidget(self.window)
        self.lanes = Lanes()
        self.settings = UiSettings(folder)
        self.entry = Entry(self.window, self.lanes, self.settings)
        self.opened: list[Opened] = []
        self.renewed: list[KnownError | None] = []
        self.entry.opened.connect(self.opened.append)
        self.entry.renewed.connect(self.renewed.append)
        self.window.show_form()
        self.window.show()

    @property
    def first(self):  # type: ignore[no-untyped-def]
        first = self.entry._first
        assert first is not None
        return first


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    made = Door(qtbot, tmp_path)
    yield made
    made.entry.close()
    assert made.lanes.close()


def log_in(qtbot: QtBot, door: Door, password: str) -> None:
    form = door.window.form
    form.password.edit.selectAll()
    qtbot.keyClicks(form.password.edit, password)
    qtbot.keyClick(form.password.edit, Qt.Key.Key_Return)


def test_a_clerk_of_this_pc_gets_in_and_then_online(
    qtbot: QtBot, door: Door, picture: Callable[..., None]
) -> None:
    account = FakeAccount()
    door.entry.ready(account)
    assert door.window.form.user.currentText() == "zhoumin"
    assert door.window.form.user_field.error.text() == "周敏"
    qtbot.waitUntil(lambda: "正常" in door.window.form.server.text())
    picture(door.window, "login")
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: door.renewed == [None])
    assert door.opened[0].info.user_name == "zhoumin"
    assert account.calls == ["probe", "unlock", "go_online"]
    assert door.window.form.password.text() == ""
    assert not door.window.isVisible()
    assert [user.name for user in door.settings.users()] == ["zhoumin"]


def test_a_wrong_password_is_told_below_its_field(
    qtbot: QtBot, door: Door, picture: Callable[..., None]
) -> None:
    account = FakeAccount()
    door.entry.ready(account)
    log_in(qtbot, door, "wrong")
    qtbot.waitUntil(door.window.form.password_field.has_error)
    assert door.window.form.password_field.error.text() == "密码不正确。"
    assert door.window.form.button.isEnabled()
    picture(door.window, "login-wrong")
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: bool(door.opened))


def test_without_the_server_the_log_in_is_an_offline_one(qtbot: QtBot, door: Door) -> None:
    account = FakeAccount()
    offline = KnownError("SERVER_UNREACHABLE", "服务器连接不上。")
    account.errors = {"probe": offline, "go_online": offline}
    door.entry.ready(account)
    qtbot.waitUntil(lambda: door.window.form.button.text() == "离线登录")
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: door.renewed == [offline])
    assert len(door.opened) == 1


def test_what_was_typed_before_everything_is_loaded_is_not_lost(qtbot: QtBot, door: Door) -> None:
    account = FakeAccount()
    qtbot.keyClicks(door.window.form.user, "liwei")
    log_in(qtbot, door, account.password)
    assert not door.window.form.button.isEnabled()
    door.entry.ready(account)
    qtbot.waitUntil(lambda: bool(door.opened))
    assert door.opened[0].info.user_name == "liwei"


def test_a_clerk_who_is_new_on_this_pc_logs_in_at_the_server(qtbot: QtBot, door: Door) -> None:
    account = FakeAccount()
    account.errors["unlock"] = KnownError("NO_SLOT", "这位用户没有在本机登录过。")
    door.entry.ready(account)
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: bool(door.opened))
    assert "first_login" in account.calls


def test_a_password_that_was_changed_elsewhere_is_tried_at_the_server(qtbot: QtBot, door: Door) -> None:
    account = FakeAccount()
    account.errors["unlock"] = KnownError("WRONG_PASSWORD", "密码不正确。")
    account.errors["first_login"] = KnownError("SERVER_UNREACHABLE", "连接不上服务器。")
    door.entry.ready(account)
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(door.window.form.password_field.has_error)
    assert door.window.form.password_field.error.text() == "密码不正确。"
    del account.errors["first_login"]
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: bool(door.opened))
    assert door.opened[0].online


def test_empty_fields_are_named_and_get_the_focus(qtbot: QtBot, door: Door) -> None:
    form = door.window.form
    qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    assert form.user_field.error.text() == "请输入用户名。"
    assert form.password_field.error.text() == "请输入密码。"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("BAD_ADDRESS", "地址不正确，应以 https:// 开头。"),
        ("SERVER_UNREACHABLE", "连接不上服务器，请检查地址和网络。"),
        ("NOT_OUR_SERVER", "这个地址不是师承备案服务器。"),
        ("SERVER_TOO_OLD", "服务器的版本过旧。"),
    ],
)
def test_a_wrong_server_is_told_below_the_address(qtbot: QtBot, door: Door, code: str, sentence: str) -> None:
    account = FakeAccount(known=False)
    account.errors["probe"] = KnownError(code, sentence)
    door.entry.ready(account)
    first = door.first
    qtbot.keyClicks(first.server.url, "https://portal.example")
    qtbot.keyClick(first.server.url, Qt.Key.Key_Return)
    qtbot.waitUntil(first.server.field.has_error)
    assert first.server.field.error.text() == sentence
    assert first.server.next.isEnabled()


def test_first_start_from_address_to_data(qtbot: QtBot, door: Door, picture: Callable[..., None]) -> None:
    account = FakeAccount(known=False)
    account.errors["snapshot"] = KnownError("STOPPED", "下载已停止。")
    door.entry.ready(account)
    first = door.first
    qtbot.keyClicks(first.server.url, "https://shicheng.example")
    picture(door.window, "first-server")
    qtbot.mouseClick(first.server.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first.pages.currentIndex() == 1)
    qtbot.mouseClick(first.login.next, Qt.MouseButton.LeftButton)
    assert first.login.user_field.has_error()
    assert not first.login.device_field.has_error()
    qtbot.keyClicks(first.login.user, "zhoumin")
    qtbot.keyClicks(first.login.password.edit, "wrong")
    picture(door.window, "first-login")
    qtbot.mouseClick(first.login.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(first.login.password_field.has_error)
    first.login.password.clear()
    qtbot.keyClicks(first.login.password.edit, account.password)
    qtbot.keyClick(first.login.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(first.data.go.isVisible)
    assert "可以继续" in first.data.message.text()
    picture(door.window, "first-data")
    assert door.opened == []
    account.errors.clear()
    qtbot.mouseClick(first.data.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(door.opened))
    assert first.data.count.text() == "已下载 1,284 / 1,284 条"
    assert account.calls.count("snapshot") == 2


def test_a_broken_installation_is_a_sentence(qtbot: QtBot, door: Door) -> None:
    door.entry.failed_to_load(KnownError("PROFILE_DAMAGED", "本机设置文件无法读取。"))
    assert door.window.form.message.text() == "本机设置文件无法读取。"


def to_password_step(qtbot: QtBot, door: Door, account: FakeAccount) -> None:
    door.entry.ready(account)
    first = door.first
    qtbot.keyClicks(first.server.url, "https://shicheng.example")
    qtbot.keyClick(first.server.url, Qt.Key.Key_Return)
    qtbot.waitUntil(first.login.isVisible)
    qtbot.keyClicks(first.login.user, "zhoumin")
    qtbot.keyClicks(first.login.password.edit, account.password)
    qtbot.keyClick(first.login.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(first.change.isVisible)


def type_new(qtbot: QtBot, door: Door, new: str, again: str) -> None:
    form = door.first.change.form
    form.new.edit.setFocus()
    form.new.edit.selectAll()
    qtbot.keyClicks(form.new.edit, new)
    qtbot.keyClick(form.new.edit, Qt.Key.Key_Return)
    form.again.edit.selectAll()
    qtbot.keyClicks(form.again.edit, again)
    qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)


def test_a_one_time_password_is_changed_before_the_data_come(
    qtbot: QtBot, door: Door, picture: Callable[..., None]
) -> None:
    account = FakeAccount(known=False)
    account.must_change = True
    to_password_step(qtbot, door, account)
    assert door.first.title.text() == "请先修改初始密码"
    picture(door.window, "first-password")
    assert "snapshot" not in account.calls
    type_new(qtbot, door, "Another-Horse-2", "Another-Horse-2")
    qtbot.waitUntil(lambda: bool(door.opened))
    assert account.password == "Another-Horse-2"
    assert account.calls == ["probe", "first_login", "change_password", "snapshot"]


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("", "", "请输入新密码。"),
        ("Short-1", "Short-1", "密码至少 10 位"),
        ("onlysmallletters", "onlysmallletters", "三类"),
        ("Zhoumin-2026", "Zhoumin-2026", "密码不能包含用户名"),
        ("Correct-horse-1", "Correct-horse-1", "不能与现在的密码相同"),
        ("Another-Horse-2", "Another-Horse-3", "两次输入的新密码不一致"),
    ],
)
def test_a_new_password_against_the_rules_is_told_below_its_field(
    qtbot: QtBot, door: Door, new: str, again: str, sentence: str
) -> None:
    account = FakeAccount(known=False)
    account.must_change = True
    to_password_step(qtbot, door, account)
    type_new(qtbot, door, new, again)
    form = door.first.change.form
    assert sentence in form.new_field.error.text() + form.again_field.error.text()
    assert "change_password" not in account.calls


def test_a_password_that_was_used_before_is_told_by_the_server(
    qtbot: QtBot, door: Door, picture: Callable[..., None]
) -> None:
    account = FakeAccount(known=False)
    account.must_change = True
    account.errors["change_password"] = KnownError("PASSWORD_USED", "新密码不能与最近 5 次用过的密码相同。")
    to_password_step(qtbot, door, account)
    type_new(qtbot, door, "Another-Horse-2", "Another-Horse-2")
    form = door.first.change.form
    qtbot.waitUntil(form.new_field.has_error)
    assert "最近 5 次" in form.new_field.error.text()
    picture(door.window, "first-password-used")
    account.errors["change_password"] = KnownError("SERVER_UNREACHABLE", "连接不上服务器。")
    type_new(qtbot, door, "Another-Horse-3", "Another-Horse-3")
    qtbot.waitUntil(form.message.isVisible)
    assert "用同样的新密码提交一次" in form.message.text()
    account.errors.clear()
    type_new(qtbot, door, "Another-Horse-3", "Another-Horse-3")
    qtbot.waitUntil(lambda: bool(door.opened))


def test_a_first_start_that_was_closed_before_the_change_goes_on_there(qtbot: QtBot, door: Door) -> None:
    account = FakeAccount()
    account.needs_snapshot = account.must_change = True
    door.entry.ready(account)
    log_in(qtbot, door, account.password)
    qtbot.waitUntil(lambda: door.entry._first is not None and door.first.change.isVisible())
    type_new(qtbot, door, "Another-Horse-2", "Another-Horse-2")
    qtbot.waitUntil(lambda: bool(door.opened))
    assert account.calls == ["probe", "unlock", "go_online", "change_password", "snapshot"]

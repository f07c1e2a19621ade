"""From the first paint to the last window: loading behind the log-in, frame, log-out, log-in again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt, Signal

from core.domain.errors import KnownError
from desktop.bootstrap.pages import PAGES
from desktop.options import Options
from desktop.pages import grouped
from desktop.ports import SyncView
from desktop.shell import Shell
from desktop.views.commons.sync_centre import CentrePage
from desktop.views.shell.about import AboutDialog
from desktop.views.shell.page import Page
from desktop.widgets.text import TextLabel
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.shell_samples import FakeAccount, FakeCentre

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from desktop.ports import Opened
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from desktop.views.session.new_password import PasswordDialog

ROOT = Path(__file__).parents[2]
KEYS = frozenset({"home", "centre"})
HEAVY = (
    "sqlalchemy",
    "msgspec",
    "requests",
    "keyring",
    "cryptography",
    "alembic",
    "PIL",
    "sync",
    "core.store",
)


class Home(Page):
    key, title = "home", "首页统计"


class FakeSession(QObject):
    synced = Signal(object)
    changed = Signal(object, object)
    counted = Signal(object)

    def __init__(self, lanes: Lanes, settings: UiSettings) -> None:
        super().__init__()
        self.groups = grouped([one for one in PAGES if one.key in KEYS], "district_reviewer")
        self._makers: dict[str, Callable[[], Page]] = {
            "home": Home,
            "centre": lambda: CentrePage(
                SimpleNamespace(
                    lanes=lanes, centre=FakeCentre(), memory=settings, reachable=KEYS, exporting=None
                )
            ),
        }
        self.calls: list[str] = []

    def page(self, key: str) -> Page:
        return self._makers[key]()

    def start(self) -> None:
        self.calls.append("start")
        self.synced.emit(SyncView(online=True, waiting=2, needs_login=True))
        self.counted.emit({"home": 2})

    def open_record(self, kind: str, id_: str) -> None:
        self.calls.append(f"record {kind} {id_}")

    def renewed(self, error: KnownError | None) -> None:
        self.calls.append(f"renewed {error.code if error else 'ok'}")

    def close(self) -> None:
        self.calls.append("close")


class FakeParts:
    def __init__(self) -> None:
        self.account = FakeAccount()
        self.sessions: list[FakeSession] = []
        self.loaded_on: list[threading.Thread] = []

    def load(self, options: Options) -> FakeParts:
        self.loaded_on.append(threading.current_thread())
        return self

    def redact(self, text: str) -> str:
        return text

    def open_session(
        self, opened: Opened, lanes: Lanes, prompts: object, settings: UiSettings
    ) -> FakeSession:
        self.sessions.append(FakeSession(lanes, settings))
        return self.sessions[-1]


@pytest.fixture
def parts() -> FakeParts:
    return FakeParts()


@pytest.fixture
def shell(qapp: QApplication, parts: FakeParts, tmp_path: Path) -> Iterator[Shell]:
    made = Shell(Options(tmp_path, demo=True), parts.load, ScriptedPrompts())
    made.start()
    yield made
    made.close()
    made.window.deleteLater()
    made.deleteLater()


def enter(qtbot: QtBot, shell: Shell, parts: FakeParts) -> None:
    qtbot.waitUntil(lambda: shell.window.form.user.count() == 2)
    qtbot.keyClicks(shell.window.form.password.edit, parts.account.password)
    qtbot.keyClick(shell.window.form.password.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.frame is not None)


def test_the_rest_is_loaded_on_another_thread_after_the_first_paint(
    qtbot: QtBot, shell: Shell, parts: FakeParts
) -> None:
    assert parts.loaded_on == []
    qtbot.waitUntil(lambda: shell.window.form.user.count() == 2)
    assert parts.loaded_on != [threading.current_thread()]
    assert shell.window.brand.office.text().startswith("演示环境，数据均为虚构")


def test_a_clerk_gets_from_the_log_in_to_the_frame_and_back(
    qtbot: QtBot, shell: Shell, parts: FakeParts, picture: Callable[..., None]
) -> None:
    enter(qtbot, shell, parts)
    assert shell.frame is not None
    assert not shell.window.isVisible()
    assert shell.frame.top.sync.text() == "在线 · 2 条待上报"
    qtbot.waitUntil(lambda: "renewed ok" in parts.sessions[0].calls)
    picture(shell.frame, "frame")
    shell.frame.log_out_wanted.emit()
    assert shell.frame is None
    assert shell.window.isVisible()
    assert parts.sessions[0].calls[-1] == "close"
    enter(qtbot, shell, parts)
    assert len(parts.sessions) == 2


def test_an_expired_session_is_renewed_over_the_open_page(
    qtbot: QtBot, shell: Shell, parts: FakeParts, picture: Callable[..., None]
) -> None:
    enter(qtbot, shell, parts)
    qtbot.waitUntil(lambda: len(parts.account.calls) >= 3)
    assert shell.frame is not None
    parts.account.errors["go_online"] = KnownError("WRONG_CREDENTIALS", "用户名或密码不正确。")
    qtbot.mouseClick(shell.frame.expired.action, Qt.MouseButton.LeftButton)
    dialog = shell._dialog
    assert dialog is not None
    qtbot.keyClicks(dialog.password.edit, "wrong")
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.field.has_error)
    picture(dialog, "relogin")
    parts.account.errors.clear()
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell._dialog is None)
    assert parts.sessions[0].calls[-1] == "renewed ok"


def change_password(qtbot: QtBot, dialog: PasswordDialog, old: str, new: str) -> None:
    form = dialog.form
    for field, text in ((form.old, old), (form.new, new), (form.again, new)):
        field.edit.selectAll()
        qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(form.again.edit, Qt.Key.Key_Return)


def test_a_clerk_changes_the_password_from_the_menu(
    qtbot: QtBot, shell: Shell, parts: FakeParts, picture: Callable[..., None]
) -> None:
    enter(qtbot, shell, parts)
    assert shell.frame is not None
    menu = {action.text(): action for action in shell.frame.top.user.menu().actions()}
    menu["修改密码"].trigger()
    dialog = shell._password_dialog
    assert dialog is not None
    change_password(qtbot, dialog, "not-the-old-one", "Another-Horse-2")
    qtbot.waitUntil(dialog.form.old_field.has_error)
    assert dialog.form.old_field.error.text() == "现在的密码不正确。"
    picture(dialog, "password")
    change_password(qtbot, dialog, "Correct-horse-1", "Another-Horse-2")
    qtbot.waitUntil(lambda: shell._password_dialog is None)
    assert parts.account.password == "Another-Horse-2"
    assert parts.sessions[0].calls[-1] == "renewed ok"
    assert "密码已修改" in shell.frame.result.text()


def test_without_the_server_the_password_cannot_be_changed(
    qtbot: QtBot, shell: Shell, parts: FakeParts
) -> None:
    enter(qtbot, shell, parts)
    assert shell.frame is not None
    shell.frame.show_sync(SyncView(online=False))
    shell.frame.password_wanted.emit()
    assert shell._password_dialog is None
    assert "请联网后再修改" in shell.frame.result.text()


def test_a_password_that_was_reset_is_changed_after_an_offline_log_in(
    qtbot: QtBot, shell: Shell, parts: FakeParts
) -> None:
    parts.account.must_change = True
    enter(qtbot, shell, parts)
    qtbot.waitUntil(lambda: shell._password_dialog is not None)
    dialog = shell._password_dialog
    assert dialog is not None
    assert dialog.windowTitle() == "请先修改初始密码"
    change_password(qtbot, dialog, "Correct-horse-1", "Another-Horse-2")
    qtbot.waitUntil(lambda: shell._password_dialog is None)


def test_about_says_version_and_place(qtbot: QtBot, shell: Shell, parts: FakeParts) -> None:
    enter(qtbot, shell, parts)
    assert shell.frame is not None
    shell.frame.about_wanted.emit()
    dialog = shell.frame.findChild(AboutDialog)
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(TextLabel))
    assert "0.1.0" in said
    assert "GPL-3.0" in said
    dialog.accept()


def test_closing_the_frame_ends_everything(qtbot: QtBot, shell: Shell, parts: FakeParts) -> None:
    enter(qtbot, shell, parts)
    assert shell.frame is not None
    with qtbot.waitSignal(shell.finished):
        shell.frame.close()
    assert parts.sessions[0].calls[-1] == "close"


def test_what_cannot_be_loaded_is_a_sentence(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    def load(options: Options) -> FakeParts:
        raise KnownError("PROFILE_DAMAGED", "本机设置文件无法读取。")

    shell = Shell(Options(tmp_path), load, ScriptedPrompts())
    shell.start()
    qtbot.waitUntil(lambda: shell.window.form.message.text() == "本机设置文件无法读取。")
    shell.close()
    shell.window.deleteLater()
    shell.deleteLater()


def test_the_first_paint_needs_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, desktop.__main__ as program\n"
        "status = program.main(sys.argv[1:])\n"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(f'loaded: {heavy}' if heavy or status else 0)"
    )
    run_program(code, "--profile", str(tmp_path), "--exit-after-first-paint")


def test_a_full_collection_of_garbage_leaves_out_what_was_loaded_with_the_program(tmp_path: Path) -> None:
    """Looking through 100,000 objects that never go would stall the window (performance.md P15)."""
    code = (
        "import gc, sys, desktop.__main__ as program\n"
        "from desktop.options import parse\n"
        "program.load(parse(sys.argv[1:]))\n"
        "left, spared = len(gc.get_objects()), gc.get_freeze_count()\n"
        "sys.exit(f'{left} left, {spared} spared' if left * 10 > spared else 0)"
    )
    run_program(code, "--profile", str(tmp_path), "--keyring", "memory:")


def run_program(code: str, *arguments: str) -> None:
    """Run code that ends with status 0 when all is right, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr

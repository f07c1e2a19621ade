"""The frame: navigation by role, state of sync, bars, search, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from core.domain.errors import KnownError
from desktop.bootstrap.pages import PAGES as EVERY
from desktop.bootstrap.pages import groups_of
from desktop.ports import SyncView
from desktop.settings import UiSettings
from desktop.tasks import Lanes
from desktop.views.shell.frame import Frame
from desktop.views.shell.page import Page
from desktop.views.shell.topbar import sync_words
from desktop.widgets.text import TextLabel
from tests.desktop.all_screens import PAGES, Screens
from tests.desktop.conftest import settle
from tests.desktop.shell_samples import INFO, NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FIRST = ("home", "policies")
LAST = ("teachers", "years", "passes", "reports", "centre", "notices", "log")


class Plain(Page):
    """A page that writes down what the frame does with it."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key = key
        self.title = title
        self.calls: list[str] = []
        self.may_leave = True
        QVBoxLayout(self).addWidget(TextLabel(title))

    def activate(self) -> None:
        self.calls.append("activate")
        self.state_line.emit(f"{self.title}的状态")

    def leave(self, proceed: Callable[[], None]) -> None:
        if self.may_leave:
            proceed()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        self.calls.append(f"refresh {sorted(kinds)} {sorted(ids)}")

    def open_record(self, record_id: str) -> None:
        self.calls.append(f"record {record_id}")

    def decide_again(self, record_id: str, op_id: str) -> None:
        self.calls.append(f"again {record_id} {op_id}")

    def show_preset(self, preset: str) -> None:
        self.calls.append(f"preset {preset}")

    def search(self, text: str) -> None:
        self.calls.append(f"search {text}")


@pytest.fixture
def frame(qtbot: QtBot, tmp_path: Path) -> Frame:
    titles = {one.key: one.title for one in EVERY}
    groups = groups_of("district_reviewer")
    made = Frame(INFO, groups, UiSettings(tmp_path), lambda key: Plain(key, titles[key]))
    qtbot.addWidget(made)
    made.open("home")
    made.show()
    return made


def page(frame: Frame, key: str) -> Plain:
    found = frame.page(key)
    assert isinstance(found, Plain)
    return found


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("district_reviewer", [*FIRST, "filings", "dissolutions", "results", "register", *LAST]),
        ("district_viewer", [*FIRST, "filings", "dissolutions", "results", "register", *LAST]),
        ("city_office", [*FIRST, "search", "scores", "batch", *LAST]),
        ("city_commission", [*FIRST, "search", "scores", "batch", *LAST]),
        ("system_admin", []),
        ("auditor", []),
    ],
)
def test_each_role_sees_its_pages_and_no_empty_group(role: str, keys: list[str]) -> None:
    groups = groups_of(role)
    assert [entry.key for group in groups for entry in group.entries] == keys
    assert all(group.entries for group in groups)


def test_the_navigation_opens_pages_by_mouse_and_keyboard(qtbot: QtBot, frame: Frame) -> None:
    qtbot.mouseClick(frame.side.button("filings"), Qt.MouseButton.LeftButton)
    assert frame.current() is page(frame, "filings")
    assert frame.top.title.text() == "传承信息审核备案"
    assert frame.top.state.text() == "传承信息审核备案的状态"
    frame.side.button("register").setFocus()
    qtbot.keyClick(frame.side.button("register"), Qt.Key.Key_Return)
    assert frame.current() is page(frame, "register")
    assert frame.side.button("register").isChecked()


def test_a_page_with_unsaved_input_is_not_left(qtbot: QtBot, frame: Frame) -> None:
    page(frame, "home").may_leave = False
    qtbot.mouseClick(frame.side.button("filings"), Qt.MouseButton.LeftButton)
    assert frame.current() is page(frame, "home")


def test_ctrl_k_searches_the_register(qtbot: QtBot, frame: Frame) -> None:
    frame.activateWindow()
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(frame.top.search.hasFocus)
    frame.top.search.setText(" 陈亦舟 ")
    qtbot.keyClick(frame.top.search, Qt.Key.Key_Return)
    assert frame.current() is page(frame, "register")
    assert page(frame, "register").calls == ["search 陈亦舟", "activate"]


def test_pages_open_records_queues_and_new_decisions_of_others(frame: Frame) -> None:
    home = page(frame, "home")
    home.open_page.emit("filings", "overdue")
    home.open_page.emit("filings:record", "filing-1")
    home.open_page.emit("filings:again", "filing-1 op-9")
    calls = [call for call in page(frame, "filings").calls if call != "activate"]
    assert calls == ["preset overdue", "record filing-1", "again filing-1 op-9"]


@pytest.mark.parametrize(
    ("view", "words", "tone"),
    [
        (SyncView(online=True), "在线", "ok"),
        (SyncView(online=True, busy=True), "正在同步…", "info"),
        (SyncView(online=True, waiting=2), "在线 · 2 条待上报", "warn"),
        (SyncView(waiting=3), "离线 · 3 条待上报", "warn"),
        (SyncView(), "离线", "warn"),
        (SyncView(waiting=3, refused=1), "有 1 条需处理", "bad"),
    ],
)
def test_the_state_of_sync_in_words(view: SyncView, words: str, tone: str) -> None:
    assert sync_words(view) == (words, tone)


def test_the_state_of_sync_stands_in_three_places(qtbot: QtBot, frame: Frame) -> None:
    frame.show_sync(SyncView(waiting=3, last_sync=NOW))
    assert frame.top.sync.text() == "离线 · 3 条待上报"
    assert frame.side.state.text() == "离线　上次同步 09:42"
    assert frame.side.queue.text() == "3 条决定待上报"
    assert frame.side.button("centre").accessibleName() == "同步中心，3 件"
    qtbot.mouseClick(frame.top.sync, Qt.MouseButton.LeftButton)
    assert frame.current() is page(frame, "centre")


def test_an_expired_session_asks_to_log_in_again(qtbot: QtBot, frame: Frame) -> None:
    frame.show_sync(SyncView(waiting=2, needs_login=True))
    assert frame.expired.text() == "登录已过期，决定仍保存在本机，请重新登录后上报。"
    with qtbot.waitSignal(frame.login_again_wanted):
        qtbot.mouseClick(frame.expired.action, Qt.MouseButton.LeftButton)
    frame.show_sync(SyncView(online=True))
    assert not frame.expired.isVisible()


@pytest.mark.parametrize(
    ("skew_ms", "words"),
    [(0, ""), (299_000, ""), (420_000, "慢约 7 分钟"), (-600_000, "快约 10 分钟")],
)
def test_a_wrong_clock_is_told(frame: Frame, skew_ms: int, words: str) -> None:
    frame.show_sync(SyncView(online=True, skew_ms=skew_ms))
    assert words in frame.skew.text()
    assert frame.skew.isVisible() is bool(words)


def test_changes_reach_the_visible_page_only(frame: Frame) -> None:
    frame.broadcast(frozenset({"filing"}), frozenset({"filing-1"}))
    assert "refresh ['filing'] ['filing-1']" in page(frame, "home").calls
    assert page(frame, "filings").calls == []


def test_results_and_errors_are_shown_above_the_page(frame: Frame) -> None:
    page(frame, "home").told.emit("ok", "已通过。")
    assert frame.result.text() == "已通过。"
    page(frame, "home").fail(KnownError("DISK_FULL", "磁盘空间已满。"))
    assert frame.result.text() == "磁盘空间已满。"


def test_it_fits_and_remembers_its_size(qtbot: QtBot, frame: Frame, tmp_path: Path) -> None:
    frame.resize(1366, 768)
    assert frame.minimumSizeHint().width() <= 1366
    frame.resize(1240, 700)
    frame.close()
    again = Frame(INFO, groups_of("district_reviewer"), UiSettings(tmp_path), lambda key: Plain(key, key))
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (1240, 700)


def test_a_narrow_window_has_icons_for_pages_and_clips_none(qtbot: QtBot, tmp_path: Path) -> None:
    """A screen of 1366 x 768 at 150 % has 910 x 512 logical pixels."""
    lanes = Lanes()
    screens = Screens(lanes, tmp_path, nasty=True)
    for widget in (screens.login, screens.holder):
        qtbot.addWidget(widget)
    for small in (screens.district, screens.city):
        qtbot.addWidget(small)
        small.show()
        small.fit(QRect(0, 0, 910, 490))
    for role, key in PAGES:
        screens.visit(qtbot, role, key)
        assert sideways(screens.frame(role)) == 0, (role, key)
    for key, filing in screens.jobs().items():
        screens.district.open_record(key, filing)
        bench = screens.district.page(key).bench  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda bench=bench, filing=filing: bench.current_id() == filing)  # type: ignore[misc]
        settle()
        assert sideways(screens.district) == 0, key
    small = screens.district
    assert (small.width(), small.height()) == (910, 450)
    assert small.side.button("home").text() == ""
    assert small.side.button("home").toolTip()
    small.resize(1366, 768)
    assert small.side.button("home").text() == "首页统计"
    small.open("home")
    assert lanes.close()
    screens.close()


def sideways(frame: Frame) -> int:
    """How far the page that is shown would have to be scrolled to the side."""
    area = frame.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    return area.horizontalScrollBar().maximum()

"""查看老师, 查看学生, 查看公证 in windows of their own, from every list, for every role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.domain.errors import KnownError
from core.domain.values import Origin
from desktop import ui_names
from desktop.views.apprenticeship.register.record_lines import LinkButton
from desktop.views.apprenticeship.register.record_windows import RecordWindows
from tests.desktop import filed, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.register.record_window import RecordWindow
    from tests.desktop.conftest import ScriptedPrompts


@pytest.fixture
def desk() -> records.Desk:
    return records.Desk()


@pytest.fixture
def windows(lanes: Lanes, desk: records.Desk, prompts: ScriptedPrompts) -> Iterator[RecordWindows]:
    made = RecordWindows(desk.windows(lanes, prompts))
    yield made
    made.close_all()


def opened(qtbot: QtBot, windows: RecordWindows, kind: str, id_: str) -> RecordWindow:
    before = len(windows.windows())
    windows.open(kind, id_)
    qtbot.waitUntil(lambda: len(windows.windows()) == before + 1)
    window = windows.windows()[-1]
    qtbot.waitUntil(lambda: window.splitter.isVisible() or window.nothing.isVisible())
    return window


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_a_teacher_with_all_attachments(
    qtbot: QtBot, windows: RecordWindows, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "teacher", "a00000")
    assert window.windowTitle() == "查看老师：刘景和"
    assert len(window.viewer.pages()) == 8
    shown = texts(window)
    assert "副主任医师" in shown
    assert "********" in shown
    assert window.relations.text().count("公证") >= 4
    qtbot.waitUntil(lambda: window.viewer.panes[0].canvas.picture() is not None)
    picture(window, "record-teacher")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    canvas = window.viewer.panes[0].canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert window.viewer.place() == 1
    qtbot.keyClick(canvas, Qt.Key.Key_F11)
    assert window.viewer.is_full_screen()
    full = window.viewer.full_window()
    assert full is not None
    qtbot.keyClick(full, Qt.Key.Key_Escape)
    assert not window.viewer.is_full_screen()


def test_a_student_with_scores_and_a_whole_number_for_a_reason(
    qtbot: QtBot, windows: RecordWindows, desk: records.Desk, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "student", "s0")
    assert len(window.viewer.pages()) == 3
    assert "86.5 分" in window.scores.text()
    number = records.record(0).student.id_number
    assert number not in texts(window)
    field = window.grid.field("student.id_number")
    qtbot.mouseClick(field.button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert number in texts(window)
    assert len(desk.revealed) == 1
    picture(window, "record-student")


def test_a_certificate_with_its_pages(
    qtbot: QtBot, windows: RecordWindows, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "notarisation", "a00002")
    assert [page.number for page in window.viewer.pages()] == [1, 2, 3, 4, 5, 6]
    assert "吴思远" in window.windowTitle()
    assert "湖北省武汉市楚信公证处" in texts(window)
    picture(window, "record-notarisation")


def test_one_window_for_each_record(qtbot: QtBot, windows: RecordWindows) -> None:
    first = opened(qtbot, windows, "teacher", "a00000")
    second = opened(qtbot, windows, "student", "a00000")
    assert second.pos() != first.pos()
    windows.open("teacher", "a00004")
    qtbot.waitUntil(first.isActiveWindow)
    assert windows.windows() == (first, second), "a00004 has the same teacher"


def test_links_open_the_other_person_and_the_certificate(qtbot: QtBot, windows: RecordWindows) -> None:
    window = opened(qtbot, windows, "teacher", "t0")
    for name, kind in (("person", "student"), ("notarisation", "notarisation")):
        link = window.findChild(LinkButton, f"record_window.relations.1.{name}")
        before = len(windows.windows())
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda before=before: len(windows.windows()) == before + 1)
        assert windows.windows()[-1].kind == kind


def test_a_record_that_is_not_here_is_said(
    qtbot: QtBot, windows: RecordWindows, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "teacher", "x")
    assert window.nothing.sentence.text() == "本机没有这位老师的记录"
    picture(window, "record-missing")
    qtbot.keyClick(window.nothing.action, Qt.Key.Key_Return)
    assert windows.windows() == ()


def test_escape_closes_and_the_place_is_remembered(
    qtbot: QtBot, windows: RecordWindows, desk: records.Desk
) -> None:
    window = opened(qtbot, windows, "student", "s0")
    window.resize(window.minimumSizeHint().width(), 440)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.viewer.panes[0].canvas, Qt.Key.Key_Escape)
    assert windows.windows() == ()
    again = opened(qtbot, windows, "student", "s0")
    assert again.height() == 440
    desk.memory.set_text("window.record", "no hexadecimal")
    assert opened(qtbot, windows, "student", "s1").width() > 0


def test_changes_are_shown_and_the_end_of_the_session_closes_all(
    qtbot: QtBot, windows: RecordWindows, desk: records.Desk
) -> None:
    window = opened(qtbot, windows, "student", "s0")
    desk.rows[0] = msgspec.structs.replace(desk.rows[0], state="terminated", ended_on="2026-11-20")
    windows.refresh(frozenset({"apprenticeship"}), frozenset({"a00000"}))
    qtbot.waitUntil(lambda: "2026-11-20 结束" in window.relations.text())
    opened(qtbot, windows, "teacher", "t1")
    windows.close_all()
    assert windows.windows() == ()


def test_a_store_that_cannot_be_read_is_said(
    qtbot: QtBot, lanes: Lanes, desk: records.Desk, prompts: ScriptedPrompts
) -> None:
    def broken(*_: str) -> None:
        raise KnownError("STORE", "本机数据暂时读不出来，请稍后再试。")

    made = RecordWindows(replace(desk.windows(lanes, prompts), find=broken, student=broken))
    window = opened(qtbot, made, "student", "s0")
    assert "读不出来" in window.result.text()
    assert window.nothing.isVisible()
    made.close_all()


def test_long_names_fit(qtbot: QtBot, windows: RecordWindows, picture: Callable[..., None]) -> None:
    window = opened(qtbot, windows, "teacher", "t3")
    assert filed.STUDENTS[15] in {
        link.accessibleName().removeprefix("学生 ") for link in window.relations.findChildren(LinkButton)
    }
    picture(window, "record-long")


def test_controls_have_names(qtbot: QtBot, windows: RecordWindows) -> None:
    for kind, id_ in (("teacher", "t0"), ("student", "s0"), ("notarisation", "a00000")):
        window = opened(qtbot, windows, kind, id_)
        assert ui_names.unnamed(window) == []
        assert ui_names.rich_labels(window) == []


def test_what_came_from_a_register_says_that_its_documents_are_on_paper(
    qtbot: QtBot, windows: RecordWindows, desk: records.Desk, picture: Callable[..., None]
) -> None:
    plain = records.record(0)
    row = msgspec.structs.replace(desk.rows[0], origin=Origin.REGISTER)
    desk.rows[0] = row
    desk.records[row.id] = msgspec.structs.replace(plain, row=row, notarial_pages=())
    window = opened(qtbot, windows, "notarisation", row.id)
    assert window.imported.text() == "台账导入"
    assert "资料在纸质档案中" in texts(window)
    picture(window, "record-imported")
    other = opened(qtbot, windows, "student", row.student_id)
    assert len(other.viewer.pages()) == 3
    assert "台账导入" not in texts(other), "the scans are here: nothing to look for on paper"

"""查看老师, 查看学生, 查看公证 in windows of their own, from every list, for every role."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.lists.records import find_record
from core.domain.errors import KnownError
from core.domain.values import Role
from desktop import ui_names
from desktop.views.apprenticeship.register.record_lines import LinkButton
from desktop.views.apprenticeship.register.record_windows import RecordWindows
from tests.desktop import records
from tests.desktop.records import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.register.record_window import RecordWindow
    from tests.desktop.offices import Office
    from tests.desktop.records import Town


@pytest.fixture
def town(office: Office) -> Town:
    return office.fill(records.town)


@pytest.fixture
def windows(office: Office, town: Town) -> Iterator[RecordWindows]:
    made = RecordWindows(office.desk(Role.DISTRICT_VIEWER))
    yield made
    made.close_all()


def opened(qtbot: QtBot, windows: RecordWindows, kind: str, id_: str) -> RecordWindow:
    before = len(windows.windows())
    windows.open(kind, id_)
    qtbot.waitUntil(lambda: len(windows.windows()) == before + 1)
    window = windows.windows()[-1]
    qtbot.waitUntil(lambda: window.splitter.isVisible() or window.nothing.isVisible())
    return window


def test_a_teacher_with_all_attachments(
    qtbot: QtBot, windows: RecordWindows, town: Town, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "teacher", town.study)
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
    qtbot: QtBot, windows: RecordWindows, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    office.fill(lambda world: world.publish(world.score(town.study, 865)))
    window = opened(qtbot, windows, "student", town.student.person_id)
    assert len(window.viewer.pages()) == 3
    assert "86.5 分" in window.scores.text()
    assert records.NUMBER not in texts(window)
    field: Any = window.grid.field("student.id_number")
    qtbot.mouseClick(field.button, Qt.MouseButton.LeftButton)
    assert records.NUMBER in texts(window)
    assert len(records.revealed(office)) == 1
    picture(window, "record-student")


def test_a_certificate_with_its_pages(
    qtbot: QtBot, windows: RecordWindows, town: Town, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "notarisation", town.hongshan)
    assert [page.number for page in window.viewer.pages()] == [1, 2, 3]
    assert "吴思远" in window.windowTitle()
    assert "湖北省武汉市楚信公证处" in texts(window)
    picture(window, "record-notarisation")


def test_one_window_for_each_record(qtbot: QtBot, windows: RecordWindows, town: Town) -> None:
    first = opened(qtbot, windows, "teacher", town.study)
    second = opened(qtbot, windows, "student", town.study)
    assert second.pos() != first.pos()
    windows.open("teacher", town.waiting)
    qtbot.waitUntil(first.isActiveWindow)
    assert windows.windows() == (first, second), "it has the same teacher"


def test_links_open_the_other_person_and_the_certificate(
    qtbot: QtBot, windows: RecordWindows, town: Town
) -> None:
    window = opened(qtbot, windows, "teacher", town.teacher)
    for name, kind in (("person", "student"), ("notarisation", "notarisation")):
        link = window.findChild(LinkButton, f"record_window.relations.1.{name}")
        before = len(windows.windows())
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda before=before: len(windows.windows()) == before + 1)
        assert windows.windows()[-1].kind == kind


def test_whatever_record_a_list_shows_leads_to_its_window(
    qtbot: QtBot, windows: RecordWindows, office: Office, town: Town
) -> None:
    score = office.fill(lambda world: world.score(town.study))
    with office.factory() as session:
        for id_ in (town.study, town.filing, score):
            assert find_record(session, "student", id_) == town.student.person_id
            assert find_record(session, "teacher", id_) == town.teacher
            assert find_record(session, "notarisation", id_) == town.study
        assert find_record(session, "teacher", town.teacher) == town.teacher
        assert find_record(session, "teacher", "unknown") == ""
    for kind, id_, pages in (("teacher", town.filing, 8), ("student", score, 3)):
        assert len(opened(qtbot, windows, kind, id_).viewer.pages()) == pages


def test_a_record_that_is_not_here_is_said(
    qtbot: QtBot, windows: RecordWindows, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "teacher", "x")
    assert window.nothing.sentence.text() == "本机没有这位老师的记录"
    picture(window, "record-missing")
    qtbot.keyClick(window.nothing.action, Qt.Key.Key_Return)
    assert windows.windows() == ()


def test_escape_closes_and_the_place_is_remembered(
    qtbot: QtBot, windows: RecordWindows, office: Office, town: Town
) -> None:
    window = opened(qtbot, windows, "student", town.student.person_id)
    window.resize(window.minimumSizeHint().width(), 440)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.viewer.panes[0].canvas, Qt.Key.Key_Escape)
    assert windows.windows() == ()
    again = opened(qtbot, windows, "student", town.student.person_id)
    assert again.height() == 440
    office.memory.set_text("window.record", "no hexadecimal")
    assert opened(qtbot, windows, "student", town.far.person_id).width() > 0


def test_changes_are_shown_and_the_end_of_the_session_closes_all(
    qtbot: QtBot, windows: RecordWindows, office: Office, town: Town
) -> None:
    window = opened(qtbot, windows, "student", town.far.person_id)
    records.change(office, town.hongshan, state="terminated", ended_on="2026-11-20")
    windows.refresh(frozenset({"apprenticeship"}), frozenset({town.hongshan}))
    qtbot.waitUntil(lambda: "2026-11-20 结束" in window.relations.text())
    opened(qtbot, windows, "teacher", town.teacher)
    windows.close_all()
    assert windows.windows() == ()


def test_a_store_that_cannot_be_read_is_said(qtbot: QtBot, office: Office) -> None:
    @contextmanager
    def broken() -> Iterator[None]:
        raise KnownError("STORE", "本机数据暂时读不出来，请稍后再试。")
        yield

    desk = office.desk(Role.DISTRICT_VIEWER)
    object.__setattr__(desk, "session", broken)
    made = RecordWindows(desk)
    window = opened(qtbot, made, "student", "s0")
    assert "读不出来" in window.result.text()
    assert window.nothing.isVisible()
    made.close_all()


def test_long_names_fit(
    qtbot: QtBot, windows: RecordWindows, town: Town, picture: Callable[..., None]
) -> None:
    window = opened(qtbot, windows, "teacher", town.teacher)
    assert records.LONG in {
        link.accessibleName().removeprefix("学生 ") for link in window.relations.findChildren(LinkButton)
    }
    picture(window, "record-long")


def test_controls_have_names(qtbot: QtBot, windows: RecordWindows, town: Town) -> None:
    for kind in ("teacher", "student", "notarisation"):
        window = opened(qtbot, windows, kind, town.study)
        assert ui_names.unnamed(window) == []
        assert ui_names.rich_labels(window) == []


def test_what_came_from_a_register_says_that_its_documents_are_on_paper(
    qtbot: QtBot, windows: RecordWindows, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    records.taken_over(office, town.hongshan, all_on_paper=False)
    window = opened(qtbot, windows, "notarisation", town.hongshan)
    assert window.imported.text() == "台账导入"
    assert "资料在纸质档案中" in texts(window)
    picture(window, "record-imported")
    other = opened(qtbot, windows, "student", town.far.person_id)
    assert len(other.viewer.pages()) == 3
    assert "台账导入" not in texts(other), "the scans are here: nothing to look for on paper"

"""The list of 传承信息审核备案 as a clerk uses it (D2)."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import delete

from core.apprenticeship.lists.filings import FilingQuery
from core.apprenticeship.tables import Filing
from core.domain.errors import KnownError
from core.domain.values import CaseState, Role
from desktop.models.rows import MARK_ROLE, TONE_ROLE
from desktop.views.apprenticeship.review.filings import FILINGS
from desktop.views.apprenticeship.review.filings_list import FilingList
from desktop.views.apprenticeship.review.review_loading import ReviewQueue
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from tests.desktop.offices import Office


@pytest.fixture
def queue() -> ReviewQueue:
    return ReviewQueue()


@pytest.fixture
def office(office: Office) -> Office:
    """The bureau with 300 filings, 12 of them pending."""
    office.add(*(filed.filing(number) for number in range(300)))
    return office


@pytest.fixture
def made(qtbot: QtBot, office: Office, queue: ReviewQueue) -> Callable[..., FilingList]:
    def make(role: Role = Role.DISTRICT_REVIEWER) -> FilingList:
        page = FilingList(FILINGS, office.desk(role), queue)
        page.resize(1160, 712)
        qtbot.addWidget(page)
        page.show()
        return page

    return make


@pytest.fixture
def page(made: Callable[..., FilingList], qtbot: QtBot) -> FilingList:
    shown = made()
    shown.activate()
    qtbot.waitUntil(lambda: settled(shown))
    return shown


def change(office: Office, id_: str, **values: object) -> None:
    """Something happens to a filing."""
    with office.writing() as world:
        record = world.session.get_one(Filing, id_)
        for name, value in values.items():
            setattr(record, name, value)


def refresh(page: FilingList) -> None:
    page.refresh(frozenset({"filing"}), frozenset())


def settled(page: FilingList) -> bool:
    return page.rows.footer.text().startswith("共") and page.counts.text() != ""


def texts(page: FilingList, key: str) -> list[str]:
    model = page.rows.model
    place = [column.key for column in model.columns].index(key)
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def test_pending_ones_come_first_sorted_by_deadline(
    qtbot: QtBot, page: FilingList, picture: Callable[..., None]
) -> None:
    assert page.counts.text() == "共 300 条，待审核 12 条"
    assert page.rows.footer.text() == "共 12 条"
    assert texts(page, "filing_no")[:3] == ["WC-2026-1284", "WC-2026-1283", "WC-2026-1282"]
    assert set(texts(page, "action")) == {"审核"}
    assert page.rows.current_id() == "f000000"
    picture(page, "filings")


def test_time_limits_are_red_amber_and_plain(page: FilingList) -> None:
    model = page.rows.model
    place = [column.key for column in model.columns].index("due")
    assert texts(page, "due")[:3] == ["剩 2 日", "剩 2 日", "剩 6 日"]
    tones = [model.data(model.index(row, place), TONE_ROLE) for row in range(6)]
    assert tones == ["bad", "bad", "warn", "warn", "warn", ""]


def test_enter_in_a_field_queries(qtbot: QtBot, page: FilingList) -> None:
    page.query.control("applicant").setFocus()
    page.query.control("applicant").insert("何静怡")
    qtbot.keyClick(page.query.control("applicant"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(page, "student") == ["何静怡"])
    assert page.rows.footer.text() == "共 1 条"


def test_query_and_reset_by_mouse(qtbot: QtBot, page: FilingList, picture: Callable[..., None]) -> None:
    page.query.control("state").setCurrentIndex(0)
    page.query.control("place").setText("首义路")
    page.query.control("submitted_from").setText("20261110")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() not in (0, 12))
    assert set(texts(page, "place")) <= {"首义路街社区卫生服务中心", ""}
    picture(page, "filings-all")
    qtbot.mouseClick(page.query.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 12 条")
    assert page.query.control("place").text() == ""


def test_a_wrong_day_is_said_below_the_fields(
    qtbot: QtBot, page: FilingList, picture: Callable[..., None]
) -> None:
    before = page.rows.query
    page.query.control("submitted_from").setText("2026-13-40")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    assert "2026-03-05" in page.query.error.text()
    assert page.query.error.isVisible()
    page.query.control("submitted_from").setText("2026-11-19")
    page.query.control("submitted_to").setText("２０２６年１１月１日")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    assert "晚于" in page.query.error.text()
    picture(page, "filings-wrong-day")
    assert page.rows.query is before


def test_days_are_read_as_people_type_them(qtbot: QtBot, page: FilingList) -> None:
    for typed in ("20261101", "2026/11/1", "2026.11.01", "２０２６年１１月１日"):
        page.query.control("submitted_from").setText(typed)
        page.query.control("submitted_from").setFocus()
        qtbot.keyClick(page.query.control("submitted_from"), Qt.Key.Key_Return)
        assert page.query.control("submitted_from").text() == "2026-11-01"


def test_header_click_sorts_in_the_query(qtbot: QtBot, page: FilingList) -> None:
    header = page.rows.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: page.rows.query.sort == "student_name")
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: page.rows.query.sort == "student_name" and page.rows.query.descending)
    title = QPoint(header.sectionViewportPosition(3) + 20, 10)
    before = page.rows.query
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert page.rows.query is before, "a column that cannot be sorted does nothing"


def test_a_settled_and_a_waiting_decision_differ(
    qtbot: QtBot, page: FilingList, office: Office, picture: Callable[..., None]
) -> None:
    change(office, "f000000", state="approved", decided_at=filed.SUBMITTED)
    change(office, "f000001", state="approved", decided_at=filed.SUBMITTED, settled_at=filed.SUBMITTED)
    page.query.control("state").setCurrentIndex(0)
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    model = page.rows.model
    qtbot.waitUntil(lambda: model.rowCount() == 300)
    state = [column.key for column in model.columns].index("state")
    rows = [model.row_of("f000000"), model.row_of("f000001")]
    for row in rows:
        model.data(model.index(row, 0))
    qtbot.waitUntil(lambda: all(model.row_at(row) is not None for row in rows))
    marks = [model.data(model.index(row, state), MARK_ROLE) for row in rows]
    assert marks == ["待上报", ""]
    picture(page, "filings-waiting")


def test_a_change_keeps_row_and_scroll(qtbot: QtBot, page: FilingList, office: Office) -> None:
    page.show_preset("all")
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 300 条")
    page.rows.select("f000150")
    scroll = page.rows.table.verticalScrollBar().value()
    assert scroll > 0
    office.add(filed.filing(500, CaseState.PENDING, submitted_at="2026-11-20T01:00:00.000Z"))
    refresh(page)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 301 条")
    assert page.rows.current_id() == "f000150"
    assert abs(page.rows.table.verticalScrollBar().value() - scroll) <= 35


def test_the_row_below_is_selected_when_one_leaves(qtbot: QtBot, page: FilingList, office: Office) -> None:
    page.rows.select("f000003")
    following = page.rows.model.id_at(page.rows.model.row_of("f000003") + 1)
    change(office, "f000003", state="approved")
    refresh(page)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 11 条")
    assert page.rows.current_id() == following


def test_opening_hands_over_the_queue(qtbot: QtBot, page: FilingList, queue: ReviewQueue) -> None:
    table = page.rows.table
    table.setFocus()
    with qtbot.waitSignal(page.review_wanted) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == ["f000000"]
    assert len(queue.ids) == 12
    action = [column.key for column in page.rows.model.columns].index("action")
    place = table.visualRect(page.rows.model.index(2, action)).center()
    with qtbot.waitSignal(page.review_wanted) as caught:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["f000002"]
    page.rows.select("f000004")
    with qtbot.waitSignal(page.review_wanted) as caught:
        qtbot.keyClick(table, Qt.Key.Key_F5)
    assert caught.args == ["f000004"]


@pytest.fixture
def wished(
    qtbot: QtBot, made: Callable[..., FilingList], lanes: Lanes
) -> tuple[FilingList, list[str], threading.Event]:
    """A list whose first read waits for the event, with F5 pressed already; what it wants to review."""
    read = threading.Event()
    lanes.reader.run(read.wait)
    page = made()
    page.activate()
    wanted: list[str] = []
    page.review_wanted.connect(wanted.append)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.rows.table, Qt.Key.Key_F5)
    return page, wanted, read


def test_a_review_wished_while_the_list_is_read_begins_when_it_is_there(
    qtbot: QtBot, wished: tuple[FilingList, list[str], threading.Event]
) -> None:
    page, wanted, read = wished
    assert wanted == []
    read.set()
    qtbot.waitUntil(lambda: bool(wanted))
    assert wanted == [page.rows.model.id_at(0)]


def test_a_wish_is_dropped_when_another_list_is_asked_for(
    qtbot: QtBot, wished: tuple[FilingList, list[str], threading.Event]
) -> None:
    page, wanted, read = wished
    page.show_preset("all")
    read.set()
    qtbot.waitUntil(lambda: settled(page))
    assert wanted == []


def test_copy_takes_the_text_of_the_cell(qtbot: QtBot, page: FilingList) -> None:
    table = page.rows.table
    table.setCurrentIndex(page.rows.model.index(1, 1))
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "何静怡"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_columns_are_hidden_moved_and_remembered(
    qtbot: QtBot, page: FilingList, made: Callable[..., FilingList], office: Office
) -> None:
    menu = page.rows.columns
    menu.open_at(QPoint(0, 0), 2)
    actions = {action.text(): action for action in menu.menu.actions()}
    assert not actions["备案号"].isEnabled()
    actions["职称"].trigger()
    actions["左移此列"].trigger()
    menu.menu.hide()
    assert menu.shown()[:3] == ["filing_no", "teacher", "student"]
    assert "title" not in menu.shown()
    other = made()
    assert other.rows.columns.shown() == menu.shown()
    office.memory.set_text("columns.filings", json.dumps({"order": ["nonsense"], "shown": 3}))
    third = made()
    assert third.rows.columns.shown()[0] == "filing_no", "a broken memory is no trouble"


def test_nothing_to_review_says_so(
    qtbot: QtBot,
    made: Callable[..., FilingList],
    office: Office,
    picture: Callable[..., None],
) -> None:
    with office.writing() as world:
        world.session.execute(delete(Filing).where(Filing.state == CaseState.PENDING))
    page = made()
    page.activate()
    qtbot.waitUntil(lambda: settled(page))
    assert page.rows.stack.currentWidget() is page.rows.empty
    assert page.rows.empty.sentence.text() == "待审核的申请都办完了"
    assert not page.review.isEnabled()
    picture(page, "filings-empty")
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 288 条")


def test_a_viewer_only_looks(qtbot: QtBot, made: Callable[..., FilingList]) -> None:
    page = made(Role.DISTRICT_VIEWER)
    page.activate()
    qtbot.waitUntil(lambda: settled(page))
    assert set(texts(page, "action")) == {"查看"}
    assert "审核" not in page.review.text()


def test_a_failed_query_keeps_what_is_shown(qtbot: QtBot, page: FilingList) -> None:
    def broken(query: FilingQuery) -> list[str]:
        raise KnownError("STORE_BUSY", "数据库正忙，请稍后再试。")

    object.__setattr__(page.rows.port, "ids", broken)
    with qtbot.waitSignal(page.problem) as caught:
        refresh(page)
    assert caught.args[0].code == "STORE_BUSY"
    assert page.rows.model.rowCount() == 12


def test_the_head_of_an_export_says_what_was_asked(page: FilingList) -> None:
    asked = FilingQuery(state="pending", due="soon", applicant="陈", submitted_from="2026-11-01")
    said = "填报人 陈；状态 待审核；期限 即将超期；提交时间 2026-11-01 至 今"
    assert page.query.words(asked) == (said, "2026-11-01 至 今")

"""短信记录 as a clerk uses it (A3, G14, A7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import delete, update

from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.tables import Filing
from core.commons.commands import RetryNotice
from core.commons.notices import NoticeRow
from core.commons.tables import Notice
from core.domain.errors import Refused
from core.domain.notices import RETRY_WAITS, NoticeCause
from core.domain.values import NoticeState, Role
from tests.desktop.filed import STUDENTS, TEACHERS
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.commons.notices import NoticesPage
    from tests.desktop.offices import Office

STATES = (
    NoticeState.DELIVERED,
    NoticeState.SENT,
    NoticeState.WAITING,
    NoticeState.FAILED,
    NoticeState.GIVEN_UP,
)
REASON = "运营商拒收：手机号无效或已停用。核对手机号后可以重发。"


def notice_row(number: int, **changes: Any) -> NoticeRow:
    """Row number 0 is the newest; every fourth and fifth failed."""
    state = STATES[number % 5]
    failed = state in (NoticeState.FAILED, NoticeState.GIVEN_UP)
    student = number % 2 == 0
    causes = list(NoticeCause)
    row = NoticeRow(
        id=f"n{number:04d}",
        version=3,
        template=causes[number % len(causes)],
        cause_kind="filing",
        cause_id=f"f{number:04d}",
        subject_id=f"a{number:04d}",
        bureau=WUCHANG,
        filing_no=f"WC-2026-{1284 - number:04d}",
        recipient_role="student" if student else "teacher",
        recipient_name=(STUDENTS if student else TEACHERS)[number % 4],
        phone=f"138{number:08d}",
        text="【武昌区卫生健康局】您与刘景和老师的师承关系备案申请已通过审核，"
        f"备案号WC-2026-{1284 - number:04d}。可登录居民端查看。",
        state=state,
        reason=REASON if failed else "",
        attempts=0 if state is NoticeState.WAITING else 1,
        carrier_id="" if failed else f"C-{number}",
        created_at=f"2026-11-20T02:{59 - number % 60:02d}:05.000Z",
        sent_at="" if failed or state is NoticeState.WAITING else "2026-11-20T03:00:00.000Z",
        ended_at="2026-11-20T03:01:00.000Z" if failed or state is NoticeState.DELIVERED else "",
    )
    return msgspec.structs.replace(row, **changes)


@pytest.fixture
def messages(office: Office) -> Office:
    """A store with forty messages."""
    rows = (notice_row(number) for number in range(40))
    office.add(*(Notice(**msgspec.structs.asdict(row), scope=WUCHANG) for row in rows))
    return office


@pytest.fixture
def page(qtbot: QtBot, messages: Office) -> NoticesPage:
    return opened(qtbot, messages.page("notices"), "共 40 条短信")


def opened(qtbot: QtBot, page: Any, counted: str = "") -> Any:
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    if counted:
        qtbot.waitUntil(lambda: page.counts.text() == counted and page.detail.row is not None)
    return page


def choose(qtbot: QtBot, page: NoticesPage, number: int) -> None:
    """Go to a row by the keyboard."""
    page.rows.table.setFocus()
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(number):
        qtbot.keyClick(page.rows.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.row is not None and page.detail.row.id == f"n{number:04d}")


def texts(page: NoticesPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_the_list_and_the_exact_text(qtbot: QtBot, page: NoticesPage, picture: Callable[..., None]) -> None:
    model = page.rows.model
    shown = [str(model.data(model.index(3, column))) for column in range(8)]
    assert shown[:4] == ["2026-11-20 10:56", "徐国栋（老师）", "138****0003", "解除退回补正"]
    assert shown[5:] == ["失败", REASON, "1"]
    assert page.detail.text.text() == notice_row(0).text
    assert "57 字，按 1 条计" in texts(page)
    choose(qtbot, page, 3)
    assert page.detail.reason.text() == REASON
    assert page.detail.facts["created"].text() == "2026-11-20 10:56:05"
    assert page.detail.facts["ended"].text() == "2026-11-20 11:01:00"
    assert page.detail.facts["sent"].text() == "—"
    assert "13800000003" not in texts(page)
    picture(page, "notices")


def test_the_whole_phone_asks_a_reason_and_is_logged(
    qtbot: QtBot, page: NoticesPage, messages: Office
) -> None:
    qtbot.mouseClick(page.detail.phone.button, Qt.MouseButton.LeftButton)
    assert page.detail.phone.text() == "13800000000"
    assert messages.noted() == [("view_full_number", "手机号：核对证件与填报内容")]
    page.leave(lambda: None)
    assert page.detail.phone.text() == "138****0000"


def test_only_a_failed_message_is_sent_again_by_the_keyboard(
    qtbot: QtBot, page: NoticesPage, messages: Office, picture: Callable[..., None]
) -> None:
    told: list[tuple[str, str]] = []
    page.told.connect(lambda tone, text: told.append((tone, text)))
    for number, may in ((0, False), (1, False), (2, False), (3, True), (4, True)):
        choose(qtbot, page, number)
        assert page.detail.retry.isVisible() is may
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.rows.table.setFocus()
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    assert page.detail.retry.hasFocus()
    qtbot.keyClick(page.detail.retry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told) and not page.detail.retry.isVisible())
    assert messages.decided == [RetryNotice("n0004", 3)]
    assert told == [("ok", "已登记重发给陈亦舟的短信，上报后由中心发送。")]
    assert page.detail.chip.text() == "待发"
    assert page.detail.mark.isVisible(), "待上报 until the centre has it"
    picture(page, "notices-again")


def test_a_refused_retry_is_said_and_nothing_is_lost(
    qtbot: QtBot, page: NoticesPage, messages: Office
) -> None:
    messages.fault = Refused("NOTICE_NO_PHONE", "无法重发：请填写手机号。")
    choose(qtbot, page, 3)
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.detail.retry, Qt.MouseButton.LeftButton)
    assert caught.args[0].message.startswith("无法重发")
    assert page.detail.retry.isEnabled()


def test_the_viewer_has_no_button(qtbot: QtBot, messages: Office) -> None:
    page = opened(qtbot, messages.page("notices", Role.DISTRICT_VIEWER), "共 40 条短信")
    choose(qtbot, page, 3)
    assert page.detail.row is not None
    assert not page.detail.retry.isVisible()


def test_search_state_cause_and_reset(qtbot: QtBot, page: NoticesPage, picture: Callable[..., None]) -> None:
    page.query.control("text").insert("WC-2026-1280")
    qtbot.keyClick(page.query.control("text"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.counts.text() == "共 1 条短信")
    page.query.control("text").clear()
    page.show_preset("failed")
    qtbot.waitUntil(lambda: page.counts.text() == "共 16 条短信")
    assert page.query.control("state").currentText() == "失败或放弃"
    page.query.control("template").setCurrentIndex(page.query.control("template").findText("强制解除"))
    page.query.control("text").insert("没有")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.detail.stack.currentIndex() == 1
    picture(page, "notices-empty")
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.counts.text() == "共 40 条短信")


def test_an_empty_list_says_where_messages_come_from(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office.page("notices"))
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.rows.empty.sentence.text() == "还没有短信"
    assert page.rows.empty.action.isHidden()


def test_the_number_of_the_filing_is_on_the_way_to_it(qtbot: QtBot, page: NoticesPage) -> None:
    choose(qtbot, page, 1)
    assert page.detail.cause.text() == "查看备案 WC-2026-1283"


def test_a_report_that_comes_in_changes_what_is_shown(
    qtbot: QtBot, page: NoticesPage, messages: Office
) -> None:
    choose(qtbot, page, 1)
    with messages.factory.begin() as session:
        session.execute(
            update(Notice).where(Notice.id == "n0001").values(state=NoticeState.DELIVERED, version=4)
        )
    page.refresh(frozenset({"notice"}), frozenset({"n0001"}))
    qtbot.waitUntil(lambda: page.detail.chip.text() == "送达")
    assert page.rows.current_id() == "n0001"


@dataclass
class Refusal:
    """A refused filing with its two messages, both failed for good."""

    office: Office
    filing_id: str

    def opened(self, qtbot: QtBot, role: Role) -> NoticesPage:
        page: NoticesPage = opened(qtbot, self.office.page("notices", role), "共 2 条短信")
        return page


@pytest.fixture
def refusal(office: Office) -> Refusal:
    with office.writing() as world:
        filing_id, _ = world.filed()
        world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer())
        world.session.execute(update(Notice).values(state=NoticeState.GIVEN_UP, reason="关机", attempts=5))
    return Refusal(office, filing_id)


def test_a_retry_stands_in_the_store_and_waits(qtbot: QtBot, refusal: Refusal) -> None:
    page = refusal.opened(qtbot, Role.DISTRICT_REVIEWER)
    assert page.detail.row is not None
    chosen = page.detail.row.id
    qtbot.mouseClick(page.detail.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.detail.mark.isVisible())
    with refusal.office.factory() as session:
        row = session.get_one(Notice, chosen)
        assert (row.state, row.reason) == (NoticeState.WAITING, RETRY_WAITS)
    page.show_preset("failed")
    qtbot.waitUntil(lambda: page.counts.text() == "共 1 条短信")


def test_a_district_goes_to_the_filing(qtbot: QtBot, refusal: Refusal) -> None:
    page = refusal.opened(qtbot, Role.DISTRICT_VIEWER)
    assert not page.detail.retry.isVisible()
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", refusal.filing_id]


def test_a_score_s_message_leads_to_what_was_first_filed(qtbot: QtBot, refusal: Refusal) -> None:
    with refusal.office.factory.begin() as session:
        session.execute(update(Notice).values(cause_kind="assessment", cause_id="s1", template="published"))
    page = refusal.opened(qtbot, Role.DISTRICT_REVIEWER)
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", refusal.filing_id]


def test_a_filing_that_left_the_district_is_said(qtbot: QtBot, refusal: Refusal) -> None:
    with refusal.office.factory.begin() as session:
        session.execute(delete(Filing))
    page = refusal.opened(qtbot, Role.DISTRICT_REVIEWER)
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert "其他区" in told.args[1]


@pytest.mark.parametrize("role", [Role.CITY_OFFICE, Role.CITY_COMMISSION])
def test_the_city_goes_to_the_whole_record_and_may_send_again(
    qtbot: QtBot, refusal: Refusal, role: Role
) -> None:
    page = refusal.opened(qtbot, role)
    assert page.detail.retry.isVisible()
    assert page.detail.row is not None
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["search:record", page.detail.row.subject_id]

"""短信记录 as a clerk uses it (A3, G14, A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from desktop.views.commons.notice_ports import NoticePorts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.commons.commands import RetryNotice
from core.commons.notices import NoticeQuery, NoticeRow
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError, Refused
from core.domain.notices import RETRY_WAITS, NoticeCause
from core.domain.values import NoticeState
from desktop.views.commons.notices import NoticesPage
from desktop.views.lists.ports import ListPort
from tests.desktop.filed import STUDENTS, TEACHERS, Memory
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

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
        apprenticeship_id=f"a{number:04d}",
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


class Notices:
    """The store's side, in memory; 重发 stands there as on a PC before the push."""

    def __init__(self) -> None:
        self.kept = [notice_row(number) for number in range(40)]
        self.decided: list[Command] = []
        self.revealed: list[tuple[str, str]] = []
        self.fault: KnownError | None = None
        self.cause = ("filings:record", "f0000")

    def found(self, query: NoticeQuery) -> list[NoticeRow]:
        return [
            row
            for row in self.kept
            if query.text in row.recipient_name + row.phone + row.filing_no + row.text
            and (not query.state or row.state in query.state.split(","))
            and (not query.template or row.template == query.template)
        ]

    def decide(self, command: Command, base_version: int) -> None:
        assert isinstance(command, RetryNotice)
        if self.fault:
            raise self.fault
        self.decided.append(command)
        at = next(place for place, row in enumerate(self.kept) if row.id == command.notice_id)
        waits = {"state": NoticeState.WAITING, "reason": RETRY_WAITS, "ended_at": ""}
        self.kept[at] = msgspec.structs.replace(self.kept[at], **waits)

    def reveal(self, what: str, reason: str) -> None:
        self.revealed.append((what, reason))


@pytest.fixture
def notices() -> Notices:
    return Notices()


def page_of(
    lanes: Lanes, notices: Notices, prompts: ScriptedPrompts, *, may_retry: bool = True
) -> NoticesPage:
    port: ListPort[NoticeQuery, NoticeRow] = ListPort(
        lanes.reader,
        lambda query, limit: notices.found(query)[:limit],
        lambda query: [row.id for row in notices.found(query)],
        lambda ids: [row for row in notices.kept if row.id in ids],
        lambda query: len(notices.found(query)),
    )
    return NoticesPage(
        NoticePorts(
            notices=port,
            writer=lanes.writer,
            decide=notices.decide,
            cause_page=lambda row: notices.cause,
            bureau=load_dictionaries().bureau_name,
            prompts=prompts,
            reveal=notices.reveal,
            memory=Memory(),
            may_retry=may_retry,
        )
    )


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, notices: Notices, prompts: ScriptedPrompts) -> NoticesPage:
    made = page_of(lanes, notices, prompts)
    opened(qtbot, made)
    qtbot.waitUntil(lambda: made.counts.text() == "共 40 条短信")
    return made


def opened(qtbot: QtBot, page: NoticesPage) -> None:
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()


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
    qtbot: QtBot, page: NoticesPage, notices: Notices
) -> None:
    qtbot.mouseClick(page.detail.phone.button, Qt.MouseButton.LeftButton)
    assert page.detail.phone.text() == "13800000000"
    assert notices.revealed == [("手机号", "核对证件与填报内容")]
    page.leave(lambda: None)
    assert page.detail.phone.text() == "138****0000"


def test_only_a_failed_message_is_sent_again_by_the_keyboard(
    qtbot: QtBot, page: NoticesPage, notices: Notices, picture: Callable[..., None]
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
    assert notices.decided == [RetryNotice("n0004", 3)]
    assert told == [("ok", "已登记重发给陈亦舟的短信，上报后由中心发送。")]
    assert page.detail.chip.text() == "待发"
    assert page.detail.mark.isVisible(), "待上报 until the centre has it"
    picture(page, "notices-again")


def test_a_refused_retry_is_said_and_nothing_is_lost(
    qtbot: QtBot, page: NoticesPage, notices: Notices
) -> None:
    notices.fault = Refused("NOTICE_NO_PHONE", "无法重发：请填写手机号。")
    choose(qtbot, page, 3)
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.detail.retry, Qt.MouseButton.LeftButton)
    assert caught.args[0].message.startswith("无法重发")
    assert page.detail.retry.isEnabled()


def test_the_viewer_has_no_button(
    qtbot: QtBot, lanes: Lanes, notices: Notices, prompts: ScriptedPrompts
) -> None:
    page = page_of(lanes, notices, prompts, may_retry=False)
    opened(qtbot, page)
    qtbot.waitUntil(lambda: page.counts.text() == "共 40 条短信")
    choose(qtbot, page, 3)
    assert page.detail.row is not None
    assert not page.detail.retry.isVisible()


def test_search_state_cause_and_reset(qtbot: QtBot, page: NoticesPage, picture: Callable[..., None]) -> None:
    page.query.text.insert("WC-2026-1280")
    qtbot.keyClick(page.query.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.counts.text() == "共 1 条短信")
    page.query.text.clear()
    page.show_preset("failed")
    qtbot.waitUntil(lambda: page.counts.text() == "共 16 条短信")
    assert page.query.state.currentText() == "失败或放弃"
    page.query.cause.setCurrentIndex(page.query.cause.findText("强制解除"))
    page.query.text.insert("没有")
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.detail.stack.currentIndex() == 1
    picture(page, "notices-empty")
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.counts.text() == "共 40 条短信")


def test_an_empty_list_says_where_messages_come_from(
    qtbot: QtBot, lanes: Lanes, notices: Notices, prompts: ScriptedPrompts
) -> None:
    notices.kept = []
    page = page_of(lanes, notices, prompts)
    opened(qtbot, page)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.rows.empty.sentence.text() == "还没有短信"
    assert page.rows.empty.action.isHidden()


def test_the_way_to_the_filing(qtbot: QtBot, page: NoticesPage, notices: Notices) -> None:
    choose(qtbot, page, 1)
    assert page.detail.cause.text() == "查看备案 WC-2026-1283"
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", "f0000"]
    notices.cause = ("", "")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert "其他区" in told.args[1]


def test_a_report_that_comes_in_changes_what_is_shown(
    qtbot: QtBot, page: NoticesPage, notices: Notices
) -> None:
    choose(qtbot, page, 1)
    notices.kept[1] = msgspec.structs.replace(notices.kept[1], state=NoticeState.DELIVERED, version=4)
    page.refresh(frozenset({"notice"}), frozenset({"n0001"}))
    qtbot.waitUntil(lambda: page.detail.chip.text() == "送达")
    assert page.rows.current_id() == "n0001"

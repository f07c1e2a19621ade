"""D1: every card's number opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.domain.errors import KnownError
from desktop.navigation import pages_of
from desktop.tasks import Lanes
from desktop.views.home import HomePage
from desktop.views.home_cards import CITY_QUEUES, DISTRICT_QUEUES, Queue
from tests.desktop.shell_samples import home_view, remaining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.ports import HomeView

DISTRICT, CITY = pages_of("district_reviewer"), pages_of("city_office")


@pytest.fixture
def lanes(qapp: object) -> Iterator[Lanes]:
    made = Lanes()
    yield made
    assert made.close()


@pytest.fixture
def home(qtbot: QtBot, lanes: Lanes) -> HomePage:
    return opened(qtbot, HomePage(lanes, home_view, remaining, DISTRICT))


@pytest.fixture
def city(qtbot: QtBot, lanes: Lanes) -> HomePage:
    return opened(qtbot, HomePage(lanes, home_view, remaining, CITY))


def opened(qtbot: QtBot, made: HomePage) -> HomePage:
    qtbot.addWidget(made)
    made.resize(1160, 712)
    made.show()
    with qtbot.waitSignal(made.loaded):
        made.activate()
    return made


def test_the_cards_say_how_many_and_what_next(home: HomePage) -> None:
    shown = {key: (card.number.text(), card.hint.text()) for key, card in home.cards.items()}
    assert shown == {
        "pending": ("12", "最早一件已超期 2 日"),
        "dissolutions": ("0", "没有等待审核的"),
        "soon": ("4", "3 个工作日内到期"),
        "overdue": ("1", "WC-2026-1284"),
        "returned": ("5", "等待申请人补正"),
        "waiting": ("3", "联网后自动上报"),
        "refused": ("1", "点击查看原因并处理"),
        "notices": ("2", "点击查看原因并重发"),
    }


def test_the_city_has_its_own_cards_and_no_list_of_the_districts_deadlines(city: HomePage) -> None:
    shown = {key: (card.number.text(), card.hint.text()) for key, card in city.cards.items()}
    assert shown == {
        "unpublished": ("7", "核对后公布"),
        "active": ("412", "带教老师 167 人"),
        "waiting": ("3", "联网后自动上报"),
        "refused": ("1", "点击查看原因并处理"),
        "notices": ("2", "点击查看原因并重发"),
    }
    assert not city.table.isVisible()
    assert city.cards["unpublished"].hasFocus() or city.focusWidget() is city.cards["unpublished"]


@pytest.mark.parametrize("queue", CITY_QUEUES, ids=[queue.key for queue in CITY_QUEUES])
def test_each_number_of_the_city_opens_its_list(qtbot: QtBot, city: HomePage, queue: Queue) -> None:
    with qtbot.waitSignal(city.open_page) as opened:
        qtbot.mouseClick(city.cards[queue.key], Qt.MouseButton.LeftButton)
    assert opened.args == [queue.page, queue.preset]


@pytest.mark.parametrize("queue", DISTRICT_QUEUES, ids=[queue.key for queue in DISTRICT_QUEUES])
def test_each_number_opens_the_list_behind_it(qtbot: QtBot, home: HomePage, queue: Queue) -> None:
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.mouseClick(home.cards[queue.key], Qt.MouseButton.LeftButton)
    assert opened.args == [queue.page, queue.preset]
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.keyClick(home.cards[queue.key], Qt.Key.Key_Return)
    assert opened.args == [queue.page, queue.preset]


def test_the_next_one_due_opens_the_workbench(qtbot: QtBot, home: HomePage) -> None:
    home.table.selectRow(2)
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.keyClick(home.table, Qt.Key.Key_Return)
    assert opened.args == ["filings:record", "filing-2"]
    assert home.model.index(0, 5).data() == "已超期 2 日"


def test_an_empty_day_says_so(qtbot: QtBot, lanes: Lanes) -> None:
    home = HomePage(
        lanes,
        lambda: home_view(next_due=(), pending=0, overdue=0, due_soon=0, by_year=(), earliest_due_on=""),
        remaining,
        DISTRICT,
    )
    qtbot.addWidget(home)
    home.show()
    with qtbot.waitSignal(home.loaded):
        home.activate()
    assert home.empty.isVisible()
    assert home.cards["overdue"].hint.text() == "均在时限内"


def test_a_role_without_the_list_cannot_press_its_number(qtbot: QtBot, lanes: Lanes) -> None:
    home = HomePage(lanes, home_view, remaining, frozenset({"home", "register", "centre"}))
    qtbot.addWidget(home)
    with qtbot.assertNotEmitted(home.open_page):
        qtbot.mouseClick(home.cards["pending"], Qt.MouseButton.LeftButton)
    assert home.cards["pending"].focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_store_that_cannot_be_read_is_told(qtbot: QtBot, lanes: Lanes) -> None:
    def broken() -> HomeView:
        raise KnownError("STORE_BUSY", "数据库正忙。")

    home = HomePage(lanes, broken, remaining, DISTRICT)
    qtbot.addWidget(home)
    with qtbot.waitSignal(home.problem) as told:
        home.activate()
    assert told.args[0].code == "STORE_BUSY"

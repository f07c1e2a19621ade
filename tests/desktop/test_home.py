"""D1: every card's number opens its list."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from core.domain.errors import KnownError
from core.domain.values import Role
from desktop.ports import SyncView
from desktop.views.apprenticeship.figures.home_cards import CITY_QUEUES, DISTRICT_QUEUES, Queue
from tests.desktop.conftest import settle
from tests.desktop.shell_samples import SampleHome, home_figures, home_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.figures.home_figures import HomeFigures, HomeView
    from desktop.widgets.charts import Chart
    from tests.desktop.offices import Office

DISTRICT, CITY = Role.DISTRICT_REVIEWER, Role.CITY_OFFICE


@pytest.fixture
def home(qtbot: QtBot, office: Office) -> SampleHome:
    return opened(qtbot, SampleHome(office.desk(DISTRICT)))


@pytest.fixture
def city(qtbot: QtBot, office: Office) -> SampleHome:
    return opened(qtbot, SampleHome(office.desk(CITY)))


def opened(qtbot: QtBot, made: SampleHome) -> SampleHome:
    qtbot.addWidget(made)
    made.resize(1160, 712)
    made.show()
    with qtbot.waitSignals([made.loaded, made.counted]):
        made.activate()
    return made


def test_the_cards_say_how_many_and_what_next(home: SampleHome) -> None:
    shown = {key: (card.number.text(), card.hint.text()) for key, card in home.cards.items()}
    assert shown == {
        "pending": ("12", "最早：已超期 2 日"),
        "dissolutions": ("0", "没有等待审核的"),
        "soon": ("4", "3 个工作日内到期"),
        "overdue": ("1", "WC-2026-1284"),
        "returned": ("5", "等待申请人补正"),
        "waiting": ("3", "联网后自动上报"),
        "refused": ("1", "点击查看原因"),
        "notices": ("2", "点击查看并重发"),
    }


def test_the_city_has_its_own_cards_and_no_list_of_the_districts_deadlines(city: SampleHome) -> None:
    shown = {key: (card.number.text(), card.hint.text()) for key, card in city.cards.items()}
    assert shown == {
        "unpublished": ("7", "核对后公布"),
        "active": ("412", "点击查看全市名单"),
        "waiting": ("3", "联网后自动上报"),
        "refused": ("1", "点击查看原因"),
        "notices": ("2", "点击查看并重发"),
    }
    assert city.due is None
    assert city.cards["unpublished"].hasFocus() or city.focusWidget() is city.cards["unpublished"]


@pytest.mark.parametrize("queue", CITY_QUEUES, ids=[queue.key for queue in CITY_QUEUES])
def test_each_number_of_the_city_opens_its_list(qtbot: QtBot, city: SampleHome, queue: Queue) -> None:
    with qtbot.waitSignal(city.open_page) as opened:
        qtbot.mouseClick(city.cards[queue.key], Qt.MouseButton.LeftButton)
    assert opened.args == [queue.page, queue.preset]


@pytest.mark.parametrize("queue", DISTRICT_QUEUES, ids=[queue.key for queue in DISTRICT_QUEUES])
def test_each_number_opens_the_list_behind_it(qtbot: QtBot, home: SampleHome, queue: Queue) -> None:
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.mouseClick(home.cards[queue.key], Qt.MouseButton.LeftButton)
    assert opened.args == [queue.page, queue.preset]
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.keyClick(home.cards[queue.key], Qt.Key.Key_Return)
    assert opened.args == [queue.page, queue.preset]


def test_the_next_one_due_opens_the_workbench(qtbot: QtBot, home: SampleHome) -> None:
    assert home.due is not None
    home.due.table.selectRow(2)
    with qtbot.waitSignal(home.open_page) as opened:
        qtbot.keyClick(home.due.table, Qt.Key.Key_Return)
    assert opened.args == ["filings:record", "filing-2"]
    assert home.due.model.index(0, 5).data() == "已超期 2 日"


def nothing() -> HomeView:
    return home_view(next_due=(), pending=0, overdue=0, due_soon=0, earliest_due_on="")


def no_figures() -> HomeFigures:
    return home_figures(times=0, years=1)


def test_an_empty_day_says_so(qtbot: QtBot, office: Office) -> None:
    home = opened(qtbot, SampleHome(office.desk(DISTRICT), nothing, no_figures))
    assert home.due is not None
    assert home.due.empty.isVisible()
    assert home.cards["overdue"].hint.text() == "均在时限内"
    assert home.chart.accessibleDescription().startswith("还没有备案")
    assert home.people.accessibleDescription().startswith("还没有老师和学生")


def test_a_role_without_the_list_cannot_press_its_number(qtbot: QtBot, office: Office) -> None:
    desk = replace(office.desk(DISTRICT), role=Role.SYSTEM_ADMIN)
    home = SampleHome(desk)
    qtbot.addWidget(home)
    with qtbot.assertNotEmitted(home.open_page):
        qtbot.mouseClick(home.cards["pending"], Qt.MouseButton.LeftButton)
    assert home.cards["pending"].focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_store_that_cannot_be_read_is_told(qtbot: QtBot, office: Office) -> None:
    def broken() -> HomeView:
        raise KnownError("STORE_BUSY", "数据库正忙。")

    home = SampleHome(office.desk(DISTRICT), broken)
    qtbot.addWidget(home)
    with qtbot.waitSignal(home.problem) as told:
        home.activate()
    assert told.args[0].code == "STORE_BUSY"
    with qtbot.waitSignal(home.counted):
        home.refresh(frozenset(), frozenset())


def test_figures_that_cannot_be_counted_leave_the_queues(qtbot: QtBot, office: Office) -> None:
    def broken() -> HomeFigures:
        raise KnownError("STORE_BUSY", "数据库正忙。")

    home = SampleHome(office.desk(DISTRICT), figures=broken)
    qtbot.addWidget(home)
    with qtbot.waitSignals([home.loaded, home.problem]):
        home.activate()
    assert home.cards["pending"].number.text() == "12"
    assert "没有统计成功" in home.chart.accessibleDescription()


def press(qtbot: QtBot, chart: Chart, category: str, series: int) -> None:
    at = chart.data.categories.index(category)
    chart.ensurePolished()
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.bar(at, series).ground.center().toPoint())


@pytest.mark.parametrize(
    ("series", "page", "figure"),
    [(0, "years", "submitted"), (1, "years", "filed"), (2, "years", "assessed"), (3, "passes", "passed")],
)
def test_each_bar_of_a_year_opens_its_list(
    qtbot: QtBot, home: SampleHome, series: int, page: str, figure: str
) -> None:
    with qtbot.waitSignal(home.open_page) as asked:
        press(qtbot, home.chart, "2024", series)
    assert asked.args == [page, f"behind/{figure}/2024//"]


def test_the_years_stand_from_left_to_right_with_what_was_done_in_them(home: SampleHome) -> None:
    data = home.chart.data
    assert data.categories == ("2021", "2022", "2023", "2024", "2025", "2026")
    assert [one.name for one in data.series] == ["提交", "备案", "考核", "合格"]
    assert data.exactly(5, 1) == "2026年　备案 230 件"
    assert data.exactly(5, 3) == "2026年　合格 76 人次"


def test_many_years_are_cut_to_the_last_ones(qtbot: QtBot, office: Office) -> None:
    home = opened(qtbot, SampleHome(office.desk(DISTRICT), figures=lambda: home_figures(years=18)))
    assert home.chart.data.categories[0] == "2017"
    assert home.chart.data.categories[-1] == "2026"


@pytest.mark.parametrize(
    ("name", "page", "figure"),
    [
        ("在教学生", "teachers", "active"),
        ("毕业学生", "teachers", "graduated"),
        ("可考核学生", "years", "eligible"),
        ("带教老师", "teachers", "teachers"),
        ("名额已满老师", "teachers", "full_teachers"),
    ],
)
def test_each_number_of_people_opens_its_list(
    qtbot: QtBot, home: SampleHome, name: str, page: str, figure: str
) -> None:
    with qtbot.waitSignal(home.open_page) as asked:
        press(qtbot, home.people, name, 0)
    assert asked.args == [page, f"behind/{figure}///"]
    home.people.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(home.open_page) as asked:
        qtbot.keyClick(home.people, Qt.Key.Key_Home)
        for _ in range(home.people.data.categories.index(name)):
            qtbot.keyClick(home.people, Qt.Key.Key_Down)
        qtbot.keyClick(home.people, Qt.Key.Key_Return)
    assert asked.args == [page, f"behind/{figure}///"]


def test_the_charts_lead_to_the_whole_statistics(qtbot: QtBot, home: SampleHome) -> None:
    for name, page in (("home.years.all", "years"), ("home.people.all", "teachers")):
        with qtbot.waitSignal(home.open_page) as asked:
            qtbot.mouseClick(home.findChild(QWidget, name), Qt.MouseButton.LeftButton)
        assert asked.args == [page, ""]


def test_a_bar_per_district_drills_down_to_that_district(qtbot: QtBot, city: SampleHome) -> None:
    districts = city.districts
    assert districts is not None
    assert len(districts.chart.data.categories) == 17
    with qtbot.waitSignal(city.open_page) as asked:
        press(qtbot, districts.chart, "江汉区", 0)
    assert asked.args == ["years", "behind/filed/2026/420103/"]


def test_figure_and_year_of_the_districts_are_chosen_by_keyboard(qtbot: QtBot, city: SampleHome) -> None:
    districts = city.districts
    assert districts is not None
    qtbot.keyClick(districts.year, Qt.Key.Key_Down)
    with qtbot.waitSignal(city.open_page) as asked:
        press(qtbot, districts.chart, "江岸区", 0)
    assert asked.args == ["years", "behind/filed/2025/420102/"]
    qtbot.keyClick(districts.figure, Qt.Key.Key_Down)
    assert districts.chart.accessibleName() == "各区备案总数"
    city.refresh(frozenset({"apprenticeship"}), frozenset())
    with qtbot.waitSignal(city.counted):
        pass
    assert districts.chart.data.exactly(0, 0) == f"江岸区　备案总数 {201 * 11:,} 件"
    with qtbot.waitSignal(city.open_page) as asked:
        press(qtbot, districts.chart, "江岸区", 0)
    assert asked.args == ["years", "behind/filed_total/2025/420102/"]


def test_figures_of_today_have_no_year_to_choose(qtbot: QtBot, city: SampleHome) -> None:
    districts = city.districts
    assert districts is not None
    qtbot.keyClick(districts.figure, Qt.Key.Key_End)
    assert not districts.year.isEnabled()
    with qtbot.waitSignal(city.open_page) as asked:
        press(qtbot, districts.chart, "武昌区", 0)
    assert asked.args == ["teachers", "behind/teachers//420106/"]


def test_a_district_without_assessments_has_no_rate(qtbot: QtBot, city: SampleHome) -> None:
    districts = city.districts
    assert districts is not None
    districts.year.setCurrentIndex(5)
    districts.figure.setCurrentIndex(districts.figure.findData("pass_rate"))
    assert districts.chart.data.exactly(0, 0) == "江岸区　当年合格率 66.7%"
    assert districts.chart.data.exactly(16, 0) == "长江新区　当年合格率 —"


def test_the_page_says_until_when_its_figures_go_and_whether_the_server_is_there(
    qtbot: QtBot, home: SampleHome
) -> None:
    with qtbot.waitSignal(home.state_line) as said:
        home.show_sync(SyncView(online=False, waiting=3))
    assert said.args == ["数据截止 2026-11-20 09:42"]
    counted = "本机已办理、尚未上报的决定已计入，上报后以市级平台结果为准。"
    assert home.note.text() == f"数据截止 2026-11-20 09:42 · 离线 · 3 条待上报。{counted}"
    home.show_sync(SyncView(online=True))
    assert home.note.text() == f"数据截止 2026-11-20 09:42 · 在线。{counted}"


@pytest.mark.parametrize(
    ("kinds", "counts"),
    [
        ({"assessment"}, True), ({"apprenticeship"}, True), ({"filing"}, True), ({"*"}, True), (set(), True),
        ({"notice"}, False), ({"sync"}, False), ({"outbox"}, False),
    ],
)  # fmt: skip
def test_figures_are_counted_anew_only_when_they_can_have_changed(
    qtbot: QtBot, office: Office, kinds: set[str], counts: bool
) -> None:
    asked: list[str] = []

    def figures() -> HomeFigures:
        asked.append("figures")
        return home_figures()

    home = opened(qtbot, SampleHome(office.desk(DISTRICT), figures=figures))
    with qtbot.waitSignal(home.counted if counts else home.loaded):
        home.refresh(frozenset(kinds), frozenset())
    assert len(asked) == (2 if counts else 1)


def test_a_list_does_not_wait_for_the_figures(qtbot: QtBot, office: Office) -> None:
    gate = threading.Event()

    def figures() -> HomeFigures:
        gate.wait(20)
        return home_figures()

    home = SampleHome(office.desk(DISTRICT), figures=figures)
    qtbot.addWidget(home)
    with qtbot.waitSignal(home.loaded):
        home.activate()
    with qtbot.waitSignal(home.loaded):
        home.refresh(frozenset({"notice"}), frozenset())
    with qtbot.waitSignal(home.counted):
        gate.set()


@pytest.mark.parametrize("size", [(1160, 712), (826, 456)], ids=["100", "150"])
@pytest.mark.parametrize("role", [DISTRICT, CITY], ids=["district", "city"])
def test_nothing_has_to_be_scrolled_sideways(
    qtbot: QtBot, office: Office, picture: Callable[..., None], role: Role, size: tuple[int, int]
) -> None:
    desk = office.desk(role)
    names = {code: desk.words.district_name(code) for code in desk.districts}
    home = SampleHome(desk, figures=lambda: home_figures(names, times=999, years=12))
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(home)
    qtbot.addWidget(area)
    area.resize(*size)
    area.show()
    with qtbot.waitSignals([home.loaded, home.counted]):
        home.activate()
    settle()
    assert area.horizontalScrollBar().maximum() == 0
    assert area.verticalScrollBar().maximum() <= (0 if size[1] > 700 else 80)
    picture(area, f"home-{'city' if role is CITY else 'district'}-{size[0]}")

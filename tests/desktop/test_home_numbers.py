"""Every number on the two home pages opens a list whose count is that number, over a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from sqlalchemy import insert

from core.apprenticeship.figures.behind import BEHIND, given_of
from core.apprenticeship.figures.drill_down import parse
from core.apprenticeship.words.figures import Figure
from core.domain.values import Role
from core.figures.cells import as_of_day
from core.store.engine import reading
from desktop.views.apprenticeship.figures.home import HomePage
from desktop.views.apprenticeship.figures.home_figures import DISTRICT_FIGURES
from desktop.views.figures.page import FiguresPage
from desktop.widgets.table import Table
from sync.tables import OUTBOX
from tests.desktop.all_screens import Quiet
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.home_office import FATES, Decade, Office, decision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from desktop.views.shell.frame import Frame
    from desktop.widgets.charts import Chart

DISTRICT, CITY = Role.DISTRICT_REVIEWER, Role.CITY_OFFICE
ON_HOME = {
    Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED, Figure.ELIGIBLE, Figure.ACTIVE,
    Figure.GRADUATED, Figure.TEACHERS, Figure.FULL_TEACHERS,
}  # fmt: skip
LOOKED_INTO = 8
"""Bars whose page is opened: two years of all figures."""


class Number(NamedTuple):
    """A number as it is shown, and what it opens."""

    name: str
    value: int
    page: str
    preset: str


@pytest.fixture
def office(lanes: Lanes, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, lanes, ScriptedPrompts())
    with made.factory.begin() as session:
        made.world.session = session
        Decade(made.world).fill()
        for number, fate in enumerate(FATES, 1):
            session.execute(insert(OUTBOX).values(decision(number, fate)))
    yield made
    made.lanes.close()
    made.close()


@pytest.fixture(params=[DISTRICT, CITY], ids=["district", "city"])
def frame(request: pytest.FixtureRequest, qtbot: QtBot, office: Office) -> Frame:
    made = office.frame(request.param)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def home(qtbot: QtBot, office: Office, frame: Frame) -> HomePage:
    return arrived(qtbot, frame)


def test_every_card_opens_a_list_of_its_length(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    shown = shown_numbers(home)
    assert {key: opened_rows(qtbot, office, frame, home, key) for key in home.cards} == shown
    assert (shown["waiting"], shown["refused"]) == (3, 3)
    assert all(shown[key] for key in ({"pending", "dissolutions", "notices"} & set(shown)))


@pytest.mark.parametrize("role", [Role.DISTRICT_VIEWER, Role.CITY_COMMISSION])
def test_leaders_and_the_commission_see_the_same_numbers_and_open_the_same_lists(
    qtbot: QtBot, office: Office, role: Role
) -> None:
    frame = office.frame(role)
    qtbot.addWidget(frame)
    frame.show()
    home = arrived(qtbot, frame)
    shown = shown_numbers(home)
    assert {key: opened_rows(qtbot, office, frame, home, key) for key in home.cards} == shown
    assert sum(shown.values()) > 0


def test_a_number_opens_its_whole_list_whatever_was_looked_for_there_before(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    """A filter that finds nobody, and another list of 同步中心, stand on every page."""
    shown = shown_numbers(home)
    for key in home.cards:
        frame.open(home.cards[key].queue.page)
        Quiet().wait(qtbot, office.lanes)
        look_for_nobody(qtbot, frame)
        Quiet().wait(qtbot, office.lanes)
        frame.open("home")
        Quiet().wait(qtbot, office.lanes)
        assert opened_rows(qtbot, office, frame, home, key) == shown[key], key


def test_records_that_arrive_move_the_number_and_the_list_alike(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    key = "unpublished" if home.city else "pending"
    before = opened_rows(qtbot, office, frame, home, key)
    with office.factory.begin() as session:
        office.world.session = session
        if home.city:
            office.world.score(office.world.active(301, notarised_on="2020-01-10"), 700)
        else:
            teacher = office.world.teacher(31, name="新来的老师")
            office.world.submit(office.world.student(teacher, 302, "2026-02-03"))
    frame.broadcast(frozenset({"filing", "assessment", "apprenticeship"}), frozenset())
    Quiet().wait(qtbot, office.lanes)
    assert listed(frame, home.cards[key].queue.page) == before + 1
    arrived(qtbot, frame)
    assert shown_numbers(home)[key] == before + 1
    assert opened_rows(qtbot, office, frame, home, key) == before + 1


@pytest.mark.parametrize("today", ["2028-02-29T01:00:00.000Z", "2024-06-30T15:59:00.000Z"])
def test_numbers_and_lists_agree_when_the_clock_of_the_pc_is_wrong(
    qtbot: QtBot, office: Office, frame: Frame, today: str
) -> None:
    """Years ahead, or behind what the server already sent, which is shown all the same."""
    office.world.clock.set(today)
    home = arrived(qtbot, frame)
    districts = home._desk.districts
    found = numbers(home)
    assert found
    wrong = [(one, count) for one in found if one.value != (count := length_of(office, one, districts))]
    assert [one for one in wrong if "合格率" not in one[0].name] == []
    assert today[:4] in home.chart.data.categories


def test_a_bar_of_nothing_opens_an_empty_list_that_says_so(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    none = [one for one in bars(home.chart) if not one.value and one.preset]
    assert none
    home.open_page.emit(none[0].page, none[0].preset)
    Quiet().wait(qtbot, office.lanes)
    page = frame.current()
    assert isinstance(page, FiguresPage)
    view = page.behind()
    assert view is not None
    assert view.rows.model.rowCount() == 0
    assert view.rows.empty.isVisible()
    assert view.rows.empty.sentence.text()


def test_every_bar_opens_a_list_of_its_length(office: Office, home: HomePage) -> None:
    districts = home._desk.districts
    found = numbers(home)
    wrong = [
        (one, count)
        for one in found
        if one.value != (count := length_of(office, one, districts)) and "合格率" not in one.name
    ]
    assert wrong == []
    opened = {Figure(one.preset.split("/")[1]) for one in found if one.value}
    assert opened == (ON_HOME | {Figure.FILED_TOTAL} if home.city else ON_HOME)


def test_the_page_of_a_bar_lists_as_many_and_leads_back_to_the_bar(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    for chart in (home.chart, home.people):
        chart.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(chart, Qt.Key.Key_End)
        for one in bars_from_the_end(chart)[:LOOKED_INTO]:
            assert chart.value_text().startswith(one.name)
            qtbot.keyClick(chart, Qt.Key.Key_Return)
            Quiet().wait(qtbot, office.lanes, 2)
            page = frame.current()
            assert isinstance(page, FiguresPage)
            view = page.behind()
            assert view is not None
            assert (page.key, view.rows.model.rowCount()) == (one.page, one.value), one
            qtbot.keyClick(view, Qt.Key.Key_Escape)
            assert frame.current() is home
            assert chart.hasFocus()
            qtbot.keyClick(chart, Qt.Key.Key_Left)


def test_a_published_score_moves_the_bars(qtbot: QtBot, office: Office, home: HomePage) -> None:
    before = value_of(home.chart, "2026", "合格")
    with office.factory.begin() as session:
        office.world.session = session
        Decade(office.world)._publish(office.world.active(300, notarised_on="2020-01-10"), 990)
    with qtbot.waitSignal(home.counted):
        home.refresh(frozenset({"assessment"}), frozenset())
    assert value_of(home.chart, "2026", "合格") == before + 1


def arrived(qtbot: QtBot, frame: Frame) -> HomePage:
    """Open the home page and wait for its numbers."""
    page = frame.page("home")
    assert isinstance(page, HomePage)
    with qtbot.waitSignals([page.loaded, page.counted]):
        frame.open("home")
    return page


def shown_numbers(home: HomePage) -> dict[str, int]:
    return {key: int(card.number.text().replace(",", "")) for key, card in home.cards.items()}


def opened_rows(qtbot: QtBot, office: Office, frame: Frame, home: HomePage, key: str) -> int:
    """Press a card and count the lines of the list that it opens."""
    card = home.cards[key]
    frame.open("home")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    Quiet().wait(qtbot, office.lanes)
    page = frame.current()
    assert page is not None
    assert page.key == card.queue.page
    return listed(frame, card.queue.page)


def listed(frame: Frame, key: str) -> int:
    table = frame.page(key).findChild(Table, f"{key}.table")
    assert table is not None
    return table.model().rowCount() if table.isVisible() else 0


def look_for_nobody(qtbot: QtBot, frame: Frame) -> None:
    """Type a name that nobody has into the first field of the query, or turn to the history of 同步中心."""
    page = frame.current()
    assert page is not None
    other = page.findChild(QAbstractButton, "centre.filter.closed")
    if other is not None:
        QTest.mouseClick(other, Qt.MouseButton.LeftButton)
        return
    field = next(
        one
        for one in page.findChildren(QLineEdit)
        if one.objectName().startswith(f"{page.key}.query.") and one.isVisible()
    )
    field.setFocus()
    QTest.keyClicks(field, "zzzz")
    QTest.keyClick(field, Qt.Key.Key_Return)


def value_of(chart: Chart, category: str, series: str) -> int:
    data = chart.data
    one = next(one for one in data.series if one.name == series)
    return one.values[data.categories.index(category)] or 0


def numbers(home: HomePage) -> list[Number]:
    """All bars that are shown, and those of every figure and year that can be chosen."""
    found = [*bars(home.chart), *bars(home.people)]
    if home.districts is not None:
        for figure in range(len(DISTRICT_FIGURES)):
            home.districts.figure.setCurrentIndex(figure)
            for year in range(home.districts.year.count()):
                home.districts.year.setCurrentIndex(year)
                found += bars(home.districts.chart)
    return found


def bars(chart: Chart) -> Iterator[Number]:
    data = chart.data
    for series in data.series:
        for category, value, key in zip(data.categories, series.values, series.keys, strict=True):
            page, _, preset = key.partition(" ")
            yield Number(f"{category} {series.name}", value or 0, page, preset)


def bars_from_the_end(chart: Chart) -> list[Number]:
    """The bars in the order of Arrow-Left: category by category."""
    data, found = chart.data, list(bars(chart))
    return [
        found[series * len(data.categories) + at]._replace(name=f"{category}{data.ending}")
        for at, category in reversed([*enumerate(data.categories)])
        for series in reversed(range(len(data.series)))
    ]


def length_of(office: Office, number: Number, districts: tuple[str, ...]) -> int:
    """Count the records behind a bar."""
    query = parse(number.preset, districts, _AsOf(office).day)
    assert query is not None
    with reading(office.engine) as source:
        return BEHIND[query.figure].count(source, query, given=given_of(office.world.setting.dictionaries))


class _AsOf:
    def __init__(self, office: Office) -> None:
        self._today = office.world.today

    def day(self, year: int) -> str:
        return (as_of_day(year, self._today) if year else self._today).isoformat()

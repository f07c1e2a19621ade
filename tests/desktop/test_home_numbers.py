"""Every number on the two home pages opens a list whose count is that number, over a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert

from core.domain.figures import Figure
from core.domain.values import Role
from core.store.engine import reading
from core.store.queries import as_of_day, behind_count
from desktop.bootstrap.facts import CentrePort
from desktop.views.behind_words import parse
from desktop.views.home import HomePage
from desktop.views.home_figures import DISTRICT_FIGURES
from desktop.views.stat_page import StatPage
from desktop.views.sync_centre import CentrePage
from desktop.widgets.table import Table
from sync.summaries import Summary
from sync.tables import OUTBOX
from tests import kit
from tests.desktop.all_screens import Quiet
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from pytestqt.qtbot import QtBot

    from core.actions import Actor
    from desktop.tasks import Lanes
    from desktop.views.frame import Frame
    from desktop.widgets.charts import Chart

DISTRICT, CITY = Role.DISTRICT_REVIEWER, Role.CITY_OFFICE
ON_HOME = {
    Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED, Figure.ELIGIBLE, Figure.ACTIVE,
    Figure.GRADUATED, Figure.TEACHERS, Figure.FULL_TEACHERS,
}  # fmt: skip
FATES = ("waiting", "waiting", "waiting", "quarantined", "rejected", "rejected", "closed", "sent", "applied")
"""What became of the decisions of this PC."""
LOOKED_INTO = 8
"""Bars whose page is opened: two years of all figures."""


class Number(NamedTuple):
    """A number as it is shown, and what it opens."""

    name: str
    value: int
    page: str
    preset: str


class Decade:
    """Years of three districts: filings, passes, a failed try, a correction, ends of every kind."""

    def __init__(self, world: kit.World) -> None:
        self.world = world
        self.number = 100
        self.teachers: list[Actor] = []

    def fill(self) -> None:
        self._at("2019-03-04T01:00:00.000Z")
        self.teachers = [
            self.world.teacher(number, district=district, name=f"老师{number}")
            for number, district in enumerate((kit.WUCHANG, kit.WUCHANG, kit.HONGSHAN, "420103"), 21)
        ]
        studies = {year: self._year(year) for year in (2019, 2020, 2022, 2023)}
        self._at("2024-05-06T01:00:00.000Z")
        self._publish(studies[2019][0], 900)
        failed = self._publish(studies[2019][1], 400)
        self._at("2025-05-06T01:00:00.000Z")
        self._publish(studies[2019][1], 700, corrects=failed)
        self._publish(studies[2020][2], 800)
        self._at("2026-05-06T01:00:00.000Z")
        self._publish(studies[2020][0], 650)
        self.world.terminate(studies[2022][0])
        self._fill_a_teacher()
        self._at(kit.NOW)

    def _year(self, year: int) -> list[str]:
        self._at(f"{year}-12-31T18:00:00.000Z")  # the next year's first day in Wuhan
        late = self._study(self.teachers[0], f"{year}-02-03")
        self._at(f"{year}-04-05T01:00:00.000Z")
        return [self._study(one, f"{year}-02-03") for one in self.teachers[1:]] + [late]

    def _fill_a_teacher(self) -> None:
        """Three 在教 and one 待备案."""
        self.world.submit(self._student(self.teachers[3], "2026-02-03"))

    def _study(self, teacher: Actor, notarised_on: str) -> str:
        return self.world.approve(self.world.submit(self._student(teacher, notarised_on)))

    def _student(self, teacher: Actor, notarised_on: str) -> Actor:
        self.number += 1
        return self.world.student(teacher, self.number, notarised_on, name="学生")

    def _publish(self, study: str, tenths: int, *, corrects: str = "") -> str:
        made = self.world.score(study, tenths, corrects=corrects)
        self.world.publish(made)
        return made

    def _at(self, moment: str) -> None:
        self.world.clock.set(moment)


class Office(WholeOffice):
    """With 同步中心 over the real outbox."""

    def pages(self, role: Role, settings: Any) -> Any:
        port = CentrePort(self.kit(role, settings).facts._unlocked, *([None] * 3))  # type: ignore[arg-type]
        made = super().pages(role, settings)
        centre = CentrePage(self.lanes, port, settings, frozenset({"centre", "filings", "scores"}))
        return tuple(centre if page.key == "centre" else page for page in made)


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


def decision(number: int, fate: str) -> dict[str, object]:
    """One row of the outbox."""
    state = {"closed": "rejected", "sent": "applied"}.get(fate, fate)
    return {
        "device_seq": number,
        "op_id": f"op-{number}",
        "subject": f"filing-{number}",
        "name": "ApproveFiling",
        "envelope": "{}",
        "actor": "{}",
        "actor_name": "周敏",
        "summary": msgspec.json.encode(Summary("通过备案：学生")).decode(),
        "decided_at": kit.NOW,
        "state": state,
        "settled": int(fate == "applied"),
        "closed_at": kit.NOW if fate == "closed" else "",
    }


@pytest.fixture(params=[DISTRICT, CITY], ids=["district", "city"])
def frame(request: pytest.FixtureRequest, qtbot: QtBot, office: Office) -> Frame:
    made = office.frame(request.param)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def home(qtbot: QtBot, office: Office, frame: Frame) -> HomePage:
    page = frame.page("home")
    assert isinstance(page, HomePage)
    with qtbot.waitSignals([page.loaded, page.counted]):
        frame.open("home")
    return page


def test_every_card_opens_a_list_of_its_length(
    qtbot: QtBot, office: Office, frame: Frame, home: HomePage
) -> None:
    shown = {key: int(card.number.text().replace(",", "")) for key, card in home.cards.items()}
    listed = {}
    for key, card in home.cards.items():
        card.opened.emit(card.queue.page, card.queue.preset)
        Quiet().wait(qtbot, office.lanes)
        page = frame.current()
        assert page is not None
        assert page.key == card.queue.page
        table = page.findChild(Table, f"{card.queue.page}.table")
        assert table is not None
        listed[key] = table.model().rowCount() if table.isVisible() else 0
    assert listed == shown
    assert (shown["waiting"], shown["refused"]) == (3, 3)
    assert all(shown[key] for key in ({"pending", "dissolutions", "notices"} & set(shown)))


def test_every_bar_opens_a_list_of_its_length(office: Office, home: HomePage) -> None:
    districts = tuple(home._ports.districts)
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
            assert isinstance(page, StatPage)
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
        return behind_count(source, query, office.world.setting.dictionaries)


class _AsOf:
    def __init__(self, office: Office) -> None:
        self._today = office.world.today

    def day(self, year: int) -> str:
        return (as_of_day(year, self._today) if year else self._today).isoformat()

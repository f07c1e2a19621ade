"""What each role finds in the real windows of the city's work: what it may not do is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractItemView, QWidget

from core.commons.commands import PublishPolicyNotice, SavePolicyNotice
from desktop.bootstrap import pages as navigation
from tests.end_to_end.city import COMMISSION, OFFICE, REVIEWER, VIEWER, CityCentre, Clerk
from tests.end_to_end.city_desk import CityDesk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.city import Trainee

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
FIGURES = {"teachers", "years", "passes", "reports"}
EVERYBODYS = {"home", "policies", "centre", "notices", "log"} | FIGURES
CITY_PAGES = EVERYBODYS | {"search", "scores", "batch"}
DISTRICT_PAGES = EVERYBODYS | {"filings", "dissolutions", "results", "register"}
PAGES = [(OFFICE, CITY_PAGES), (COMMISSION, CITY_PAGES), (REVIEWER, DISTRICT_PAGES), (VIEWER, DISTRICT_PAGES)]
WRITING = ("policies.new", "policies.edit", "policies.publish", "policies.withdraw", "policies.remove")
PUBLIC, DRAFT = "已发布的公告", "还没发布的公告"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(OFFICE, COMMISSION, REVIEWER, VIEWER)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


@pytest.fixture
def people(server: CityCentre) -> list[Trainee]:
    """Two students, one with a published and one with an unpublished score, and two notices."""
    made = server.trainees(2)
    with server.world() as world:
        shown = world.score(made[0].study, 540)
        world.score(made[1].study, 870)
        for title in (PUBLIC, DRAFT):
            command = SavePolicyNotice(world.ids.new(), 0, title, "请遵照执行。")
            world.run(command, world.commission())
            if title is PUBLIC:
                world.run(PublishPolicyNotice(command.policy_id, 1), world.commission())
    with server.world() as world:
        world.publish(shown)
    server.failed_notice(made[0].study)
    return made


def buttons(name: str, *, of: CityDesk) -> list[str]:
    """Controls whose name begins so and that exist anywhere in the window, shown or not."""
    assert of.shell is not None
    assert of.shell.frame is not None
    found = of.shell.frame.findChildren(QWidget)
    return [one.objectName() for one in found if one.objectName().startswith(name)]


@pytest.mark.parametrize(("clerk", "pages"), PAGES, ids=[clerk.username for clerk, _ in PAGES])
def test_the_navigation_and_the_window_hold_only_what_the_role_has(
    server: CityCentre, desk: CityDesk, clerk: Clerk, pages: set[str]
) -> None:
    d = desk.enter(server.url, clerk)
    every = [one.key for one in navigation.PAGES]
    assert {key for key in every if d.seen(f"nav.{key}")} == pages
    for key in pages:
        d.click(f"nav.{key}")
    for key, sign in (("scores", "scores.entry."), ("batch", "batch."), ("search", "search.query.")):
        assert bool(buttons(sign, of=desk)) == (key in pages), "not built at all, not only hidden"


@pytest.mark.parametrize("clerk", [OFFICE, COMMISSION], ids=["office", "commission"])
def test_g9_only_the_commission_finds_forced_termination(
    server: CityCentre, desk: CityDesk, people: list[Trainee], clerk: Clerk
) -> None:
    desk.enter(server.url, clerk)
    desk.open_record(people[1])
    assert buttons("record.terminate", of=desk) == (["record.terminate"] if clerk is COMMISSION else [])


@pytest.mark.parametrize("clerk", [OFFICE, COMMISSION, REVIEWER, VIEWER], ids=lambda one: one.username)
def test_c8_only_the_commission_writes_notices(
    server: CityCentre, desk: CityDesk, people: list[Trainee], clerk: Clerk
) -> None:
    d = desk.enter(server.url, clerk)
    d.click("nav.policies")
    desk.row("policies", PUBLIC)
    titles = desk.texts("policies", "title")
    assert (DRAFT in titles) == (clerk in (OFFICE, COMMISSION)), "a district has no drafts"
    shown: set[str] = set()
    table = d.find("policies.table", QAbstractItemView)
    for row in range(len(titles)):
        d.choose_row(table, row)
        d.read(titles[row])
        shown |= {name for name in WRITING if d.seen(name)}
    assert shown == (set(WRITING) if clerk is COMMISSION else set())


@pytest.mark.parametrize("clerk", [REVIEWER, VIEWER], ids=["reviewer", "viewer"])
def test_g13_a_district_finds_results_without_a_way_to_change_them(
    server: CityCentre, desk: CityDesk, people: list[Trainee], clerk: Clerk
) -> None:
    d = desk.enter(server.url, clerk)
    d.click("nav.results")
    desk.counted("results", 1)
    assert desk.row("results", people[0].name) == 0
    for words in ("编辑", "公布", "更正"):
        assert all(words not in desk.column("results", n) for n in range(desk.columns("results")))
    desk.open_row("results")
    d.read("54")
    assert not d.seen("score.correct")


@pytest.mark.parametrize(("clerk", "may"), [(REVIEWER, True), (VIEWER, False), (OFFICE, True)])
def test_a3_who_may_send_again(
    server: CityCentre, desk: CityDesk, people: list[Trainee], clerk: Clerk, may: bool
) -> None:
    d = desk.enter(server.url, clerk)
    d.click("nav.notices")
    desk.click_cell("notices", "放弃", "state")
    d.read("运营商拒收")
    assert bool(d.seen("notices.detail.retry")) == may

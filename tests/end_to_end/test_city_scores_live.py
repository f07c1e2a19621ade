"""C3, D4, G11-G14 in the real windows with a real server: entered, published, seen by the district."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.values import NoticeState
from tests.end_to_end.city import COMMISSION, OFFICE, REVIEWER, CityCentre, Listener
from tests.end_to_end.city_desk import CityDesk
from tests.kit import CITY, WUCHANG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(OFFICE, COMMISSION, REVIEWER)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


def test_g13_g14_entered_edited_published_and_only_then_seen_by_the_district(
    server: CityCentre, desk: CityDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing, failing, kept = server.trainees(3)
    district = Listener(tmp_path / "district", server, REVIEWER, monkeypatch)
    d = desk.enter(server.url, OFFICE)
    for trainee, score in ((passing, "86.5"), (failing, "54"), (kept, "77")):
        desk.score(trainee, score)
    d.wait(lambda: len(server.scores()) == 3, "the scores at the centre")
    assert {(one.state, one.scope) for one in server.scores()} == {(AssessmentState.UNPUBLISHED, CITY)}
    assert district.scores() == {}
    desk.score(failing, "55")
    d.wait(lambda: server.scores(failing.study)[0].tenths == 550, "the edited score at the centre")
    assert len(server.scores()) == 3, "G11: edited, not entered twice"
    district.scores()
    secret = {one.id for one in server.scores()} | {OFFICE.name, '"assessment"'}
    assert district.heard_of(*secret) == [], "G13: not in any byte that the server sent"

    for trainee in (passing, failing):
        desk.click_cell("scores", trainee.name, "tick")
    d.read("已选 2 人：合格 1，不合格 1，异常 0")
    d.click("scores.publish")
    d.read("将公布 2 人，合格 1，不合格 1，异常 0")
    d.click("publish.ok")
    d.wait(lambda: not d.seen("publish.ok"), "the publication to be kept")
    d.wait(lambda: len(server.notices("published")) == 4, "the publication at the centre")
    assert server.study(passing).state == ApprenticeshipState.PASSED
    assert server.study(failing).state == ApprenticeshipState.ACTIVE
    notices = server.notices("published")
    assert {one.state for one in notices} == {NoticeState.WAITING}
    assert sorted(one.recipient_role for one in notices) == ["student", "student", "teacher", "teacher"]
    scores = {one.apprenticeship_id: one for one in server.scores()}
    seen = district.scores()
    assert set(seen) == {scores[passing.study].id, scores[failing.study].id}
    assert all(WUCHANG in scores[one.study].scope.split(",") for one in (passing, failing))
    assert scores[kept.study].scope == CITY
    assert district.heard_of(scores[kept.study].id) == []
    assert district.pc.rows() == server.rows()

    desk.show_scores("已公布")
    desk.counted("scores", 2)
    assert {desk.row("scores", one.name) for one in (passing, failing)} == {0, 1}
    assert desk.centre("applied", 5) == ["公布成绩", "修改成绩", "录入成绩", "录入成绩", "录入成绩"]


def test_d4_the_district_looks_published_scores_up(server: CityCentre, desk: CityDesk) -> None:
    shown, hidden = server.trainees(2)
    with server.world() as world:
        score = world.score(shown.study, 865)
        world.score(hidden.study, 540)
    with server.world() as world:
        world.publish(score)
    d = desk.enter(server.url, REVIEWER)
    assert not d.seen("nav.scores")
    d.click("nav.results")
    desk.counted("results", 1)
    assert desk.row("results", shown.name) == 0
    d.type("results.query.student", hidden.name)
    d.press(Qt.Key.Key_Return, "results.query.student")
    desk.counted("results", 0)


def test_g10_one_day_too_early_is_said_and_cannot_be_saved(server: CityCentre, desk: CityDesk) -> None:
    with server.world() as world:
        tomorrow = world.today + timedelta(days=1)
    (trainee,) = server.trainees(notarised_on=tomorrow.replace(year=tomorrow.year - 3).isoformat())
    d = desk.enter(server.url, OFFICE)
    desk.fetch(trainee)
    d.read(f"{tomorrow} 起可考核")
    assert not d.find("scores.entry.save", QPushButton).isEnabled()
    assert not d.find("scores.entry.next", QPushButton).isEnabled()


@pytest.mark.parametrize(
    ("number", "words"), [("420106199608210018", "没有找到这个号码的学生"), ("4201061996", "18 位")]
)
def test_an_unknown_or_malformed_number_is_said_at_the_field(
    server: CityCentre, desk: CityDesk, number: str, words: str
) -> None:
    d = desk.enter(server.url, OFFICE)
    d.click("nav.scores")
    d.type("scores.entry.id_number", number)
    d.press(Qt.Key.Key_Return, "scores.entry.id_number")
    d.read(words)


def test_publishing_nobody_is_asked_for_somebody(server: CityCentre, desk: CityDesk) -> None:
    d = desk.enter(server.url, OFFICE)
    d.click("nav.scores")
    d.click("scores.publish")
    d.read("请至少选择一名学员")
    d.click("confirm.ok")
    assert server.verdicts() == []


def test_g12_a_published_score_is_corrected_by_another_one(server: CityCentre, desk: CityDesk) -> None:
    (trainee,) = server.trainees()
    d = desk.enter(server.url, OFFICE)
    desk.score(trainee, "86")
    desk.publish_every()
    d.wait(lambda: server.study(trainee).state == ApprenticeshipState.PASSED, "出师")
    desk.show_scores("已公布")
    desk.counted("scores", 1)
    desk.click_cell("scores", trainee.name, "act")
    d.read("更正成绩")
    d.type("scores.entry.score", "55")
    d.click("scores.entry.save")
    d.wait(lambda: len(server.scores()) == 2, "the correction at the centre")
    desk.show_scores("未公布")
    desk.counted("scores", 1)
    desk.publish_every()
    d.wait(lambda: server.study(trainee).state == ApprenticeshipState.ACTIVE, "在教 again")
    first, second = server.scores()
    assert (first.tenths, first.state) == (860, AssessmentState.PUBLISHED), "the old one stays as it was"
    assert (second.tenths, second.corrects) == (550, first.id)

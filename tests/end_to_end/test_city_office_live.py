"""C2 and C8 in the real windows: forced termination with its effect, notices from draft to withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from core.apprenticeship.tables import Apprenticeship
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.values import NoticeState, PolicyState
from desktop.views.apprenticeship.register.terminate_effect import EffectCard
from tests.end_to_end.city import COMMISSION, REVIEWER, CityCentre, Listener
from tests.end_to_end.city_desk import CityDesk
from tests.kit import HONGSHAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(COMMISSION, REVIEWER)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


def test_c2_the_whole_city_is_searched_by_everything_a_person_is_known_by(
    server: CityCentre, desk: CityDesk
) -> None:
    here = server.trainees(2)
    (there,) = server.trainees(first=3, district=HONGSHAN)
    d = desk.enter(server.url, COMMISSION)
    d.click("nav.search")
    desk.counted("search", 3)
    for text in (there.name, there.id_number, "wsy", server.study(there).filing_no):
        d.type("search.query.text", text)
        d.press(Qt.Key.Key_Return, "search.query.text")
        desk.counted("search", 1)
        assert desk.row("search", there.name) == 0
    d.click("search.query.reset")
    desk.counted("search", 3)
    desk.choose("search.query.district", "武昌区")
    desk.counted("search", 2)
    assert {desk.row("search", one.name) for one in here} == {0, 1}


def test_g9_terminated_for_good_and_everybody_concerned_hears_of_it(
    server: CityCentre, desk: CityDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, other = server.trainees(2)
    with server.world() as world:
        world.score(ended.study, 870)
    district = Listener(tmp_path / "district", server, REVIEWER, monkeypatch)
    d = desk.enter(server.url, COMMISSION)
    desk.open_record(ended)
    desk.fill_termination(other)
    effect = d.find("terminate.effect", EffectCard).text()
    assert "2 → 1 人" in effect
    assert "1 条尚未公布的考核成绩" in effect
    ok = d.find("terminate.ok", QPushButton)
    assert not ok.isEnabled(), "the name typed is somebody else's"
    d.type("terminate.name", ended.name)
    assert ok.isEnabled()
    d.press(Qt.Key.Key_Return, "terminate.name")
    assert d.seen("terminate.ok"), "Enter never ends an apprenticeship"
    d.click("terminate.ok")
    d.wait(
        lambda: server.study(ended).state == ApprenticeshipState.TERMINATED, "the termination at the centre"
    )
    told = server.notices("terminated")
    assert sorted(one.recipient_role for one in told) == ["student", "teacher"]
    assert {one.state for one in told} == {NoticeState.WAITING}
    assert server.study(other).state == ApprenticeshipState.ACTIVE
    d.read("只有在教的师承关系可以强制解除")
    assert not d.find("record.terminate", QPushButton).isEnabled()
    assert district.scores() == {}
    row = dict(
        zip(
            Apprenticeship.__table__.columns.keys(),
            district.pc.rows()["apprenticeship", ended.study],
            strict=True,
        )
    )
    assert (row["state"], row["unpublished_scores"]) == ("terminated", 1)
    assert district.pc.rows() == server.rows()


def test_c8_a_draft_is_the_citys_own_until_published_and_goes_with_its_withdrawal(
    server: CityCentre, desk: CityDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.trainees()
    district = Listener(tmp_path / "district", server, REVIEWER, monkeypatch)
    title = "关于开展年度考核的通知"
    d = desk.enter(server.url, COMMISSION)
    desk.write_policy(title)
    d.wait(lambda: server.policies(), "the draft at the centre")
    district.scores()
    assert district.heard_of(title, '"policy_notice"') == []
    desk.publish_policy()
    d.wait(lambda: server.policies()[0].state == PolicyState.PUBLISHED, "the notice at the centre")
    district.scores()
    assert [key for key in district.pc.rows() if key[0] == "policy_notice"] == [
        ("policy_notice", server.policies()[0].id)
    ]
    d.click("policies.withdraw")
    d.type("reason.text", "内容有误")
    d.click("reason.ok")
    d.wait(lambda: server.policies()[0].state == PolicyState.WITHDRAWN, "the withdrawal at the centre")
    assert server.policies()[0].reason == "内容有误"
    district.scores()
    assert [key for key in district.pc.rows() if key[0] == "policy_notice"] == []
    d.read("已撤回")
    assert [one.action for one in server.log("WithdrawPolicyNotice")] == ["WithdrawPolicyNotice"]

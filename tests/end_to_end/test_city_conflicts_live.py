"""Two offices decide about the same person (fault 16 and its kin): the first wins, the loser is told why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from core.actions import Actor
from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.commands.filing import ApproveDissolution
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.values import SeenRecord
from desktop.views.apprenticeship.register.search_record import RecordView
from tests.end_to_end.city import COMMISSION, OFFICE, REVIEWER, SECOND, CityCentre, Clerk
from tests.end_to_end.city_desk import CityDesk
from tests.end_to_end.real import RealPc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from core.domain.commands.base import Command

    Colleague = Callable[[Clerk], RealPc]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(OFFICE, SECOND, COMMISSION, REVIEWER)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


@pytest.fixture
def colleague(server: CityCentre, tmp_path: Path) -> Iterator[Colleague]:
    """Another PC that reaches the server also while the desk is cut off."""
    made: list[RealPc] = []

    def make(clerk: Clerk) -> RealPc:
        made.append(RealPc(tmp_path / f"colleague{len(made)}", server.elsewhere(), clerk.username))
        return made[-1]

    yield make
    for pc in made:
        pc.close()


def wins(pc: RealPc, command: Command) -> None:
    """The colleague decides and is the first at the centre."""
    pc.sync.run_once()
    pc.decider.decide(command, 1)
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)


def told(server: CityCentre, desk: CityDesk, *words: str) -> None:
    """The desk comes back; 同步中心 says all these words about the one decision that was refused."""
    d = desk.driver
    server.mend()
    desk.sync_now()
    d.wait(lambda: not d.says("条待上报"), "the verdict")
    desk.centre("refused", 1)
    d.choose_row(desk.table("centre"), 0)
    for word in words:
        d.wait(lambda word=word: word in desk.words("centre.detail"), f"“{word}” in 同步中心")


def test_two_enter_a_score_for_the_same_person(
    server: CityCentre, desk: CityDesk, colleague: Colleague
) -> None:
    (trainee,) = server.trainees()
    other, d = colleague(SECOND), desk.enter(server.url, OFFICE)
    server.cut()
    desk.score(trainee, "86")
    with server.world() as world:
        entry = world.entry(trainee.study, 700)
    wins(other, RecordScore(server.centre.ids.new(), entry))
    told(server, desk, f"由{SECOND.name}于", "服务器上这条成绩为“未公布”，70 分（合格）")
    assert [one.tenths for one in server.scores()] == [700]
    d.click("centre.view")
    d.find("scores.entry.id_number")
    d.wait(lambda: d.find("scores.entry.score", QLineEdit).text() == "70", "the colleague's score, to edit")


def test_both_publish_the_same_score(server: CityCentre, desk: CityDesk, colleague: Colleague) -> None:
    (trainee,) = server.trainees()
    with server.world() as world:
        score = world.score(trainee.study)
    other, d = colleague(SECOND), desk.enter(server.url, OFFICE)
    d.click("nav.scores")
    desk.counted("scores", 1)
    server.cut()
    desk.publish_every()
    wins(other, PublishScores(server.centre.ids.new(), (SeenRecord(score, 1),)))
    told(server, desk, f"{trainee.name}（", "的成绩已经公布，不能再次公布", "未公布 0 条，已公布 1 条")
    assert [one.published_by_name for one in server.scores()] == [SECOND.name]
    assert len(server.notices("published")) == 2, "nobody gets the message twice"
    assert not d.seen("centre.again"), "there is nothing left to publish"
    d.click("centre.view")
    d.find("scores.query.state")


def test_fault_16_published_first_the_termination_is_refused(
    server: CityCentre, desk: CityDesk, colleague: Colleague
) -> None:
    (trainee,) = server.trainees()
    with server.world() as world:
        score = world.score(trainee.study)
    other, d = colleague(SECOND), desk.enter(server.url, COMMISSION)
    server.cut()
    desk.open_record(trainee)
    desk.terminate(trainee)
    wins(other, PublishScores(server.centre.ids.new(), (SeenRecord(score, 1),)))
    told(server, desk, "已出师")
    assert server.study(trainee).state == ApprenticeshipState.PASSED
    assert server.notices("terminated") == []
    d.click("centre.view")
    view = d.find("record", RecordView)
    d.wait(lambda: view.record() and view.current_id() == trainee.study, "the record")
    d.read("只有在教的师承关系可以强制解除，这一条是“已出师”。")


def test_fault_16_terminated_first_the_publication_is_refused(
    server: CityCentre, desk: CityDesk, colleague: Colleague
) -> None:
    (trainee,) = server.trainees()
    with server.world() as world:
        world.score(trainee.study)
        termination = world.termination(trainee.study, confirmed=("G9_UNPUBLISHED_SCORES",))
    other, d = colleague(COMMISSION), desk.enter(server.url, OFFICE)
    d.click("nav.scores")
    desk.counted("scores", 1)
    server.cut()
    desk.publish_every()
    wins(other, termination)
    told(server, desk, f"{trainee.name}（", "师承关系已结束", "服务器上未公布 1 条", "1 人的成绩未公布；")
    assert server.study(trainee).state == ApprenticeshipState.TERMINATED
    assert [one.state for one in server.scores()] == [AssessmentState.UNPUBLISHED]
    assert server.notices("published") == []
    d.click("centre.again")
    d.read("其中 1 人的成绩不能公布")
    assert not d.find("publish.ok", QPushButton).isEnabled()
    d.click("publish.cancel")


def test_a_district_dissolved_a_minute_before_the_termination_came(
    server: CityCentre, desk: CityDesk, colleague: Colleague
) -> None:
    (trainee,) = server.trainees()
    with server.world() as world:
        student = Actor("r-s1", trainee.name, STUDENT, person_id=trainee.student_id)
        filing = world.dissolve(student, trainee.study)
    district, d = colleague(REVIEWER), desk.enter(server.url, COMMISSION)
    server.cut()
    desk.open_record(trainee)
    desk.terminate(trainee)
    wins(district, ApproveDissolution(filing, 1, paper_seen=True))
    told(server, desk, "已解除")
    assert server.study(trainee).state == ApprenticeshipState.DISSOLVED
    assert server.notices("terminated") == []
    assert len(server.notices("dissolved")) == 2
    d.click("centre.view")
    d.read("这一条是“已解除”。")
    desk.centre("refused", 1)
    d.click("centre.accept")
    desk.centre("refused", 0)
    desk.centre("closed", 1)

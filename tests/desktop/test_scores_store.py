"""考试成绩录入 over a real encrypted store, offline: what is entered and published is in it, waiting (C3)."""

from __future__ import annotations

from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.actions import execute
from core.apprenticeship import rules
from core.apprenticeship.lists.scores import ScoreQuery
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from desktop.bootstrap.lists import score_port
from desktop.bootstrap.pages import pages_of
from desktop.bootstrap.scores_pages import CheckPaper, looked_up, make
from desktop.tasks import Lanes
from desktop.views.apprenticeship.scores.results import ResultsPage
from desktop.views.apprenticeship.scores.score_ports import ResultsPorts, ScoreJudging, ScoresPorts
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.scores import ScoresPage
from desktop.views.lists.export_runs import UnderWay
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.desktop import filed, printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.commands.base import Command
    from desktop.views.lists.ports import ListPort
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


class Office:
    """The ports over a store, put together as the program does it."""

    def __init__(self, path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine = open_store(path, bytes(range(32)))
        migrate(self.engine, [PC_VERSIONS])
        self.lanes, self.prompts = lanes, prompts
        self.factory = session_factory(self.engine)
        with self.factory.begin() as session:
            self.world = kit.World(session)
            teacher = self.world.teacher(1)
            self.studies = [self.world.active(number, teacher) for number in (1, 2)]
            self.young = self.world.active(3, teacher, notarised_on="2023-11-21")
        self.memory = filed.Memory()
        self.actor = self.world.city()

    def decide(self, command: Command, version: int, supersedes: str) -> object:
        with self.factory.begin() as session:
            return execute(session, command, self.world.context(self.actor, settles=False))

    def settle(self) -> None:
        """As if the centre had accepted everything."""
        with self.factory.begin() as session:
            for row in session.query(Assessment):
                row.settled_at = kit.NOW

    def scores(self) -> list[Assessment]:
        with self.factory() as session:
            return list(session.query(Assessment).order_by(Assessment.entered_at))

    def study(self, id_: str) -> Apprenticeship:
        with self.factory() as session:
            return session.get_one(Apprenticeship, id_)

    def port(self) -> ListPort:  # type: ignore[type-arg]
        return score_port(self.engine, self.lanes.reader)

    def page(self) -> ScoresPage:
        setting = self.world.setting
        return ScoresPage(
            ScoresPorts(
                scores=self.port(),
                writer=self.lanes.writer,
                paper=printed.Desk(self.lanes.more("paper"), self.prompts).ports(),
                candidate=partial(looked_up, self.engine),
                decide=self.decide,
                judging=ScoreJudging(rules.check_candidate, rules.check_score),
                check_sheet=CheckPaper(self.port(), Words(setting.dictionaries), Noted()).job,
                today=lambda: date(2026, 11, 20),
                new_id=self.world.ids.new,
                dictionaries=setting.dictionaries,
                prompts=self.prompts,
                reveal=lambda what, reason: None,
                memory=self.memory,
            )
        )

    def results(self) -> ResultsPage:
        setting = self.world.setting
        return ResultsPage(
            ResultsPorts(self.port(), setting.dictionaries, self.prompts, lambda *_: None, self.memory)
        )


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[Office]:
    lanes = Lanes()
    made = Office(tmp_path / "store.db", lanes, prompts)
    yield made
    assert lanes.close()
    made.engine.dispose()


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> ScoresPage:
    made = office.page()
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.list.rows.footer.text() == "共 0 条")
    return made


def enter(qtbot: QtBot, page: ScoresPage, sequence: int, score: str) -> None:
    form = page.form
    form.id_number.setFocus()
    form.id_number.setText(kit.student_data(sequence).id_number.lower())
    qtbot.keyClick(form.id_number, Qt.Key.Key_Return)
    qtbot.waitUntil(form.card.isVisible)
    form.score.selectAll()
    qtbot.keyClicks(form.score, score)


def test_entered_edited_and_published_for_good(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    for sequence, score in ((1, "86.5"), (2, "54")):
        enter(qtbot, page, sequence, score)
        with qtbot.waitSignal(page.told):
            qtbot.keyClick(page.form.score, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 2 条")
    assert [(row.tenths, row.result, row.settled_at) for row in office.scores()] == [
        (865, "pass", ""),
        (540, "fail", ""),
    ]
    enter(qtbot, page, 2, "55")
    assert "已调出修改" in page.form.note.text()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    assert len(office.scores()) == 2, "edited, not entered twice (G11)"
    office.settle()
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.mouseClick(page.list.every, LEFT, pos=page.list.every.rect().center())
    qtbot.waitUntil(lambda: page.list.counts.text() == "已选 2 人：合格 1，不合格 1，异常 0")
    qtbot.mouseClick(page.list.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    assert {row.state for row in office.scores()} == {AssessmentState.PUBLISHED}
    states = [office.study(id_).state for id_ in office.studies]
    assert states == [ApprenticeshipState.PASSED, ApprenticeshipState.ACTIVE], "合格 passes out (G12)"


def test_one_day_short_cannot_be_entered(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    enter(qtbot, page, 3, "")
    assert "2026-11-21 起可考核" in page.form.card.verdict.text()
    assert not page.form.save.isEnabled()


def test_terminated_meanwhile_hinders_publishing(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    enter(qtbot, page, 1, "86")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    with office.factory.begin() as session:
        office.world.session = session
        office.world.terminate(office.studies[0], confirmed=("G9_UNPUBLISHED_SCORES",))
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 1 条")
    page.list.picks.add([office.scores()[0].id])
    qtbot.mouseClick(page.list.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    assert "强制解除" in str(dialog.model.data(dialog.model.index(0, len(dialog.model.columns) - 1)))
    dialog.reject()


def test_a_published_score_is_corrected_and_the_correction_published(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    with office.factory.begin() as session:
        office.world.session = session
        office.world.publish(office.world.score(office.studies[0], 860))
    port = office.port()
    (row,) = port.rows(tuple(port.ids(ScoreQuery())))
    page.entering.correct(row)
    qtbot.waitUntil(page.form.card.isVisible)
    page.form.score.setFocus()
    qtbot.keyClicks(page.form.score, "55")
    assert page.form.save.isEnabled(), "已出师 does not hinder a correction"
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 1 条")
    (new,) = [one for one in office.scores() if one.corrects]
    assert new.corrects == row.id
    page.list.publish_wanted.emit((new.id,))
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    assert office.study(office.studies[0]).state == ApprenticeshipState.ACTIVE


def test_a_district_finds_published_scores_only(qtbot: QtBot, office: Office) -> None:
    with office.factory.begin() as session:
        office.world.session = session
        office.world.publish(office.world.score(office.studies[0], 860))
        office.world.score(office.studies[1], 540)
    page = office.results()
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.query.student.setText("cyz")
    qtbot.keyClick(page.query.student, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")


def test_the_city_enters_scores_of_every_district(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    with office.factory.begin() as session:
        office.world.session = session
        teacher = office.world.teacher(5, district=kit.HONGSHAN, practice_place="洪山区中医医院")
        office.world.active(5, teacher)
    enter(qtbot, page, 5, "70")
    assert "洪山区" in page.form.card.name.text()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)


class Noted:
    """What the papers need of `Facts`."""

    def today(self) -> date:
        return date(2026, 11, 20)

    def office(self) -> str:
        return "武汉市中医处"

    def made_by(self) -> str:
        return "制表人：何静　制表时间：2026-11-20 10:20:00"


def test_the_check_sheet_has_the_scores_and_is_logged_with_its_count_only(office: Office) -> None:
    with office.factory.begin() as session:
        office.world.session = session
        ids = tuple(office.world.score(study) for study in office.studies)
    job = CheckPaper(office.port(), Words(office.world.setting.dictionaries), Noted()).job(ids)
    text = printed.read_text(job.make().data)
    assert "考核成绩双人核对单" in text
    assert "合计2人" in text
    assert "何静" in text
    assert (job.act, job.subject) == ("print_check_sheet", "2 人")
    assert job.file_name == "双人核对单_20261120_2人.pdf"


@pytest.mark.parametrize(
    ("role", "key"),
    [
        ("city_office", "scores"),
        ("city_commission", "scores"),
        ("district_reviewer", "results"),
        ("district_viewer", "results"),
    ],
)
def test_who_enters_scores_and_who_looks_them_up(
    qtbot: QtBot, office: Office, prompts: ScriptedPrompts, role: str, key: str
) -> None:
    facts = SimpleNamespace(today=lambda: date(2026, 11, 20), reveal=lambda *_: None, note=print)
    kit_of_role = SimpleNamespace(
        engine=office.engine,
        facts=facts,
        setting=office.world.setting,
        lanes=office.lanes,
        prompts=prompts,
        memory=office.memory,
        decide=office.decide,
        new_id=office.world.ids.new,
        role=role,
        exports=UnderWay(),
    )
    (page,) = make(kit_of_role)
    qtbot.addWidget(page)
    assert page.key == key
    assert key in pages_of(role)
    assert {"scores", "results"} & pages_of(role) == {key}

"""考试成绩录入 over people whom the centre knows: what is entered and published is in the store (C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.lists.scores import ScoreQuery
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.values import Role
from desktop.bootstrap.pages import pages_of
from tests import kit

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.scores import ScoresPage
    from tests.desktop.offices import Office

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def studies(office: Office) -> list[str]:
    """Two apprenticeships of one teacher, old enough for 出师考核."""
    with office.writing() as world:
        teacher = world.teacher(1)
        return [world.active(number, teacher) for number in (1, 2)]


@pytest.fixture
def page(qtbot: QtBot, office: Office, studies: list[str]) -> ScoresPage:
    made: ScoresPage = office.page("scores", Role.CITY_OFFICE)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.rows.footer.text() == "共 0 条")
    return made


def settle(office: Office) -> None:
    """As if the centre had accepted everything."""
    with office.factory.begin() as session:
        for row in session.query(Assessment):
            row.settled_at = kit.NOW


def scores(office: Office) -> list[Assessment]:
    with office.factory() as session:
        return list(session.query(Assessment).order_by(Assessment.entered_at))


def state(office: Office, study: str) -> str:
    with office.factory() as session:
        return session.get_one(Apprenticeship, study).state


def enter(qtbot: QtBot, page: ScoresPage, sequence: int, score: str) -> None:
    form = page.form
    form.id_number.setFocus()
    form.id_number.setText(kit.student_data(sequence).id_number.lower())
    qtbot.keyClick(form.id_number, Qt.Key.Key_Return)
    qtbot.waitUntil(form.card.isVisible)
    form.score.selectAll()
    qtbot.keyClicks(form.score, score)


def test_entered_edited_and_published_for_good(
    qtbot: QtBot, page: ScoresPage, office: Office, studies: list[str]
) -> None:
    for sequence, score in ((1, "86.5"), (2, "54")):
        enter(qtbot, page, sequence, score)
        with qtbot.waitSignal(page.told):
            qtbot.keyClick(page.form.score, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 2 条")
    assert [(row.tenths, row.result, row.settled_at) for row in scores(office)] == [
        (865, "pass", ""),
        (540, "fail", ""),
    ]
    enter(qtbot, page, 2, "55")
    assert "已调出修改" in page.form.note.text()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    assert len(scores(office)) == 2, "edited, not entered twice (G11)"
    settle(office)
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.mouseClick(page.every, LEFT, pos=page.every.rect().center())
    qtbot.waitUntil(lambda: page.counts.text() == "已选 2 人：合格 1，不合格 1，异常 0")
    qtbot.mouseClick(page.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    assert {row.state for row in scores(office)} == {AssessmentState.PUBLISHED}
    states = [state(office, id_) for id_ in studies]
    assert states == [ApprenticeshipState.PASSED, ApprenticeshipState.ACTIVE], "合格 passes out (G12)"


def test_terminated_meanwhile_hinders_publishing(
    qtbot: QtBot, page: ScoresPage, office: Office, studies: list[str]
) -> None:
    enter(qtbot, page, 1, "86")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    office.fill(lambda world: world.terminate(studies[0], confirmed=("G9_UNPUBLISHED_SCORES",)))
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.picks.add([scores(office)[0].id])
    qtbot.mouseClick(page.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    assert not dialog.ok.isEnabled()
    assert "强制解除" in str(dialog.model.data(dialog.model.index(0, len(dialog.model.columns) - 1)))
    dialog.reject()


def test_a_published_score_is_corrected_and_the_correction_published(
    qtbot: QtBot, page: ScoresPage, office: Office, studies: list[str]
) -> None:
    office.fill(lambda world: world.publish(world.score(studies[0], 860)))
    port = page.rows.port
    (row,) = port.rows(tuple(port.ids(ScoreQuery())))
    page.entering.correct(row)
    qtbot.waitUntil(page.form.card.isVisible)
    page.form.score.setFocus()
    qtbot.keyClicks(page.form.score, "55")
    assert page.form.save.isEnabled(), "已出师 does not hinder a correction"
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    (new,) = [one for one in scores(office) if one.corrects]
    assert new.corrects == row.id
    page.publishing.begin((new.id,))
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    assert state(office, studies[0]) == ApprenticeshipState.ACTIVE


def test_the_city_enters_scores_of_every_district(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    with office.writing() as world:
        world.active(5, world.teacher(5, district=kit.HONGSHAN, practice_place="洪山区中医医院"))
    enter(qtbot, page, 5, "70")
    assert "洪山区" in page.form.card.name.text()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)


@pytest.mark.parametrize(
    ("role", "key"),
    [
        (Role.CITY_OFFICE, "scores"),
        (Role.CITY_COMMISSION, "scores"),
        (Role.DISTRICT_REVIEWER, "results"),
        (Role.DISTRICT_VIEWER, "results"),
    ],
)
def test_who_enters_scores_and_who_looks_them_up(office: Office, role: Role, key: str) -> None:
    assert {"scores", "results"} & pages_of(role) == {key}
    page = office.page(key, role)
    assert page.key == key
    page.deleteLater()

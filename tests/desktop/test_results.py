"""考试成绩查询 (D4): published scores only, looked up and viewed by a district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.words.values import AssessmentState
from desktop.views.apprenticeship.scores.results import ResultsPage
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.widgets.buttons import Button
from tests.desktop import scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office() -> scored.Office:
    rows = [scored.published(number) for number in range(8)]
    return scored.Office([*rows, *(scored.score_row(number) for number in range(20, 24))])


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, office: scored.Office, prompts: ScriptedPrompts) -> ResultsPage:
    made = ResultsPage(office.results(lanes, prompts))
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.rows.footer.text() == "共 8 条")
    return made


def test_only_published_scores_are_asked_for_g13(
    qtbot: QtBot, page: ResultsPage, office: scored.Office, picture: Callable[..., None]
) -> None:
    picture(page, "results")
    qtbot.mouseClick(page.query.again, LEFT)
    # A newer question overtakes an older one that was not answered yet: wait for the answer.
    page.query.type.setCurrentIndex(1)
    chosen = page.query.type.currentData()
    page.query.ask()
    qtbot.waitUntil(lambda: office.asked[-1].type == chosen)
    assert {query.state for query in office.asked} == {AssessmentState.PUBLISHED}
    assert page.counts.text() == "共 8 条已公布成绩"


def test_by_student_and_day(qtbot: QtBot, page: ResultsPage, office: scored.Office) -> None:
    page.query.student.setText("何静怡")
    page.query.since.set_day("2026-11-08")
    qtbot.keyClick(page.query.student, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.query.since.set_day("2026-11-09")
    qtbot.keyClick(page.query.since, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.rows.empty.action.text() == "重置查询条件"
    qtbot.mouseClick(page.rows.empty.action, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 8 条")


def test_enter_shows_everything_and_nothing_can_be_changed(
    qtbot: QtBot, page: ResultsPage, office: scored.Office, picture: Callable[..., None]
) -> None:
    page.rows.table.setFocus()
    page.rows.select("s000002")
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    sheet = page.findChild(ScoreSheet)
    assert sheet is not None
    assert "********" in sheet.number.text()
    assert sheet.findChild(Button, "score.correct") is None
    picture(sheet, "results-view")
    qtbot.mouseClick(sheet.number.button, LEFT)
    assert office.revealed == [("身份证号", "核对证件与填报内容")]
    sheet.reject()

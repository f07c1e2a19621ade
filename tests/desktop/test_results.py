"""考试成绩查询 (D4): published scores only, looked up and viewed by a district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.lists.scores import ScoreQuery
from core.apprenticeship.words.values import AssessmentState
from core.domain.values import Role
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.widgets.buttons import Button
from tests.desktop import scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.results import ResultsPage
    from tests.desktop.offices import Office

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> ResultsPage:
    rows = [scored.published(number) for number in range(8)]
    scored.fill(office, *rows, *(scored.score_row(number) for number in range(20, 24)))
    made = office.page("results", Role.DISTRICT_VIEWER)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.rows.footer.text() == "共 8 条")
    return made


def test_only_published_scores_are_asked_for_g13(
    qtbot: QtBot, page: ResultsPage, picture: Callable[..., None]
) -> None:
    picture(page, "results")
    qtbot.mouseClick(page.query.again, LEFT)
    page.query.control("type").setCurrentIndex(1)
    chosen = page.query.control("type").currentData()
    page.query.ask()
    assert page.rows.query == ScoreQuery(
        type=chosen, state=AssessmentState.PUBLISHED, sort="assessed_on", descending=True
    )
    qtbot.waitUntil(lambda: page.counts.text() == "共 8 条已公布成绩")
    assert page.query.words(page.rows.query).filtered == "考核类型 出师考核；状态 已公布"


def test_by_student_and_day(qtbot: QtBot, page: ResultsPage) -> None:
    page.query.control("student").setText("hjy")
    qtbot.keyClick(page.query.control("student"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.query.control("student").setText("何静怡")
    page.query.control("assessed_from").set_day("2026-11-08")
    qtbot.keyClick(page.query.control("student"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.query.control("assessed_from").set_day("2026-11-09")
    qtbot.keyClick(page.query.control("assessed_from"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert page.rows.empty.action.text() == "重置查询条件"
    qtbot.mouseClick(page.rows.empty.action, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 8 条")


def test_enter_shows_everything_and_nothing_can_be_changed(
    qtbot: QtBot, page: ResultsPage, office: Office, picture: Callable[..., None]
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
    assert office.noted() == [("view_full_number", "身份证号：核对证件与填报内容")]
    sheet.reject()

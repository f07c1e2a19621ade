"""考核合格人员统计 (D7, C7): who passed, by student, teacher and type; and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from desktop.tasks import Lanes
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.figures.grid import number
from tests.desktop.stat_office import CITY, DISTRICT, SPECIALTY, VIEWER, StatOffice
from tests.desktop.stat_pages import AGREES, open_page, press, shown_behind, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path, lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


@pytest.mark.parametrize(("role", "people"), [(DISTRICT, 3), (VIEWER, 3), (CITY, 4)])
def test_who_passed_with_a_total_that_equals_the_list(
    qtbot: QtBot, office: StatOffice, role: Role, people: int, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, role, "passes")
    picture(page, f"passes-{role}")
    assert page.counts.text() == f"共 {people} 人次考核合格"
    assert page.notes.proof.text() == f"合计 {people} 与逐条核对的明细 {people} 条一致。"
    assert "********" in texts(page.rows.table)[0][1], "numbers stay masked"


def test_query_by_student_teacher_type_year_and_district(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    query = page.query
    query.control("teacher").setText("孙伯言")
    qtbot.keyClick(query.control("teacher"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 2 条")
    query.control("type").setCurrentIndex(query.control("type").findData(SPECIALTY))
    query.control("type").activated.emit(0)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    query.control("year").setCurrentIndex(query.control("year").findData("2026"))
    query.control("year").activated.emit(0)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    qtbot.mouseClick(page.rows.empty.action, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 4 条")
    query.control("bureaus").setCurrentIndex(query.control("bureaus").findData("420111"))
    query.control("bureaus").activated.emit(0)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    query.control("student").setText("没有这个人")
    qtbot.keyClick(query.control("student"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.counts.text() == "共 0 人次考核合格")


def test_enter_views_one_and_nothing_can_be_changed(
    qtbot: QtBot, office: StatOffice, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, DISTRICT, "passes")
    page.rows.table.setFocus()
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    sheet = page.findChild(ScoreSheet)
    assert sheet is not None
    picture(sheet, "passes-view")
    sheet.reject()


@pytest.mark.parametrize("role", [DISTRICT, CITY])
def test_the_figures_open_what_they_count(
    qtbot: QtBot, office: StatOffice, role: Role, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, role, "passes")
    qtbot.mouseClick(page.switch.buttons[1], LEFT)
    qtbot.waitUntil(lambda: AGREES in page.panel.card.notes.proof.text())
    picture(page, f"passes-summary-{role}")
    grid = page.panel.card.grid
    lines, opened = texts(grid), 0
    for row, line in enumerate(lines):
        for at in range(1, len(line) - 1):
            if line[at] == "0":
                continue
            press(grid, row, at)
            view = shown_behind(qtbot, page)
            assert len(view.rows.model.ids) == number(line[at])
            opened += 1
            page.back()
    assert opened >= 6
    assert lines[-1][-1] == {DISTRICT: "75.0%", CITY: "66.7%"}[role], "the pass rate of all"


def test_the_figures_follow_the_query(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    qtbot.mouseClick(page.switch.buttons[1], LEFT)
    page.query.control("bureaus").setCurrentIndex(page.query.control("bureaus").findData("420106"))
    page.query.control("bureaus").activated.emit(0)
    grid = page.panel.card.grid
    qtbot.waitUntil(lambda: [line[0] for line in texts(grid)] == ["出师考核", "确有专长考核", "合计"])
    chart = page.panel.charts.charts[0]
    qtbot.mouseClick(chart, LEFT, pos=chart.bar(1, 1).box.center().toPoint())
    assert shown_behind(qtbot, page).sentence() == "武昌区 确有专长考核 历年合格数：1 人次"


def test_one_of_the_list_behind_is_viewed(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    page.show_preset("behind/assessed/2025//")
    page.activate()
    view = shown_behind(qtbot, page)
    assert view.sentence() == "2025 年 全市 当年考核数：2 人次"
    qtbot.keyClick(view.rows.table, Qt.Key.Key_Return)
    sheet = page.findChild(ScoreSheet)
    assert sheet is not None
    sheet.reject()


def test_a_frozen_report_takes_year_and_district_along(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    away = QSignalSpy(page.open_page)
    page.query.control("year").setCurrentIndex(page.query.control("year").findData("2026"))
    page.query.control("bureaus").setCurrentIndex(page.query.control("bureaus").findData("420106"))
    qtbot.mouseClick(page.query.go, LEFT)
    qtbot.mouseClick(page.switch.buttons[1], LEFT)
    qtbot.waitUntil(page.panel.outputs.freeze.isEnabled)
    qtbot.mouseClick(page.panel.outputs.freeze, LEFT)
    assert away.at(0) == ["reports", "freeze/passes/2026/420106"]


def test_a_new_score_appears_without_losing_the_row(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "passes")
    page.rows.table.selectRow(2)
    chosen = page.rows.current_id()
    with office.factory.begin() as session:
        office.world.session = session
        office.world.publish(office.world.score(office.world.active(991), 777))
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.waitUntil(lambda: page.counts.text() == "共 4 人次考核合格")
    assert page.rows.current_id() == chosen
    qtbot.waitUntil(lambda: "合计 4 与" in page.notes.proof.text())

"""各老师带教学生情况 (D5, C5): teachers by state of their students; every number opens those students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy

from desktop.tasks import Lanes
from desktop.views.figures.grid import number
from desktop.views.papers.preview import PreviewDialog
from tests.desktop.conftest import ScriptedPrompts, settle
from tests.desktop.stat_office import CITY, DISTRICT, VIEWER, StatOffice
from tests.desktop.stat_pages import AGREES, open_page, press, shown_behind, texts
from tests.desktop.whole_office import LONG_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role

LEFT = Qt.MouseButton.LeftButton
COUNTED = ("active", "graduated", "pending", "ended")


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path, lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


def places(page: Any) -> dict[str, int]:
    """Where the columns stand, by their keys."""
    return {one.key: place for place, one in enumerate(page.rows.model.columns)}


@pytest.mark.parametrize("role", [DISTRICT, VIEWER, CITY])
def test_every_number_opens_those_students(
    qtbot: QtBot, office: StatOffice, role: Role, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, role, "teachers")
    picture(page, f"teachers-{role}")
    table, at = page.rows.table, places(page)
    for row in range(page.rows.model.rowCount()):
        for key in COUNTED:
            text = str(table.model().index(row, at[key]).data())
            press(table, row, at[key])
            view = shown_behind(qtbot, page)
            assert len(view.rows.model.ids) == number(text)
            qtbot.keyClick(view.rows.table, Qt.Key.Key_Escape)
            assert table.currentIndex().row() == row, "back on the row one came from"


def test_a_row_opens_all_students_of_the_teacher(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "teachers")
    table, at = page.rows.table, places(page)
    names = [str(table.model().index(row, 0).data()) for row in range(page.rows.model.rowCount())]
    row = names.index("刘景和")
    table.selectRow(row)
    table.setFocus()
    whole = sum(number(str(table.model().index(row, at[key]).data())) or 0 for key in COUNTED)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert shown_behind(qtbot, page).sentence() == f"武昌区 刘景和老师 全部学生：{whole} 件"
    page.back()
    action = next(one for one in page.actions_of_rows.menu.actions() if one.text() == "在教学生")
    action.trigger()
    active = table.model().index(row, at["active"]).data()
    assert shown_behind(qtbot, page).sentence() == f"武昌区 刘景和老师 在教学生：{active} 人"
    wanted = QSignalSpy(page.record_wanted)
    page.back()
    qtbot.mouseClick(page.actions_of_rows.look, LEFT)
    assert wanted.at(0) == ["teacher", page.rows.current_id()]


def test_the_totals_are_those_of_the_list(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "teachers")
    at = places(page)
    lines = texts(page.rows.table)
    sums = {key: sum(number(line[at[key]]) or 0 for line in lines) for key in COUNTED}
    assert page.counts.text() == (
        f"共 {len(lines)} 名老师　在教 {sums['active']}，毕业 {sums['graduated']}，"
        f"待备案 {sums['pending']}，已结束 {sums['ended']}"
    )
    assert page.notes.proof.property("tone") == "ok"


def test_query_by_name_place_district_and_seats(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "teachers")
    query = page.query
    query.control("teacher").setText("孙伯言")
    qtbot.keyClick(query.control("teacher"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 2 条")
    query.control("district").setCurrentIndex(query.control("district").findData("420111"))
    query.control("district").activated.emit(0)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    assert texts(page.rows.table)[0][2] == "洪山区中医医院"
    query.control("seats").setCurrentIndex(query.control("seats").findData("full"))
    qtbot.mouseClick(query.go, LEFT)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    qtbot.waitUntil(lambda: page.counts.text().startswith("共 0 名老师"))
    qtbot.mouseClick(page.rows.empty.action, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 6 条")
    query.control("place").setText("洪山区中医")
    qtbot.keyClick(query.control("place"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.counts.text().startswith("共 2 名老师"))
    assert any(line[0] == LONG_NAME[:40] for line in texts(page.rows.table)), "a name of 40 characters"


def test_the_list_sorts_by_every_number(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "teachers")
    header, at = page.rows.table.horizontalHeader(), places(page)
    for key in ("graduated", "pending", "name", "seats"):
        asked = len(texts(page.rows.table))
        spot = QPoint(header.sectionViewportPosition(at[key]) + 14, 18)
        qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
        qtbot.waitUntil(lambda key=key: header.sortIndicatorSection() == at[key])  # type: ignore[misc]
        settle()
        qtbot.waitUntil(lambda asked=asked: len(texts(page.rows.table)) == asked)  # type: ignore[misc]
    assert page.asked.sort == "seats_left"


def test_the_city_sees_its_districts_each_number_a_list(
    qtbot: QtBot, office: StatOffice, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, CITY, "teachers")
    qtbot.mouseClick(page.switch.buttons[1], LEFT)
    assert not page.query.isVisible()
    qtbot.waitUntil(lambda: AGREES in page.panel.card.notes.proof.text())
    picture(page, "teachers-districts")
    grid = page.panel.card.grid
    lines = texts(grid)
    assert number(lines[-1][1]) == 6, "a teacher of two districts counts once"
    assert sum(number(line[1]) or 0 for line in lines[:-1]) == 7
    assert "各区带教老师相加为 7 人，合计为 6 人" in page.panel.card.notes.definitions.text()
    for row, line in enumerate(lines):
        if line[0] not in ("武昌区", "洪山区", "合计"):
            continue
        for at in range(1, len(line)):
            press(grid, row, at)
            view = shown_behind(qtbot, page)
            assert len(view.rows.model.ids) == number(line[at])
            page.back()


def test_from_the_teachers_of_a_district_to_their_students_and_back(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "teachers")
    page.show_preset("behind/teachers//420111/")
    page.activate()
    teachers = shown_behind(qtbot, page)
    assert teachers.sentence() == "洪山区 带教老师：2 人"
    row = next(at for at, line in enumerate(texts(teachers.rows.table)) if line[0] == "孙伯言")
    press(teachers.rows.table, row, 0)
    students = shown_behind(qtbot, page)
    assert students.sentence() == "洪山区 孙伯言老师 全部学生：1 件", "those filed in 洪山区 only"
    qtbot.keyClick(students.rows.table, Qt.Key.Key_Escape)
    assert page.behind() is teachers
    assert teachers.rows.table.currentIndex().row() == row
    away = QSignalSpy(page.open_page)
    qtbot.mouseClick(teachers.back, LEFT)
    assert away.at(0) == ["home", ""]


def test_the_paper_has_every_teacher(qtbot: QtBot, office: StatOffice, picture: Callable[..., None]) -> None:
    page = open_page(qtbot, office, DISTRICT, "teachers")
    qtbot.mouseClick(page.outputs.paper, LEFT)
    dialog = page.window().findChild(PreviewDialog)
    assert dialog is not None
    with qtbot.waitSignal(dialog.ready, timeout=30_000):
        pass
    picture(dialog, "teachers-paper")
    dialog.reject()
    settle()
    table = page.outputs._make()
    assert [row[0] for row in table.rows] == [line[0] for line in texts(page.rows.table)]
    assert table.total[1] == f"{len(table.rows)} 名老师"


def test_the_list_is_exported_with_what_was_asked(
    qtbot: QtBot, office: StatOffice, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    page = open_page(qtbot, office, DISTRICT, "teachers")
    page.query.control("teacher").setText("孙伯言")
    qtbot.keyClick(page.query.control("teacher"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 2 条")
    path = tmp_path / "teachers.xlsx"
    prompts.save_as = str(path)
    with qtbot.waitSignal(page.exporting.exported, timeout=20_000):
        page.exporting.action("all").trigger()
    said = [str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert said.count("孙伯言") == 2
    assert any("老师：孙伯言" in one for one in said)

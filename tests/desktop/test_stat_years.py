"""各区年度备案情况 (D6, C6): every number opens the records that it counts, and back is where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy

from core.apprenticeship.figures.years import YEAR_FIGURES, YearsQuery
from core.apprenticeship.words.figures import DEFINITIONS
from core.figures.definition import WAITING_COUNTED
from core.figures.proof import Proof
from desktop.tasks import Lanes
from desktop.views.figures.grid import number
from desktop.views.papers.preview import PreviewDialog
from tests.desktop.conftest import ScriptedPrompts, settle
from tests.desktop.stat_office import CITY, DISTRICT, VIEWER, StatOffice
from tests.desktop.stat_pages import AGREES, column, open_page, press, shown_behind, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path, lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


@pytest.mark.parametrize("role", [DISTRICT, VIEWER, CITY])
def test_every_number_opens_as_many_records(qtbot: QtBot, office: StatOffice, role: Role) -> None:
    page = open_page(qtbot, office, role, "years")
    grid = page.panel.card.grid
    numbers = 0
    for row, line in enumerate(texts(grid)):
        for at, text in enumerate(line[1:7], start=1):
            if text == "—" or (text == "0" and numbers > 20):
                continue
            numbers += 1
            press(grid, row, at)
            view = shown_behind(qtbot, page)
            assert f"：{text} " in view.sentence()
            assert len(view.rows.model.ids) == number(text)
            qtbot.keyClick(view.rows.table, Qt.Key.Key_Escape)
            assert page.behind() is None
            assert grid.hasFocus()
            assert (grid.currentIndex().row(), grid.currentIndex().column()) == (row, at)
    assert numbers > 20


def test_a_district_sees_its_years_and_which_were_empty(
    qtbot: QtBot, office: StatOffice, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    picture(page, "years-district")
    lines = texts(page.panel.card.grid)
    assert [line[0] for line in lines] == ["2026 年", "2025 年", "2024 年", "2023 年", "合计"]
    change = column(page.panel.card.grid, "较上年")
    assert [line[change] for line in lines] == ["+8", "0", "−2", "—", "—"]
    assert lines[-1][1:3] == ["—", "—"], "what stands as of a day cannot be added over years"
    notes = page.panel.card.notes
    assert "2024 年没有提交、备案和考核。" in notes.definitions.text()
    for figure in YEAR_FIGURES:
        assert DEFINITIONS[figure].counts in notes.definitions.text()
    assert WAITING_COUNTED in notes.data.text()
    page.query.control("year").setCurrentIndex(page.query.control("year").findData("2024"))
    page.query.control("year").activated.emit(0)
    qtbot.waitUntil(lambda: [line[0] for line in texts(page.panel.card.grid)] == ["2024 年"])
    qtbot.mouseClick(page.query.again, LEFT)
    qtbot.waitUntil(lambda: len(texts(page.panel.card.grid)) == 5)


def test_the_city_sees_its_districts_with_a_total_that_equals_them(
    qtbot: QtBot, office: StatOffice, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, CITY, "years")
    picture(page, "years-city")
    grid = page.panel.card.grid
    lines = texts(grid)
    assert len(lines) == len(page.desk.districts) + 1
    for at in range(1, 7):
        assert number(lines[-1][at]) == sum(number(line[at]) or 0 for line in lines[:-1])
    page.query.control("year").setCurrentIndex(0)
    page.query.control("year").activated.emit(0)
    qtbot.waitUntil(lambda: "历年备案数" in grid.figures.headerData(4, Qt.Orientation.Horizontal))
    qtbot.waitUntil(lambda: AGREES in page.panel.card.notes.proof.text())
    picture(page, "years-city-all")
    assert [chart.isVisible() for chart in page.panel.charts.charts] == [True, True]
    assert "较上年" not in page.panel.card.notes.definitions.text()


def test_a_type_narrows_assessments_only(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    grid = page.panel.card.grid
    before = texts(grid)
    page.query.control("type").setCurrentIndex(page.query.control("type").findData("specialty"))
    page.query.control("type").activated.emit(0)
    passed = column(grid, "当年合格数")
    qtbot.waitUntil(lambda: [line[passed] for line in texts(grid)] == ["0", "1", "0", "0", "1"])
    filed = column(grid, "当年备案数")
    assert [line[filed] for line in texts(grid)] == [line[filed] for line in before]
    assert "只计“确有专长考核”" in page.panel.card.notes.definitions.text()
    press(grid, 1, passed)
    assert shown_behind(qtbot, page).sentence() == "2025 年 武昌区 确有专长考核 当年合格数：1 人次"


def test_columns_sort_and_the_total_stays_last(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "years")
    grid = page.panel.card.grid
    header = grid.horizontalHeader()
    for title, first in (("当年备案数", "武昌区"), ("较上年", "武昌区"), ("合格率", "武昌区")):
        at = column(grid, title)
        spot = QPoint(header.sectionViewportPosition(at) + 20, 18)
        qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
        lines = texts(grid)
        assert (lines[0][0], lines[-1][0]) == (first, "合计"), title
        assert page.panel.table().rows[0][0] == first, "exported and printed as it stands there"
    page.refresh(frozenset({"filing"}), frozenset())
    qtbot.waitUntil(lambda: page.panel.table() is not None)
    assert texts(grid)[0][0] == "武昌区", "the order stays when figures come again"
    qtbot.mouseClick(header.viewport(), LEFT, pos=QPoint(20, 18))
    assert texts(grid)[0][0] == "江岸区"


def test_back_from_the_list_keeps_query_row_and_scroll(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "years")
    grid, area = page.panel.card.grid, page.panel
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 200)
    area.verticalScrollBar().setValue(200)
    row = next(at for at, line in enumerate(texts(grid)) if line[0] == "洪山区")
    place = grid.visualRect(grid.figures.index(row, 4)).center()
    qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
    view = shown_behind(qtbot, page)
    assert view.sentence() == "2026 年 洪山区 当年备案数：1 件"
    qtbot.mouseClick(view.back, LEFT)
    assert (page.behind(), area.verticalScrollBar().value()) == (None, 200)
    assert grid.currentIndex().row() == row
    assert page.query.query() == YearsQuery(2026)


def test_bars_open_the_records_by_mouse_and_keyboard(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "years")
    chart = page.panel.charts.charts[0]
    category = chart.data.categories.index("武昌")
    bar = chart.bar(category, 0)
    qtbot.mouseClick(chart, LEFT, pos=bar.box.center().toPoint())
    assert shown_behind(qtbot, page).sentence() == "2026 年 武昌区 当年备案数：8 件"
    page.back()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(category * 3 + 2):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert shown_behind(qtbot, page).sentence() == "2026 年 武昌区 当年合格数：2 人次"


def test_opened_from_the_home_page_back_goes_home(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "years")
    away = QSignalSpy(page.open_page)
    page.show_preset("behind/filed/2026/420106/")
    page.activate()
    view = shown_behind(qtbot, page)
    assert view.sentence() == "2026 年 武昌区 当年备案数：8 件"
    qtbot.keyClick(view.rows.table, Qt.Key.Key_Escape)
    assert away.at(0) == ["home", ""]
    for nothing in ("behind/other/2026//", "behind/filed/2026/999999/", "behind/filed/soon//", "pending"):
        page.show_preset(nothing)
        page.activate()
        assert page.behind() is None, nothing


def test_the_district_of_another_bureau_is_no_address(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    page.show_preset("behind/filed_total//420111/")
    assert page.behind() is None
    page.show_preset("behind/eligible///specialty")
    page.activate()
    assert shown_behind(qtbot, page).sentence().startswith("截至 2026-11-20 武昌区 确有专长考核 可考核总数：")


def test_a_change_refreshes_the_list_and_the_number_without_losing_the_row(
    qtbot: QtBot, office: StatOffice
) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    press(page.panel.card.grid, 0, 4)
    view = shown_behind(qtbot, page)
    view.rows.select(view.rows.model.ids[3])
    chosen = view.rows.current_id()
    with office.factory.begin() as session:
        office.world.session = session
        office.world.active(990)
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: view.sentence() == "2026 年 武昌区 当年备案数：9 件")
    assert view.rows.current_id() == chosen
    qtbot.keyClick(view.rows.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: texts(page.panel.card.grid)[0][4] == "9")


def test_a_total_that_disagrees_says_so_in_red_and_what_to_do(
    qtbot: QtBot, office: StatOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    wrong = tuple(Proof(DEFINITIONS[figure].name, 7, 6) for figure in YEAR_FIGURES)
    page.panel._came(wrong)
    notes = page.panel.card.notes
    assert notes.proof.property("tone") == "bad"
    assert "不一致：备案总数合计 7，明细 6 条" in notes.proof.text()
    assert "请先不要报送" in notes.proof.text()


def test_an_empty_list_says_so_and_leads_back(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    row = next(at for at, line in enumerate(texts(page.panel.card.grid)) if line[0] == "2024 年")
    press(page.panel.card.grid, row, 4)
    view = shown_behind(qtbot, page)
    assert view.rows.empty.sentence.text() == "2024 年 武昌区 当年备案数为 0"
    qtbot.mouseClick(view.rows.empty.action, LEFT)
    assert page.behind() is None


def test_rows_of_the_list_open_the_record_windows(
    qtbot: QtBot, office: StatOffice, picture: Callable[..., None]
) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    wanted = QSignalSpy(page.record_wanted)
    press(page.panel.card.grid, 0, 4)
    view = shown_behind(qtbot, page)
    picture(page, "years-behind")
    qtbot.keyClick(view.rows.table, Qt.Key.Key_Return)
    assert wanted.at(0) == ["student", view.rows.current_id()]
    page.back()
    press(page.panel.card.grid, 0, 3)
    view = shown_behind(qtbot, page)
    press(view.rows.table, 1, len(view.rows.model.columns) - 1)
    assert wanted.at(1) == ["student", view.rows.current_id()]


def test_excel_and_paper_say_what_the_screen_says(
    qtbot: QtBot, office: StatOffice, prompts: ScriptedPrompts, tmp_path: Path, picture: Callable[..., None]
) -> None:
    from openpyxl import load_workbook

    page = open_page(qtbot, office, CITY, "years")
    path = tmp_path / "years.xlsx"
    prompts.save_as = str(path)
    outputs: Any = page.panel.outputs
    with qtbot.waitSignal(outputs.export.exported, timeout=20_000):
        qtbot.mouseClick(outputs.export.button, LEFT)
    said = {str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert {"武昌区", "合计", "当年备案数"} <= said
    assert page.panel.card.notes.proof.text() in said
    qtbot.mouseClick(outputs.paper, LEFT)
    dialog = page.window().findChild(PreviewDialog)
    assert dialog is not None
    with qtbot.waitSignal(dialog.ready, timeout=30_000):
        pass
    picture(dialog, "years-paper")
    dialog.reject()
    settle()


def test_a_frozen_report_is_asked_for_by_who_may(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, CITY, "years")
    away = QSignalSpy(page.open_page)
    qtbot.mouseClick(page.panel.outputs.freeze, LEFT)
    assert away.at(0) == ["reports", "freeze/years/2026/"]
    assert open_page(qtbot, office, VIEWER, "years").panel.outputs.freeze is None


def test_the_list_behind_a_number_can_be_exported_with_full_numbers(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "years")
    grid = page.panel.card.grid
    press(grid, 0, column(grid, "当年备案数"))
    view = shown_behind(qtbot, page)
    assert view.drill.kind == "studies"
    assert view.exporting.full is not None
    (number_column,) = (one for one in view.rows.model.columns if one.key == "id_number")
    row = view.rows.model.row_at(0)
    assert number_column.full is not None
    assert number_column.full(row) == row.student_id_number
    assert "*" in number_column.text(row)

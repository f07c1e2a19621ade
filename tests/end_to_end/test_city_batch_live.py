"""C4 in the real windows with a real server: one score for many, the grid, and a large list from Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from core.apprenticeship.imports.score_columns import FIELDS
from core.apprenticeship.words.values import AssessmentState
from desktop.views.apprenticeship.scores.score_grid import ScoreGrid
from tests import kit
from tests.end_to_end.city import COMMISSION, OFFICE, REVIEWER, CityCentre, crowd_name
from tests.end_to_end.city_desk import CityDesk
from tests.end_to_end.test_city_offline_live import child

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.city import Trainee

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
GOOD, BAD = 1_100, 100
CTRL = Qt.KeyboardModifier.ControlModifier


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


def workbook(path: Path, people: list[Trainee], day: str) -> list[int]:
    """A list of everybody in which every twelfth row is wrong; gives their row numbers in Excel."""
    wrong: list[int] = []
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, [field.label for field in FIELDS])
        good = iter(people)
        for number in range(len(people) + BAD):
            row = number + 1
            if number % 12 == 5:
                sheet.write_row(row, 0, bad_row(len(wrong), day))
                wrong.append(row + 1)
            else:
                one = next(good)
                sheet.write_row(row, 0, [one.name, one.id_number, "出师考核", day, "80.5", ""])
    assert len(wrong) == BAD
    return wrong


def bad_row(number: int, day: str) -> list[str]:
    """Unknown people, and known ones with a score or a day that cannot be."""
    known = kit.id_number("1980-05-06", 1)
    wrong = (
        ["某人", kit.id_number("1990-01-01", number + 1), "出师考核", day, "80", ""],
        [crowd_name(0), known, "出师考核", day, "九十", ""],
        [crowd_name(0), known, "出师考核", day, "100.1", ""],
        [crowd_name(0), known[:-1], "出师考核", day, "80", ""],
        ["别人", known, "出师考核", day, "80", ""],
    )
    return wrong[number % len(wrong)]


def today(server: CityCentre) -> str:
    with server.world() as world:
        return world.today.isoformat()


def names_of(server: CityCentre) -> list[str]:
    return [one.student_name for one in server.scores()]


def open_batch(desk: CityDesk, count: int) -> None:
    desk.driver.click("nav.batch")
    desk.counted("batch", count)


def test_the_same_score_for_those_selected(server: CityCentre, desk: CityDesk) -> None:
    people = server.trainees(5)
    d = desk.enter(server.url, OFFICE)
    open_batch(desk, 5)
    d.click("batch.same")
    d.read("请至少选择一名学员")
    d.click("confirm.ok")
    for one in people[:3]:
        desk.click_cell("batch", one.name, "tick")
    d.click("batch.same")
    d.type("batch_same.score", "59.5")
    d.click("batch_same.ok")
    d.read("已录入 3 人的成绩")
    d.wait(lambda: len(server.scores()) == 3, "the scores at the centre")
    assert {(one.tenths, one.result, one.state) for one in server.scores()} == {(595, "fail", "unpublished")}
    assert sorted(names_of(server)) == sorted(one.name for one in people[:3])
    assert desk.centre("applied", 1) == ["批量录入成绩"]


def test_the_grid_takes_a_pasted_column_offline_and_pushes_it(server: CityCentre, desk: CityDesk) -> None:
    server.trainees(4)
    d = desk.enter(server.url, OFFICE)
    open_batch(desk, 4)
    server.cut()
    d.click("batch.every")
    d.wait(lambda: d.says("已选 4 人"), "the ticks")
    d.click("batch.grid")
    grid = desk.table("batch_grid").model()
    assert isinstance(grid, ScoreGrid)
    order = [grid.index(row, 1).data() for row in range(4)]
    QGuiApplication.clipboard().setText("86\r\n59.5\r\n101\r\n90\r\n")
    d.press(Qt.Key.Key_V, "batch_grid.table", CTRL)
    d.press(Qt.Key.Key_Return, "batch_grid.table", CTRL)
    d.read("已录入 3 人的成绩")
    assert grid.rowCount() == 1, "the wrong one is left to be corrected"
    d.press(Qt.Key.Key_Escape, "batch_grid.table")
    d.click("confirm.ok")
    d.read("1 条待上报")
    assert server.scores() == []
    server.mend()
    desk.sync_now()
    d.wait(lambda: len(server.scores()) == 3, "the scores at the centre")
    found = {one.student_name: one.tenths for one in server.scores()}
    assert found == {order[0]: 860, order[1]: 595, order[3]: 900}


def test_1200_rows_with_bad_ones_come_in_by_three_commands(
    server: CityCentre, desk: CityDesk, tmp_path: Path
) -> None:
    people = server.crowd(GOOD)
    day = today(server)
    wrong = workbook(tmp_path / "成绩.xlsx", people, day)
    d = desk.enter(server.url, OFFICE)
    counts = desk.preview_import(tmp_path / "成绩.xlsx")
    assert f"共 {GOOD + BAD:,} 行：可导入 {GOOD:,}，有错 {BAD}，需确认 0" in counts
    assert server.verdicts() == []
    desk.prompts.save_as = tmp_path / "错误行.xlsx"
    d.click("import.errors")
    d.wait((tmp_path / "错误行.xlsx").exists, "the file with the wrong rows")
    d.read("已保存：错误行.xlsx")
    d.click("import.ok")
    d.wait(lambda: not d.seen("import.ok") and d.says(f"已录入 {GOOD:,} 人的成绩"), "the import")
    d.wait(lambda: len(server.verdicts("RecordScores")) == 3, "the commands at the centre")
    assert {one.status for one in server.verdicts()} == {"applied"}
    assert sorted(names_of(server)) == sorted(one.name for one in people)
    assert {(one.tenths, one.state) for one in server.scores()} == {(805, AssessmentState.UNPUBLISHED)}

    rows = list(openpyxl.load_workbook(tmp_path / "错误行.xlsx").worksheets[0].iter_rows(values_only=True))
    assert [int(str(row[0])) for row in rows[1:]] == wrong, "原行号: exactly the failed rows"
    reasons = [str(row[-1]) for row in rows[1:6]]
    for words, reason in zip(("没有", "不是数字", "0 到 100", "18 位", "姓名"), reasons, strict=True):
        assert words in reason


def test_killed_in_mid_import_what_was_said_to_be_saved_is_and_the_rest_comes_in(
    server: CityCentre, desk: CityDesk
) -> None:
    people = server.crowd(GOOD)
    path = desk.folder / "scores.xlsx"
    workbook(path, people, today(server))
    with child("import", desk, server, people[:1]):
        server.cut()
        (desk.folder / "go").touch()
    d = desk.unlock()
    counts = desk.preview_import(path)
    saved = next(number for number in (500, 1_000, GOOD) if f"已录入过 {number:,}" in counts)
    assert f"可导入 {GOOD - saved:,}，有错 {BAD}，需确认 0，已录入过 {saved:,}" in counts
    if saved < GOOD:
        d.click("import.ok")
        d.wait(lambda: d.says(f"已录入 {GOOD - saved:,} 人的成绩"), "the rest")
    else:
        assert not d.find("import.ok", QPushButton).isEnabled()
        d.click("import.cancel")
    server.mend()
    desk.sync_now()
    d.wait(lambda: len(server.scores()) == GOOD, "everybody's score at the centre")
    assert sorted(names_of(server)) == sorted(one.name for one in people), "nobody twice, nobody lost"
    assert {one.status for one in server.verdicts()} == {"applied"}

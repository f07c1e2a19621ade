"""Excel 导入 (C4): from the template to the scores in the store, through the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow

from core.apprenticeship.imports.score_columns import FIELDS
from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import AssessmentResult, ScoreEntry
from core.domain.errors import KnownError, Refused
from core.imports.entering import sentence
from core.imports.importing import Order
from desktop.views.imports.import_saving import entering
from tests import kit
from tests.desktop.batch_desk import DAY, Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.batch import BatchPage
    from desktop.views.imports.import_dialog import ImportDialog
    from tests.desktop.offices import Office

HEADER = [field.label for field in FIELDS]


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(window: QMainWindow, desk: Desk) -> BatchPage:
    made = desk.page()
    window.setCentralWidget(made)
    window.show()
    return made


def book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return path


def opened(qtbot: QtBot, page: BatchPage) -> ImportDialog:
    page.show_preset("import")
    dialog = page._importing
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def previewed(qtbot: QtBot, page: BatchPage, desk: Desk, path: Path) -> ImportDialog:
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(path)]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.shown, timeout=60_000)
    return dialog


def rows_of(desk: Desk) -> list[list[object]]:
    """Two right rows, one against the mark, one too new on that day, one with a wrong name."""
    scores = ["86.5", "59", "59", "77", "70", "88"]
    rows: list[list[object]] = [
        [name, number, "出师考核", DAY, score, ""]
        for (name, number, _), score in zip(desk.people, scores, strict=True)
    ]
    rows[2][5] = "合格"
    rows[3][0] = "别人"
    return rows


def test_the_template_then_preview_then_only_the_right_rows(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path, picture: Callable[..., None]
) -> None:
    dialog = opened(qtbot, page)
    picture(dialog, "import-choose")
    desk.prompts.save_as = str(tmp_path / "模板.xlsx")
    with qtbot.waitSignal(dialog.told):
        qtbot.mouseClick(dialog.template, Qt.MouseButton.LeftButton)
    made = openpyxl.load_workbook(tmp_path / "模板.xlsx")
    for number, row in enumerate(rows_of(desk), 3):
        for column, value in enumerate(row, 1):
            made.worksheets[0].cell(number, column, value)
    made.save(tmp_path / "模板.xlsx")
    dialog.reject()
    qtbot.waitUntil(lambda: page._importing is None)
    dialog = previewed(qtbot, page, desk, tmp_path / "模板.xlsx")
    assert "可导入 3，有错 2，需确认 1" in dialog.table.counts.text()
    assert not desk.commands, "a preview enters nothing"
    model = dialog.table.model
    qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "6")
    assert [model.data(model.index(row, 0)) for row in range(2)] == ["6", "8"]
    assert "第 6 行：姓名与身份证号不一致" in dialog.table.reason.text()
    assert desk.people[3][1] not in str(model.data(model.index(0, 3))), "numbers are masked"
    picture(dialog, "import-preview")
    assert dialog.ok.text() == "仅导入正确行（3）"
    dialog.with_warnings.click()
    assert dialog.ok.text() == "仅导入正确行（4）"
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert "已录入 4 人" in told.args[1]
    assert desk.scores()[desk.people[0][2]] == (865, "pass")
    assert desk.scores()[desk.people[2][2]] == (590, "pass")
    assert len(desk.scores()) == 4


def test_cancel_enters_nothing(qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path) -> None:
    dialog = previewed(qtbot, page, desk, book(tmp_path / "a.xlsx", rows_of(desk)))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page._importing is None)
    assert not desk.commands


def test_the_failed_rows_come_back_as_a_workbook_and_go_in_once_corrected(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path
) -> None:
    dialog = previewed(qtbot, page, desk, book(tmp_path / "a.xlsx", rows_of(desk)))
    desk.prompts.save_as = str(tmp_path / "错误行.xlsx")
    with qtbot.waitSignal(dialog.told):
        qtbot.mouseClick(dialog.errors, Qt.MouseButton.LeftButton)
    assert desk.prompts.asked[-1] == ("导出错误行", "a_错误行.xlsx")
    made = openpyxl.load_workbook(tmp_path / "错误行.xlsx")
    sheet: Any = made.worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["5", "7"]
    sheet["B2"] = desk.people[3][0]
    made.save(tmp_path / "错误行.xlsx")
    desk.prompts.files = [str(tmp_path / "错误行.xlsx")]
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "共 2 行：可导入 1，有错 1" in dialog.table.counts.text())


def test_imported_twice_says_so(qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path) -> None:
    """After a crash the rest is imported from the same file."""
    path = book(tmp_path / "a.xlsx", rows_of(desk)[:2])
    dialog = previewed(qtbot, page, desk, path)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._importing is None)
    dialog = previewed(qtbot, page, desk, path)
    assert "可导入 0，有错 0，需确认 0，已录入过 2" in dialog.table.counts.text()
    assert not dialog.ok.isEnabled()


def test_a_bad_file_is_a_sentence_and_another_may_be_chosen(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path, picture: Callable[..., None]
) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"<html><table></table></html>")
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(tmp_path / "b.xlsx")]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "网页文件" in dialog.problem.text())
    picture(dialog, "import-bad-file")
    assert dialog.pick.isVisible()


def test_somebody_changed_meanwhile_is_left_out_and_named(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path
) -> None:
    dialog = previewed(qtbot, page, desk, book(tmp_path / "a.xlsx", rows_of(desk)[:2]))
    desk.office.fill(lambda world: world.score(desk.people[0][2], 700))
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert told.args[0] == "warn"
    assert "已录入 1 人的成绩，1 人没有录入" in told.args[1]
    assert desk.people[0][0] in told.args[1]
    assert desk.scores()[desk.people[0][2]][0] == 700
    assert desk.scores()[desk.people[1][2]][0] == 590


def test_a_full_disk_says_how_many_are_in(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KnownError("DISK_FULL", "磁盘空间不足。")

    dialog = previewed(qtbot, page, desk, book(tmp_path / "a.xlsx", rows_of(desk)[:2]))
    object.__setattr__(page.desk, "decide", fail)
    with qtbot.waitSignal(page.problem) as told:
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert told.args[0].message == "已录入 0 人的成绩，其余 2 人没有录入：磁盘空间不足。"


def test_entering_stops_between_commands_and_says_exactly_how_many(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path
) -> None:
    dialog = previewed(qtbot, page, desk, book(tmp_path / "a.xlsx", rows_of(desk)[:2]))
    one = replace(page.desk.setting.parameters, own=(Limits(scores_per_command=1),))
    object.__setattr__(page.desk.setting, "parameters", one)
    inner = page.desk.decide

    def decide_and_press_stop(*command: Any) -> object:
        made = inner(*command)
        dialog._stop_all()
        return made

    object.__setattr__(page.desk, "decide", decide_and_press_stop)
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert told.args[1].startswith("已停止：已录入 1 人的成绩，其余 1 人没有录入")
    assert len(desk.scores()) == 1


class Beats(QObject):
    """Counts how often the window's thread comes round."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.timer = QTimer(self)
        self.timer.setInterval(0)
        self.timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        self.count += 1


def many(path: Path, desk: Desk, count: int) -> Path:
    """Rows 2 and 3 are right, every thousandth is a wrong score, all others are unknown people."""
    rows: list[list[object]] = rows_of(desk)[:2]
    for number in range(len(rows), count):
        row = ["某人", kit.id_number("1990-01-01", number % 1000), "出师考核", DAY, "80", ""]
        row[4] = "一百" if number % 1000 == 0 else "80"
        rows.append(row)
    return book(path, rows)


def test_100000_rows_are_previewed_while_the_window_lives(
    qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path
) -> None:
    path = many(tmp_path / "many.xlsx", desk, 100_000)
    beats, steps = Beats(), list[int]()
    dialog = opened(qtbot, page)
    dialog.progress.bar.valueChanged.connect(steps.append)
    desk.prompts.files = [str(path)]
    beats.timer.start()
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.shown, timeout=120_000)
    beats.timer.stop()
    assert beats.count > 200, "events went on while rows were checked"
    assert len(steps) > 50, "progress was shown in between"
    assert "共 100,000 行：可导入 2，有错 99,998" in dialog.table.counts.text()
    preview = dialog._preview
    assert preview is not None
    scores = [row.number for row in preview.checked.rows if "不是数字" in row.reason]
    assert scores == [number + 2 for number in range(1000, 100_000, 1000)], "each with its row in Excel"
    qtbot.mouseClick(dialog.table.filters["good"], Qt.MouseButton.LeftButton)
    assert dialog.table.model.rowCount() == 2


def test_checking_can_be_stopped(qtbot: QtBot, page: BatchPage, desk: Desk, tmp_path: Path) -> None:
    path = many(tmp_path / "many.xlsx", desk, 30_000)
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(path)]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.progress.bar.value() > 0, timeout=60_000)
    qtbot.mouseClick(dialog.progress.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已停止读取，没有导入任何数据" in dialog.problem.text(), timeout=30_000)
    assert dialog.stack.currentWidget() is dialog.choosing
    assert not desk.commands


def test_refusals_that_name_nobody_end_it(page: BatchPage, desk: Desk) -> None:
    def refuse(*_: object) -> None:
        raise Refused("FORBIDDEN", "您没有录入成绩的权限。")

    object.__setattr__(page.desk, "decide", refuse)
    entry = ScoreEntry(desk.people[0][2], "graduation", DAY, 800, AssessmentResult.PASS)
    saved: Any = entering(page.desk, SCORE_IMPORT, Order((entry,)))(lambda *_: None, bool)
    assert saved.problem is not None
    assert "您没有录入成绩的权限" in sentence(SCORE_IMPORT.words, saved)

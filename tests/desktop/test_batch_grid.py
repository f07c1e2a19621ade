"""逐人录入 (C4): the grid by keyboard as in a spreadsheet, over a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QMainWindow

from desktop.views.apprenticeship.scores.batch_grid import GridDialog
from desktop.views.apprenticeship.scores.score_grid import DAY, RESULT, SCORE
from desktop.widgets.grid import read_block
from tests.desktop.batch_desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.batch import BatchPage
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


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


@pytest.fixture
def dialog(qtbot: QtBot, page: BatchPage) -> GridDialog:
    page.activate()
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 6 条")
    page.every.click()
    qtbot.waitUntil(lambda: len(page.picks) == 6)
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(page._dialog, GridDialog) and page._dialog.isVisible())
    made = page._dialog
    assert isinstance(made, GridDialog)
    QAbstractItemModelTester(made.grid, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.view.setFocus()
    return made


def column(dialog: GridDialog, cell: int) -> list[str]:
    return [dialog.grid.texts(row)[cell] for row in range(dialog.grid.rowCount())]


def at(dialog: GridDialog, row: int, cell: int) -> None:
    dialog.view.setCurrentIndex(dialog.grid.index(row, dialog.grid.first + cell))


def place(dialog: GridDialog) -> tuple[int, int]:
    index = dialog.view.currentIndex()
    return index.row(), dialog.grid.cell_of(index.column())


def editing(dialog: GridDialog) -> QLineEdit:
    editor = dialog.view.indexWidget(dialog.view.currentIndex())
    assert isinstance(editor, QLineEdit)
    return editor


def typed(qtbot: QtBot, dialog: GridDialog, text: str, key: Qt.Key) -> None:
    """Type over the current cell and end with a key, as a person does."""
    qtbot.keyClick(dialog.view, text[0])
    editor = editing(dialog)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key)


def picked(dialog: GridDialog, first: tuple[int, int], last: tuple[int, int]) -> None:
    from PySide6.QtCore import QItemSelection, QItemSelectionModel

    grid = dialog.grid
    ends = [grid.index(row, grid.first + cell) for row, cell in (first, last)]
    at(dialog, *first)
    dialog.view.selectionModel().select(
        QItemSelection(*ends), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def test_typing_enter_and_tab_as_in_a_spreadsheet(
    qtbot: QtBot, dialog: GridDialog, picture: Callable[..., None]
) -> None:
    assert set(column(dialog, DAY)) == {"2026-11-20"}, "today stands there, and may be changed"
    assert place(dialog) == (0, SCORE)
    typed(qtbot, dialog, "86", Qt.Key.Key_Return)
    assert place(dialog) == (1, SCORE)
    typed(qtbot, dialog, "59.5", Qt.Key.Key_Tab)
    assert place(dialog) == (1, RESULT)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Tab)
    assert place(dialog) == (2, DAY)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Backtab, SHIFT)
    assert place(dialog) == (1, RESULT)
    model, shown = dialog.grid, dialog.grid.first + RESULT
    assert [model.index(row, shown).data() for row in range(3)] == ["合格", "不合格", ""]
    assert column(dialog, SCORE)[:3] == ["86", "59.5", ""]
    assert dialog.counts.text() == "共 6 人，可保存 2 人"
    at(dialog, 2, SCORE)
    typed(qtbot, dialog, "101", Qt.Key.Key_Return)
    at(dialog, 2, SCORE)
    assert "0 到 100" in dialog.reason.text()
    assert "0 到 100" in str(model.index(2, model.first + SCORE).data(Qt.ItemDataRole.ToolTipRole))
    assert "有误 1 人" in dialog.counts.text()
    picture(dialog, "batch-grid")
    dialog._desk.prompts.yes = True  # type: ignore[attr-defined]
    dialog.reject()


def test_f2_keeps_what_stands_and_escape_takes_nothing(qtbot: QtBot, dialog: GridDialog) -> None:
    typed(qtbot, dialog, "8", Qt.Key.Key_Return)
    at(dialog, 0, SCORE)
    qtbot.keyClick(dialog.view, Qt.Key.Key_F2)
    editor = editing(dialog)
    qtbot.keyClick(editor, Qt.Key.Key_End)
    qtbot.keyClicks(editor, "6")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert column(dialog, SCORE)[0] == "86"
    at(dialog, 0, SCORE)
    qtbot.keyClick(dialog.view, "5")
    qtbot.keyClick(editing(dialog), Qt.Key.Key_Escape)
    assert column(dialog, SCORE)[0] == "86"
    assert dialog.isVisible()
    dialog.reject()


def test_paste_from_excel_fill_down_clear_and_undo(qtbot: QtBot, dialog: GridDialog) -> None:
    QGuiApplication.clipboard().setText("86\t合格\r\n59\t\r\n\t\r\n７７.５\t\r\n1\t\r\n2\t\r\n3\t\r\n")
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, CTRL)
    assert column(dialog, SCORE) == ["86", "59", "", "７７.５", "1", "2"]
    assert "其余 1 行超出名单" in dialog.counts.text()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Z, CTRL)
    assert column(dialog, SCORE) == [""] * 6, "one step back for the whole block"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Y, CTRL)
    assert column(dialog, SCORE)[0] == "86"
    picked(dialog, (0, SCORE), (3, SCORE))
    qtbot.keyClick(dialog.view, Qt.Key.Key_D, CTRL)
    assert column(dialog, SCORE) == ["86"] * 4 + ["1", "2"]
    qtbot.keyClick(dialog.view, Qt.Key.Key_Delete)
    assert column(dialog, SCORE) == [""] * 4 + ["1", "2"]
    qtbot.keyClick(dialog.view, Qt.Key.Key_Z, CTRL)
    assert column(dialog, SCORE)[:4] == ["86"] * 4
    at(dialog, 5, SCORE)
    qtbot.keyClick(dialog.view, Qt.Key.Key_D, CTRL)
    assert column(dialog, SCORE)[5] == "1", "a single cell takes the one above"
    picked(dialog, (0, SCORE), (1, RESULT))
    qtbot.keyClick(dialog.view, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "86\t合格\n86\t合格"
    dialog.reject()


def test_only_complete_rows_are_saved_and_the_others_stay(
    qtbot: QtBot, dialog: GridDialog, page: BatchPage, desk: Desk, picture: Callable[..., None]
) -> None:
    QGuiApplication.clipboard().setText("86\n59.5\n101\n\n90")
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, CTRL)
    names = [dialog.grid.index(row, 1).data() for row in range(6)]
    with qtbot.waitSignal(page.told) as told:
        qtbot.keyClick(dialog.view, Qt.Key.Key_Return, CTRL)
    assert "已录入 3 人" in told.args[1]
    assert sorted(tenths for tenths, _ in desk.scores().values()) == [595, 860, 900]
    assert [dialog.grid.index(row, 1).data() for row in range(3)] == [names[2], names[3], names[5]]
    assert column(dialog, SCORE) == ["101", "", ""]
    assert dialog.isVisible()
    picture(dialog, "batch-grid-left")
    at(dialog, 0, SCORE)
    typed(qtbot, dialog, "61", Qt.Key.Key_Return)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert 610 in [tenths for tenths, _ in desk.scores().values()], "the right person got it"
    who = next(study for name, _, study in desk.people if name == names[2])
    assert desk.scores()[who] == (610, "pass")
    dialog.reject()


def test_g11_results_against_the_mark_are_asked_about_once(
    qtbot: QtBot, dialog: GridDialog, page: BatchPage, desk: Desk, prompts: ScriptedPrompts
) -> None:
    QGuiApplication.clipboard().setText("59\t合格")
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, CTRL)
    at(dialog, 0, RESULT)
    assert "低于" in dialog.reason.text()
    prompts.yes = False
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert prompts.asked[-1][0] == "成绩与考核结果不一致"
    assert not desk.commands
    prompts.yes = True
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert list(desk.scores().values()) == [(590, "pass")]


def test_g10_the_day_is_judged_in_the_row(qtbot: QtBot, dialog: GridDialog, desk: Desk) -> None:
    names = [dialog.grid.index(row, 1).data() for row in range(6)]
    row = names.index(desk.people[-1][0])
    at(dialog, row, DAY)
    QGuiApplication.clipboard().setText("2026年11月19日\t80")
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, CTRL)
    assert "2026-11-20 起可考核" in dialog.reason.text()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Z, CTRL)
    assert dialog.reason.text() == ""


def test_nothing_typed_is_lost_without_a_question(
    qtbot: QtBot, dialog: GridDialog, prompts: ScriptedPrompts
) -> None:
    typed(qtbot, dialog, "86", Qt.Key.Key_Return)
    prompts.yes = False
    qtbot.keyClick(dialog.view, Qt.Key.Key_Escape)
    assert prompts.asked[-1][0] == "关闭逐人录入"
    assert dialog.isVisible()
    prompts.yes = True
    qtbot.keyClick(dialog.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("86\t合格\r\n59\t", [["86", "合格"], ["59", ""]]),
        ('"86\n分"\t合格\n', [["86 分", "合格"]]),
        ("86\n\n90\n", [["86"], [""], ["90"]]),
        ("", []),
        ("\n", []),
    ],
)
def test_what_spreadsheets_put_on_the_clipboard(text: str, block: list[list[str]]) -> None:
    assert read_block(text) == block

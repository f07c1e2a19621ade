"""考核成绩批量录入 (C4, manual 2.4.4) by mouse and keyboard, over a real encrypted store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from desktop.views.apprenticeship.scores.batch_same import SameScoreDialog
from tests.desktop.batch_desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.batch import BatchPage
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> BatchPage:
    window = QMainWindow()
    made = desk.page()
    window.setCentralWidget(made)
    window.resize(1160, 712)
    qtbot.addWidget(window)
    window.show()
    made.activate()
    qtbot.waitUntil(lambda: made.rows.footer.text() == "共 6 条")
    made.window_kept = window  # type: ignore[attr-defined]
    return made


def tick(qtbot: QtBot, page: BatchPage, *rows: int) -> None:
    table = page.rows.table
    for row in rows:
        table.setCurrentIndex(page.rows.model.index(row, 0))
        qtbot.keyClick(table, Qt.Key.Key_Space)


def same_dialog(qtbot: QtBot, page: BatchPage) -> SameScoreDialog:
    qtbot.waitUntil(lambda: isinstance(page._dialog, SameScoreDialog))
    assert isinstance(page._dialog, SameScoreDialog)
    return page._dialog


def test_g10_everybody_old_enough_is_listed(
    page: BatchPage, desk: Desk, picture: Callable[..., None]
) -> None:
    model = page.rows.model
    assert {model.data(model.index(row, 1)) for row in range(6)} == {name for name, _, _ in desk.people}
    picture(page, "batch")


def test_nobody_selected_is_said(qtbot: QtBot, page: BatchPage, prompts: ScriptedPrompts) -> None:
    for button in (page.same, page.grid):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert prompts.asked.pop() == ("提示", "请至少选择一名学员")
    assert page._dialog is None


def test_the_same_score_for_those_selected(
    qtbot: QtBot, page: BatchPage, desk: Desk, picture: Callable[..., None]
) -> None:
    tick(qtbot, page, 0, 2)
    assert page.same.text() == "录入相同成绩 (2)"
    qtbot.mouseClick(page.same, Qt.MouseButton.LeftButton)
    dialog = same_dialog(qtbot, page)
    qtbot.keyClicks(dialog.score, "86.5")
    assert dialog.passed.isChecked(), "the pass mark proposes"
    picture(dialog, "batch-same")
    with qtbot.waitSignal(page.told) as told:
        qtbot.keyClick(dialog.score, Qt.Key.Key_Return)
    assert told.args[0] == "ok"
    assert "已录入 2 人" in told.args[1]
    assert sorted(desk.scores().values()) == [(865, "pass"), (865, "pass")]
    qtbot.waitUntil(lambda: page.counts.text() == "未选择学员")


def test_g10_whoever_is_too_new_on_that_day_is_left_out(qtbot: QtBot, page: BatchPage, desk: Desk) -> None:
    page.every.click()
    qtbot.waitUntil(lambda: len(page.picks) == 6)
    page.enter_same()
    dialog = same_dialog(qtbot, page)
    dialog.day.setText("2026-11-19")
    dialog.day.editingFinished.emit()
    assert f"{desk.people[-1][0]}在考核日期 2026-11-19 还不能参加" in dialog.out.text(), "one day short"
    assert dialog.ok.text() == "录入 5 人"
    dialog.score.setText("59.9")
    dialog.score.textEdited.emit("59.9")
    assert dialog.failed.isChecked()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert len(desk.scores()) == 5
    assert desk.people[-1][2] not in desk.scores()


def test_g11_a_result_against_the_mark_is_confirmed(qtbot: QtBot, page: BatchPage, desk: Desk) -> None:
    tick(qtbot, page, 0)
    page.enter_same()
    dialog = same_dialog(qtbot, page)
    qtbot.keyClicks(dialog.score, "59")
    qtbot.mouseClick(dialog.passed, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert not desk.commands
    assert "不一致" in dialog.result_field.error.text()
    dialog.confirm.click()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert list(desk.scores().values()) == [(590, "pass")]


@pytest.mark.parametrize(
    ("typed", "word"), [("", "请填写成绩"), ("100.1", "0 到 100"), ("-1", "0 到 100"), ("九十", "不是数字")]
)
def test_bad_scores_stand_at_the_field(
    qtbot: QtBot, page: BatchPage, desk: Desk, typed: str, word: str
) -> None:
    tick(qtbot, page, 0)
    page.enter_same()
    dialog = same_dialog(qtbot, page)
    dialog.score.setText(typed)
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert word in dialog.score_field.error.text()
    assert not desk.commands
    dialog.reject()


def test_an_unpublished_score_cannot_be_ticked(qtbot: QtBot, page: BatchPage, desk: Desk) -> None:
    tick(qtbot, page, 0)
    page.enter_same()
    dialog = same_dialog(qtbot, page)
    qtbot.keyClicks(dialog.score, "70")
    with qtbot.waitSignal(page.told):
        qtbot.keyClick(dialog.score, Qt.Key.Key_Return)
    model = page.rows.model
    qtbot.waitUntil(lambda: "已录 70" in str(model.data(model.index(0, 9))))
    tick(qtbot, page, 0)
    assert not len(page.picks)
    page.every.click()
    qtbot.waitUntil(lambda: len(page.picks) == 5)


def test_the_manuals_queries(qtbot: QtBot, page: BatchPage, desk: Desk) -> None:
    name = desk.people[0][0]
    page.query.control("student").setText(name)
    qtbot.keyClick(page.query.control("student"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    qtbot.mouseClick(page.query.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 6 条")
    page.query.control("notarised_from").setText("2023-01-01")
    qtbot.keyClick(page.query.control("notarised_from"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 1 条")
    page.query.control("type").setCurrentIndex(1)
    page.query.control("type").activated.emit(1)
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)


@pytest.mark.parametrize(("place", "kind"), [(0, "student"), (1, "teacher"), (2, "notarisation")])
def test_records_are_looked_at_from_the_list(qtbot: QtBot, page: BatchPage, place: int, kind: str) -> None:
    looking = page.looking
    with qtbot.waitSignal(page.record_wanted) as asked:
        looking.button.menu().actions()[place].trigger()
    assert asked.args == [kind, page.rows.current_id()]

"""考试成绩录入 (C3) as a clerk of the city uses it: the list, its ticks, the panel beside it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from core.apprenticeship.commands.assessment import RecordScore, RemoveScore
from core.apprenticeship.words.values import AssessmentResult
from core.domain.errors import Refused
from core.domain.values import Role
from desktop.ui_names import rich_labels, unnamed
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.papers.preview import PreviewDialog
from desktop.widgets.buttons import Button
from desktop.widgets.tick import TICKED, UNTICKED
from tests import kit
from tests.desktop import printed, scored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QLineEdit
    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.scores.scores import ScoresPage
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> ScoresPage:
    rows = [scored.score_row(number, waiting=7 <= number < 11) for number in range(11)]
    scored.fill(office, *rows, *(scored.published(number) for number in range(20, 23)))
    for number in (40, 42):
        scored.add(office, number)
    page: ScoresPage = office.page("scores", Role.CITY_OFFICE)
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.rows.footer.text().startswith("共"))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def click_cell(qtbot: QtBot, page: ScoresPage, row: int, key: str) -> None:
    table, model = page.rows.table, page.rows.model
    place = [column.key for column in model.columns].index(key)
    where = table.visualRect(model.index(row, place)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=where)


def texts(page: ScoresPage, key: str) -> list[str]:
    model = page.rows.model
    place = [column.key for column in model.columns].index(key)
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def fetch(qtbot: QtBot, page: ScoresPage, number: str) -> None:
    form = page.form
    form.id_number.setFocus()
    form.id_number.selectAll()
    qtbot.keyClicks(form.id_number, number)
    qtbot.keyClick(form.id_number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.card.isVisible() or form.id_field.has_error())


def compose(field: QLineEdit, text: str) -> None:
    """Type as the Chinese input method does."""
    field.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def type_score(qtbot: QtBot, page: ScoresPage, text: str) -> None:
    page.form.score.setFocus()
    page.form.score.selectAll()
    qtbot.keyClicks(page.form.score, text)


# the list


def test_the_list_shows_unpublished_scores_masked_with_their_state(
    page: ScoresPage, picture: Callable[..., None]
) -> None:
    assert page.rows.footer.text() == "共 11 条"
    assert texts(page, "id_number")[0][6:14] == "********"
    assert texts(page, "state") == ["未公布"] * 7 + ["待上报"] * 4
    assert set(texts(page, "open")) == {"编辑"}
    picture(page, "scores")


def test_ticks_by_mouse_and_space_say_what_they_amount_to(qtbot: QtBot, page: ScoresPage) -> None:
    for row in (0, 1):
        click_cell(qtbot, page, row, "tick")
    page.rows.table.setFocus()
    page.rows.select(page.rows.model.id_at(2))
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.counts.text() == "已选 3 人：合格 2，不合格 1，异常 0")
    assert page.publish.text() == "批量公布 (3)"
    assert texts(page, "tick")[:4] == [TICKED, TICKED, TICKED, UNTICKED]
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.counts.text() == "已选 2 人：合格 2，不合格 0，异常 0")


def test_publishing_waits_until_all_are_ticked(
    qtbot: QtBot, page: ScoresPage, lanes: Lanes, office: Office
) -> None:
    for row in (0, 1):
        click_cell(qtbot, page, row, "tick")
    qtbot.waitUntil(lambda: page.counts.text().startswith("已选 2 人"))
    read = threading.Event()
    lanes.reader.run(read.wait)
    qtbot.mouseClick(page.every, LEFT)
    assert not page.publish.isEnabled()
    qtbot.mouseClick(page.publish, LEFT)
    read.set()
    qtbot.waitUntil(page.publish.isEnabled)
    assert page.publishing.dialog is None
    qtbot.mouseClick(page.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    assert page.publishing.dialog is not None
    assert page.publishing.dialog.summary.text().startswith("将公布 11 人")
    page.publishing.dialog.reject()


def test_ticks_survive_sorting_and_reading_again_and_go_with_another_query(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    click_cell(qtbot, page, 0, "tick")
    picked = page.picks.ids()
    header = page.rows.table.horizontalHeader()
    place = [column.key for column in page.rows.model.columns].index("score")
    header.sectionClicked.emit(place)
    qtbot.waitUntil(lambda: page.rows.query is not None and page.rows.query.sort == "tenths")
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 11 条")
    assert page.picks.ids() == picked
    compose(page.query.control("student"), "何静怡")
    qtbot.keyClick(page.query.control("student"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.picks) == 0)


def test_all_of_what_the_filter_shows_is_ticked_at_once(qtbot: QtBot, page: ScoresPage) -> None:
    page.query.control("state").setCurrentIndex(0)
    qtbot.mouseClick(page.query.go, LEFT)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 14 条")
    qtbot.mouseClick(page.every, LEFT, pos=page.every.rect().center())
    qtbot.waitUntil(lambda: len(page.picks) == 11)
    qtbot.waitUntil(lambda: page.counts.text() == "已选 11 人：合格 10，不合格 1，异常 4")
    qtbot.mouseClick(page.every, LEFT)
    qtbot.waitUntil(lambda: page.counts.text() == "未选择学员")


# looking up


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请填写身份证号"),
        ("4201061996", "应为 18 位"),
        ("42010619960821123A", "数字"),
        ("420106199613211234", "不存在"),
        (kit.id_number("1980-01-01", 77), "没有找到这个号码的学生"),
        ("E99887766", "没有找到这个号码的学生"),
    ],
)
def test_a_wrong_number_is_said_below_the_field(
    qtbot: QtBot, page: ScoresPage, typed: str, sentence: str
) -> None:
    fetch(qtbot, page, typed)
    assert sentence in page.form.id_field.error.text()
    assert page.form.card.isHidden()
    assert not page.form.save.isEnabled()
    assert page.form.id_number.hasFocus()


def test_the_card_says_who_and_since_when_and_that_it_is_eligible(
    qtbot: QtBot, page: ScoresPage, picture: Callable[..., None]
) -> None:
    fetch(qtbot, page, scored.number_of(40))
    form = page.form
    assert form.card.teacher.text() == "指导老师：刘景和（副主任医师）"
    assert form.card.verdict.text() == "公证日期 2023-03-16，已跟师 3 年 8 个月，可考核"
    assert form.day.day() == "2026-11-20"
    qtbot.waitUntil(form.score.hasFocus)
    type_score(qtbot, page, "86")
    assert form.passed.isChecked()
    picture(page, "scores-entry")


def test_one_day_short_of_three_years_is_not_eligible(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    scored.add(office, 41, notarised_on="2023-11-21")
    fetch(qtbot, page, scored.number_of(41))
    assert "2026-11-21 起可考核" in page.form.card.verdict.text()
    assert not page.form.save.isEnabled()
    picture(page, "scores-not-eligible")


def test_the_day_of_the_assessment_counts_not_today(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    scored.add(office, 41, notarised_on="2023-11-20")
    fetch(qtbot, page, scored.number_of(41))
    assert page.form.save.isEnabled()
    page.form.day.setFocus()
    page.form.day.selectAll()
    qtbot.keyClicks(page.form.day, "20261119")
    qtbot.keyClick(page.form.day, Qt.Key.Key_Tab)
    assert not page.form.save.isEnabled()


# entering


def test_saving_clears_the_panel_and_shows_the_new_row(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    fetch(qtbot, page, scored.number_of(40))
    compose(page.form.score, "８６．５")
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(page.form.save, LEFT)
    assert said.args == ["ok", "已保存唐一诺的出师考核成绩 86.5 分（合格），尚未公布。"]
    command = office.decided[0]
    assert isinstance(command, RecordScore)
    assert (command.entry.tenths, command.entry.result) == (865, AssessmentResult.PASS)
    assert (command.entry.assessed_on, command.seen_version) == ("2026-11-20", 0)
    assert page.form.card.isHidden()
    assert page.form.id_number.text() == ""
    page.refresh(frozenset({"outbox"}), frozenset())
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 12 条")
    qtbot.waitUntil(lambda: page.rows.current_id() == command.assessment_id)


def test_save_and_next_keeps_type_and_day_and_waits_for_the_next_number(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    page.form.day.set_day("2026-11-08")
    for number, text in ((40, "86"), (42, "54")):
        fetch(qtbot, page, scored.number_of(number))
        type_score(qtbot, page, text)
        with qtbot.waitSignal(page.told):
            qtbot.keyClick(page.form.score, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert page.form.id_number.hasFocus()
        assert page.form.id_number.text() == ""
        assert page.form.day.day() == "2026-11-08"
    first, second = office.decided
    assert isinstance(first, RecordScore)
    assert isinstance(second, RecordScore)
    assert second.entry.result is AssessmentResult.FAIL, "set by the pass mark"
    assert first.entry.assessed_on == second.entry.assessed_on == "2026-11-08"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("100.1", "0 到 100"),
        ("-1", "0 到 100"),
        ("九十", "不是数字"),
        ("", "请填写成绩"),
        ("86.55", "一位小数"),
    ],
)
def test_a_wrong_score_is_said_below_its_field(
    qtbot: QtBot, page: ScoresPage, office: Office, typed: str, sentence: str
) -> None:
    fetch(qtbot, page, scored.number_of(40))
    compose(page.form.score, typed)
    page.form.passed.setChecked(True)
    qtbot.mouseClick(page.form.save, LEFT)
    assert sentence in page.form.score_field.error.text()
    assert page.form.score.hasFocus()
    assert not office.decided


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "请填写考核日期"), ("十一月", "写成"), ("2026-11-21", "不能晚于今天")]
)
def test_a_wrong_day_is_said_below_its_field(
    qtbot: QtBot, page: ScoresPage, office: Office, typed: str, sentence: str
) -> None:
    fetch(qtbot, page, scored.number_of(40))
    type_score(qtbot, page, "86")
    page.form.day.clear()
    compose(page.form.day, typed)
    qtbot.mouseClick(page.form.save, LEFT)
    assert sentence in page.form.day_field.error.text()
    assert not office.decided


def test_a_result_against_the_pass_mark_is_asked_about(
    qtbot: QtBot, page: ScoresPage, office: Office, prompts: ScriptedPrompts
) -> None:
    prompts.yes = False
    fetch(qtbot, page, scored.number_of(40))
    type_score(qtbot, page, "59.9")
    assert page.form.failed.isChecked()
    qtbot.mouseClick(page.form.passed, LEFT)
    qtbot.mouseClick(page.form.save, LEFT)
    assert "低于出师考核的合格线 60 分" in prompts.asked[-1][1]
    assert not office.decided
    prompts.yes = True
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    assert isinstance(office.decided[0], RecordScore)
    assert office.decided[0].confirmed == ("G11_RESULT_DISAGREES",)


def test_somebody_with_an_unpublished_score_of_the_type_edits_it(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    fetch(qtbot, page, scored.number_of(2))
    form = page.form
    assert "已有未公布的成绩，已调出修改：出师考核 54 分，不合格（何静" in form.note.text()
    assert form.score.text() == "54"
    assert form.failed.isChecked()
    picture(page, "scores-edit")
    type_score(qtbot, page, "64")
    qtbot.mouseClick(form.passed, LEFT)
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(form.save, LEFT)
    command = office.decided[0]
    assert isinstance(command, RecordScore)
    assert (command.assessment_id, command.seen_version) == ("s000002", 1)


def test_two_apprenticeships_are_shown_and_the_open_one_is_chosen(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    scored.add(office, 43, places=2)
    fetch(qtbot, page, scored.number_of(43))
    card = page.form.card
    assert card.study.isVisible()
    assert [card.study.itemText(at).split("　")[-1] for at in (0, 1)] == ["在教", "强制解除"]
    assert card.study.currentIndex() == 0
    assert page.form.save.isEnabled()
    picture(page, "scores-two")
    card.study.setFocus()
    qtbot.keyClick(card.study, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "强制解除" in card.verdict.text())
    assert not page.form.save.isEnabled()


def test_an_unpublished_score_opens_from_the_list_masked_and_can_be_removed(
    qtbot: QtBot, page: ScoresPage, office: Office, prompts: ScriptedPrompts
) -> None:
    page.rows.table.setFocus()
    page.rows.select("s000001")
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.form.remove.isVisible)
    assert "********" in page.form.id_number.text()
    assert page.form.id_number.isReadOnly()
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(page.form.remove, LEFT)
    assert prompts.asked[-1][0] == "删除成绩"
    assert said.args[1] == "已删除何静怡的未公布成绩。"
    assert isinstance(office.decided[0], RemoveScore)


def test_a_published_score_is_viewed_and_corrected_by_a_new_record(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    page.query.control("state").setCurrentIndex(2)
    page.query.ask()
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 3 条")
    assert texts(page, "act") == ["更正"] * 3
    page.rows.table.setFocus()
    page.rows.select("s000020")
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    sheet = page.findChild(ScoreSheet)
    assert sheet is not None
    picture(sheet, "scores-view")
    qtbot.mouseClick(sheet.findChild(Button, "score.correct"), LEFT)
    qtbot.waitUntil(page.form.card.isVisible)
    assert "原记录不变" in page.form.note.text()
    assert page.form.heading.text() == "更正成绩"
    assert not page.form.type.isEnabled()
    picture(page, "scores-correct")
    type_score(qtbot, page, "55")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    command = office.decided[0]
    assert isinstance(command, RecordScore)
    assert (command.corrects, command.seen_version) == ("s000020", 0)


def test_what_was_refused_stays_typed_and_says_why(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    office.fault = Refused("SCORE_EXISTS", "何静已于 2026-11-19 10:20 录入该学生的出师考核成绩。")
    fetch(qtbot, page, scored.number_of(40))
    type_score(qtbot, page, "86")
    qtbot.mouseClick(page.form.save, LEFT)
    qtbot.waitUntil(lambda: "何静已于" in page.form.problem.text())
    assert page.form.score.text() == "86"
    assert page.form.save.isEnabled()


def test_published_by_somebody_else_while_it_is_edited(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    click_cell(qtbot, page, 1, "open")
    qtbot.waitUntil(page.form.remove.isVisible)
    scored.change(office, "s000001", state="published", version=2)
    page.refresh(frozenset({"assessment"}), frozenset({"s000001"}))
    qtbot.waitUntil(lambda: "刚刚已被公布" in page.form.problem.text())
    assert not page.form.save.isEnabled()


def test_leaving_with_unsaved_input_asks(qtbot: QtBot, page: ScoresPage, prompts: ScriptedPrompts) -> None:
    left: list[bool] = []
    fetch(qtbot, page, scored.number_of(40))
    page.leave(lambda: left.append(True))
    assert left == [True], "nothing typed: nobody is asked"
    fetch(qtbot, page, scored.number_of(40))
    type_score(qtbot, page, "86")
    prompts.yes = False
    page.leave(lambda: left.append(True))
    assert prompts.asked[-1][0] == "成绩还没有保存"
    assert left == [True]
    assert page.form.score.text() == "86"
    prompts.yes = True
    page.leave(lambda: left.append(True))
    assert left == [True, True]
    assert page.form.card.isHidden()


# 双人核对单


def test_the_check_sheet_of_the_ticked_rows_opens_in_the_preview_and_is_saved(
    qtbot: QtBot, page: ScoresPage, office: Office, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    qtbot.mouseClick(page.sheet, LEFT)
    assert prompts.asked[-1][1].startswith("请至少选择一名学员")
    click_cell(qtbot, page, 1, "tick")
    click_cell(qtbot, page, 0, "tick")
    target = tmp_path / "核对单.pdf"
    prompts.save_as = str(target)
    qtbot.mouseClick(page.sheet, LEFT)
    dialog = page.window().findChild(PreviewDialog)
    qtbot.waitUntil(dialog.buttons.save.isEnabled)
    with qtbot.waitSignal(dialog.kept):
        qtbot.mouseClick(dialog.buttons.save, LEFT)
    text = printed.read_text(target.read_bytes())
    assert "考核成绩双人核对单" in text
    assert "合计2人" in text
    assert text.index("陈亦舟") < text.index("何静怡"), "in the order of the list"
    assert "何静" in text.replace("何静怡", ""), "who made it"
    assert office.noted() == [("print_check_sheet", "2 人")]
    assert "双人核对单_20261120_2人.pdf" in prompts.asked[-1][1]
    dialog.reject()


def test_excel_import_opens_the_page_of_batches(qtbot: QtBot, page: ScoresPage) -> None:
    with qtbot.waitSignal(page.open_page) as asked:
        qtbot.mouseClick(page.excel, LEFT)
    assert asked.args == ["batch", "import"]


# from elsewhere


def test_a_number_of_the_home_page_and_a_record_of_another_page(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    page.show_preset("published")
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 3 条")
    page.open_record("s000003")
    qtbot.waitUntil(page.form.remove.isVisible)
    assert page.form.score.text() == "78"
    with qtbot.waitSignal(page.told) as said:
        page.open_record("nowhere")
    assert said.args[0] == "warn"


def test_every_control_has_a_name_and_no_label_takes_markup(
    qtbot: QtBot, page: ScoresPage, lanes: Lanes, office: Office, prompts: ScriptedPrompts
) -> None:
    results = office.page("results", Role.DISTRICT_VIEWER)
    qtbot.addWidget(results)
    page.publishing.begin(("s000000",))
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    page.open_record("s000020")
    qtbot.waitUntil(lambda: page.findChild(ScoreSheet) is not None)
    sheet = page.findChild(ScoreSheet)
    assert sheet is not None
    for window in (page, results, dialog, sheet):
        assert unnamed(window) == []
        assert rich_labels(window) == []
    sheet.reject()
    dialog.reject()


def test_a_refused_publication_is_taken_anew_and_closes_the_refused_one(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    left = ["s000000", "s000001"]
    page.decide_again(f"publish:{','.join(left)}", "op-9")
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    qtbot.mouseClick(dialog.ok, LEFT)
    qtbot.waitUntil(lambda: bool(office.decided))
    assert [one.id for one in office.decided[0].scores] == left  # type: ignore[attr-defined]
    assert office.superseded == ["op-9"]
    qtbot.waitUntil(lambda: page.publishing.dialog is None)


def test_a_refused_entry_is_taken_anew_by_editing_the_score(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    score = "s000001"
    page.decide_again(score, "op-7")
    qtbot.waitUntil(page.form.remove.isVisible)
    type_score(qtbot, page, "95")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.form.save, LEFT)
    assert office.decided[0].subject == score
    assert office.superseded == ["op-7"]


def test_what_is_synchronised_meanwhile_does_not_swallow_a_look_up(
    qtbot: QtBot, page: ScoresPage, lanes: Lanes, office: Office
) -> None:
    """Somebody is open, another score is opened, and before it is read something comes from the server."""
    fetch(qtbot, page, scored.number_of(40))
    read = threading.Event()
    lanes.reader.run(read.wait)
    page.open_row("s000000")
    page.refresh(frozenset({"assessment"}), frozenset())
    read.set()
    qtbot.waitUntil(lambda: page.form.heading.text() == "修改成绩")
    assert page.form.score.text() == "86"

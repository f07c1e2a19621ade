"""考试成绩录入 (C3) as a clerk of the city uses it: the list, its ticks, the panel beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.tasks import Lanes
from desktop.views.scores import ScoresPage
from desktop.widgets.tick import TICKED, UNTICKED
from tests import kit
from tests.desktop import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def lanes(qapp: object) -> Iterator[Lanes]:
    made = Lanes()
    yield made
    assert made.close()


@pytest.fixture
def office() -> scored.Office:
    rows = [scored.score_row(number, waiting=7 <= number < 11) for number in range(11)]
    rows += [scored.published(number) for number in range(20, 23)]
    made = scored.Office(rows)
    for number in range(40, 44):
        made.add(number)
    return made


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, office: scored.Office, prompts: ScriptedPrompts) -> ScoresPage:
    return opened(qtbot, ScoresPage(office.ports(lanes, prompts)))


def opened(qtbot: QtBot, page: ScoresPage) -> ScoresPage:
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text().startswith("共"))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def click_cell(qtbot: QtBot, page: ScoresPage, row: int, key: str) -> None:
    table, model = page.list.rows.table, page.list.rows.model
    place = [column.key for column in model.columns].index(key)
    where = table.visualRect(model.index(row, place)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=where)


def texts(page: ScoresPage, key: str) -> list[str]:
    model = page.list.rows.model
    place = [column.key for column in model.columns].index(key)
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def fetch(qtbot: QtBot, page: ScoresPage, number: str) -> None:
    form = page.form
    form.id_number.setFocus()
    form.id_number.selectAll()
    qtbot.keyClicks(form.id_number, number)
    qtbot.keyClick(form.id_number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.card.isVisible() or form.id_field.has_error())


def number_of(number: int) -> str:
    return scored.candidate(number).student.id_number


def type_score(qtbot: QtBot, page: ScoresPage, text: str) -> None:
    page.form.score.setFocus()
    page.form.score.selectAll()
    qtbot.keyClicks(page.form.score, text)


# the list


def test_the_list_shows_unpublished_scores_masked_with_their_state(
    page: ScoresPage, picture: Callable[..., None]
) -> None:
    assert page.list.rows.footer.text() == "共 11 条"
    assert texts(page, "id_number")[0][6:14] == "********"
    assert texts(page, "state") == ["未公布"] * 7 + ["待上报"] * 4
    assert set(texts(page, "open")) == {"编辑"}
    assert page.list.excel.isHidden(), "no dead buttons"
    picture(page, "scores")


def test_ticks_by_mouse_and_space_say_what_they_amount_to(qtbot: QtBot, page: ScoresPage) -> None:
    for row in (0, 1):
        click_cell(qtbot, page, row, "tick")
    page.list.rows.table.setFocus()
    page.list.rows.select(page.list.rows.model.id_at(2))
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.list.counts.text() == "已选 3 人：合格 2，不合格 1，异常 0")
    assert page.list.publish.text() == "批量公布 (3)"
    assert texts(page, "tick")[:4] == [TICKED, TICKED, TICKED, UNTICKED]
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.list.counts.text() == "已选 2 人：合格 2，不合格 0，异常 0")


def test_ticks_survive_sorting_and_reading_again_and_go_with_another_query(
    qtbot: QtBot, page: ScoresPage, office: scored.Office
) -> None:
    click_cell(qtbot, page, 0, "tick")
    picked = page.list.picks.ids()
    header = page.list.rows.table.horizontalHeader()
    place = [column.key for column in page.list.rows.model.columns].index("score")
    header.sectionClicked.emit(place)
    qtbot.waitUntil(lambda: office.asked[-1].sort == "tenths")
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 11 条")
    assert page.list.picks.ids() == picked
    qtbot.keyClicks(page.query.student, "何静怡")
    qtbot.keyClick(page.query.student, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.list.picks) == 0)


def test_all_of_what_the_filter_shows_is_ticked_at_once(qtbot: QtBot, page: ScoresPage) -> None:
    page.query.state.setCurrentIndex(0)
    qtbot.mouseClick(page.query.go, LEFT)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 14 条")
    qtbot.mouseClick(page.list.every, LEFT, pos=page.list.every.rect().center())
    qtbot.waitUntil(lambda: len(page.list.picks) == 11)
    qtbot.waitUntil(lambda: page.list.counts.text() == "已选 11 人：合格 10，不合格 1，异常 4")
    qtbot.mouseClick(page.list.every, LEFT)
    qtbot.waitUntil(lambda: page.list.counts.text() == "未选择学员")


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
    fetch(qtbot, page, number_of(40))
    form = page.form
    assert form.card.teacher.text() == "指导老师：刘景和（副主任医师）"
    assert form.card.verdict.text() == "公证日期 2023-03-16，已跟师 3 年 8 个月，可考核"
    assert form.day.day() == "2026-11-20"
    qtbot.waitUntil(form.score.hasFocus)
    type_score(qtbot, page, "86")
    assert form.passed.isChecked()
    picture(page, "scores-entry")


def test_one_day_short_of_three_years_is_not_eligible(
    qtbot: QtBot, page: ScoresPage, office: scored.Office, picture: Callable[..., None]
) -> None:
    office.add(41)
    office.people[number_of(41)] = scored.candidate(41, notarised_on="2023-11-21")
    fetch(qtbot, page, number_of(41))
    assert "2026-11-21 起可考核" in page.form.card.verdict.text()
    assert not page.form.save.isEnabled()
    picture(page, "scores-not-eligible")


def test_the_day_of_the_assessment_counts_not_today(
    qtbot: QtBot, page: ScoresPage, office: scored.Office
) -> None:
    office.people[number_of(41)] = scored.candidate(41, notarised_on="2023-11-20")
    fetch(qtbot, page, number_of(41))
    assert page.form.save.isEnabled()
    page.form.day.setFocus()
    page.form.day.selectAll()
    qtbot.keyClicks(page.form.day, "20261119")
    qtbot.keyClick(page.form.day, Qt.Key.Key_Tab)
    assert not page.form.save.isEnabled()

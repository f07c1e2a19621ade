"""The register and the history of a person as a clerk uses them (D8, A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from core.domain.masking import mask_id_number
from core.domain.values import Role
from tests.desktop import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.register.register import RegisterPage
    from tests.desktop.offices import Office
    from tests.desktop.records import Town


@pytest.fixture
def town(office: Office) -> Town:
    return office.fill(records.town)


@pytest.fixture
def page(qtbot: QtBot, office: Office, town: Town) -> RegisterPage:
    return opened(qtbot, office, 5)


def opened(qtbot: QtBot, office: Office, count: int, role: Role = Role.DISTRICT_REVIEWER) -> Any:
    made = office.page("register", role)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.list.counts.text() == f"共 {count} 条师承关系")
    return made


def shown_texts(page: RegisterPage) -> str:
    return "\n".join(label.text() for label in page.person.findChildren(QLabel))


def test_newest_first_with_masked_numbers(
    qtbot: QtBot, page: RegisterPage, picture: Callable[..., None]
) -> None:
    model = page.list.rows.model
    numbers = [model.data(model.index(row, 0)) for row in range(4)]
    assert numbers == ["WC-2026-0004", "WC-2026-0003", "WC-2026-0002", "WC-2026-0001"]
    number = [column.key for column in model.columns].index("id_number")
    masked = str(model.data(model.index(2, number)))
    assert masked == mask_id_number(records.NUMBER)
    assert "********" in masked
    page.list.rows.table.setCurrentIndex(model.index(2, number))
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == masked, "a copy stays masked"
    picture(page, "register")


def test_search_by_enter_and_reset(qtbot: QtBot, page: RegisterPage, picture: Callable[..., None]) -> None:
    rows, text = page.list.rows, page.list.query.control("text")
    text.insert("没有这个人")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows.footer.text() == "共 0 条")
    assert rows.stack.currentWidget() is rows.empty
    assert "没有找到" in rows.empty.sentence.text()
    picture(page, "register-empty")
    qtbot.mouseClick(rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows.footer.text() == "共 5 条")


def test_the_global_search_fills_the_box(qtbot: QtBot, page: RegisterPage) -> None:
    page.search("何静怡")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 1 条")
    assert page.list.query.control("text").text() == "何静怡"
    model = page.list.rows.model
    assert {model.data(model.index(row, 1)) for row in range(model.rowCount())} == {"何静怡"}


def test_states_are_filtered(qtbot: QtBot, page: RegisterPage, town: Town) -> None:
    state = page.list.query.control("state")
    state.setCurrentIndex(state.findText("强制解除"))
    qtbot.mouseClick(page.list.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 1 条")
    assert page.list.rows.model.ids == [town.ended]


def test_enter_opens_the_history_and_escape_comes_back(
    qtbot: QtBot, page: RegisterPage, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    page.list.rows.select(town.study)
    page.list.rows.table.setFocus()
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    text = shown_texts(page)
    assert "通过备案　周敏" in text
    assert records.PHONE not in text
    picture(page, "person")
    qtbot.mouseClick(page.person.phone.button, Qt.MouseButton.LeftButton)
    assert records.PHONE in shown_texts(page)
    assert records.revealed(office) == ["联系电话：核对证件与填报内容"]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.person.back, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert page.list.rows.current_id() == town.study
    assert records.PHONE not in shown_texts(page)


def test_what_was_sent_back_is_told_with_its_words(qtbot: QtBot, page: RegisterPage, town: Town) -> None:
    page.list.rows.select(town.long)
    qtbot.mouseClick(page.list.student, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.person.name.text() == records.LONG)
    assert "退回补正　周敏" in shown_texts(page)
    assert "照片模糊，请重新拍摄。" in shown_texts(page)


def test_from_a_person_to_the_filing_and_the_teacher(
    qtbot: QtBot, page: RegisterPage, town: Town, office: Office
) -> None:
    page.show_person(town.far.person_id)
    qtbot.waitUntil(lambda: page.person.name.text() == "吴思远")
    link = page.person.findChild(type(page.person.back), "person.event.1")
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    filing = office.fill(lambda world: records.filing_of(world, town.hongshan))
    assert caught.args == ["filings:record", filing]
    other = page.person.findChild(type(page.person.back), "person.relation.1")
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.person.name.text() == "孙伯言")


def test_a_teacher_by_the_button(qtbot: QtBot, page: RegisterPage, town: Town) -> None:
    page.list.rows.select(town.study)
    qtbot.mouseClick(page.list.teacher, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.person.name.text() == "刘景和")


def test_a_person_not_here_is_said(qtbot: QtBot, page: RegisterPage) -> None:
    page.open_record("s77")
    qtbot.waitUntil(lambda: "没有这个人" in page.person.name.text())


def test_an_empty_register_says_where_filings_will_come_from(
    qtbot: QtBot, office: Office, picture: Callable[..., None]
) -> None:
    page = opened(qtbot, office, 0)
    qtbot.waitUntil(lambda: page.list.rows.stack.currentWidget() is page.list.rows.empty)
    assert "还没有备案" in page.list.rows.empty.sentence.text()
    assert page.list.rows.empty.action.isHidden()
    assert not page.list.student.isEnabled()
    picture(page, "register-nothing")
    office.fill(records.town)
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: page.list.counts.text() == "共 5 条师承关系")
    assert page.list.student.isEnabled()


def test_a_change_elsewhere_is_shown_in_the_history(
    qtbot: QtBot, page: RegisterPage, office: Office, town: Town
) -> None:
    page.show_person(town.far.person_id)
    qtbot.waitUntil(lambda: page.person.name.text() == "吴思远")
    records.change(office, town.hongshan, state="dissolved", ended_on="2026-11-19")
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: "2026-11-19 结束" in shown_texts(page))


def test_every_row_leads_to_its_people_and_certificate(qtbot: QtBot, page: RegisterPage, town: Town) -> None:
    looking: Any = page.list.looking
    assert looking.button.isEnabled()
    page.list.rows.select(town.study)
    for kind in ("student", "teacher", "notarisation"):
        with qtbot.waitSignal(page.record_wanted) as caught:
            looking.menu.action(kind).trigger()
        assert caught.args == [kind, town.study]
    page.show_person(town.far.person_id)
    qtbot.waitUntil(lambda: page.person.name.text() == "吴思远")
    with qtbot.waitSignal(page.record_wanted) as caught:
        qtbot.mouseClick(page.person.look, Qt.MouseButton.LeftButton)
    assert caught.args == ["student", town.far.person_id]
    link = page.person.findChild(type(page.person.back), "person.notarisation.1")
    with qtbot.waitSignal(page.record_wanted) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert caught.args == ["notarisation", town.hongshan]

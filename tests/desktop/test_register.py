"""The register and the history of a person as a clerk uses them (D8, A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desktop.views.apprenticeship.review.review_ports import RegisterPorts
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from core.domain.dictionaries import load_dictionaries
from desktop.views.apprenticeship.register.register import RegisterPage
from desktop.views.lists.ports import ListPort
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts


class Register:
    """The store's side of the register, in memory."""

    def __init__(self) -> None:
        self.rows = [filed.register_row(number) for number in range(250)]
        self.asked: list[RegisterQuery] = []
        self.revealed: list[tuple[str, str]] = []
        self.people = {"s0", "t0"}

    def found(self, query: RegisterQuery) -> list[RegisterRow]:
        rows = [
            row
            for row in self.rows
            if query.text in row.student_name + row.teacher_name + row.filing_no + row.practice_place
            and (not query.state or row.state == query.state)
            and (not query.filed_from or row.filed_on >= query.filed_from)
        ]
        return sorted(rows, key=lambda row: getattr(row, query.sort), reverse=query.descending)

    def ids(self, query: RegisterQuery) -> list[str]:
        self.asked.append(query)
        return [row.id for row in self.found(query)]

    def first_page(self, query: RegisterQuery, limit: int) -> list[RegisterRow]:
        return self.found(query)[:limit]

    def by_ids(self, ids: tuple[str, ...]) -> list[RegisterRow]:
        return [row for row in self.rows if row.id in set(ids)]

    def count(self, query: RegisterQuery) -> int:
        return len(self.found(query))

    def history(self, person_id: str) -> PersonHistory | None:
        return filed.history(person_id) if person_id in self.people else None

    def reveal(self, what: str, reason: str) -> None:
        self.revealed.append((what, reason))


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, register: Register, prompts: ScriptedPrompts) -> RegisterPage:
    port = ListPort(lanes.reader, register.first_page, register.ids, register.by_ids, register.count)
    ports = RegisterPorts(
        port, register.history, load_dictionaries(), prompts, register.reveal, filed.Memory()
    )
    made = RegisterPage(ports)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.counts.text() == "共 250 条师承关系")
    return made


def shown_texts(page: RegisterPage) -> str:
    return "\n".join(label.text() for label in page.person.findChildren(QLabel))


def test_newest_first_with_masked_numbers(
    qtbot: QtBot, page: RegisterPage, register: Register, picture: Callable[..., None]
) -> None:
    model = page.rows.model
    assert model.data(model.index(0, 0)) == "WC-2026-1284"
    number = [column.key for column in model.columns].index("id_number")
    masked = str(model.data(model.index(0, number)))
    assert "********" in masked
    page.rows.table.setCurrentIndex(model.index(0, number))
    qtbot.keyClick(page.rows.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == masked, "a copy stays masked"
    picture(page, "register")


def test_search_by_enter_and_reset(qtbot: QtBot, page: RegisterPage, picture: Callable[..., None]) -> None:
    page.query.text.insert("没有这个人")
    qtbot.keyClick(page.query.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 0 条")
    assert page.rows.stack.currentWidget() is page.rows.empty
    assert "没有找到" in page.rows.empty.sentence.text()
    picture(page, "register-empty")
    qtbot.mouseClick(page.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 250 条")


def test_the_global_search_fills_the_box(qtbot: QtBot, page: RegisterPage) -> None:
    page.search("何静怡")
    page.activate()
    qtbot.waitUntil(lambda: page.rows.footer.text() != "共 250 条")
    assert page.query.text.text() == "何静怡"
    model = page.rows.model
    assert {model.data(model.index(row, 1)) for row in range(model.rowCount())} <= {"何静怡"}


def test_states_are_filtered(qtbot: QtBot, page: RegisterPage, register: Register) -> None:
    page.query.state.setCurrentIndex(page.query.state.findText("强制解除"))
    qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: register.asked[-1].state == "terminated")


def test_enter_opens_the_history_and_escape_comes_back(
    qtbot: QtBot, page: RegisterPage, register: Register, picture: Callable[..., None]
) -> None:
    page.rows.table.setFocus()
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    text = shown_texts(page)
    assert "退回补正　周敏" in text
    assert "13800005678" not in text
    picture(page, "person")
    qtbot.mouseClick(page.person.phone.button, Qt.MouseButton.LeftButton)
    assert "13800005678" in shown_texts(page)
    assert register.revealed == [("联系电话", "核对证件与填报内容")]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.person.back, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert page.rows.current_id() == "a00000"
    assert "13800005678" not in shown_texts(page)


def test_from_a_person_to_the_filing_and_the_teacher(qtbot: QtBot, page: RegisterPage) -> None:
    page.show_person("s0")
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    link = page.person.findChild(type(page.person.back), "person.event.1")
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", "f000000"]
    other = page.person.findChild(type(page.person.back), "person.relation.1")
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.person.name.text() == "刘景和")


def test_a_person_not_here_is_said(qtbot: QtBot, page: RegisterPage) -> None:
    page.open_record("s77")
    qtbot.waitUntil(lambda: "没有这个人" in page.person.name.text())


def test_an_empty_register_says_where_filings_will_come_from(
    qtbot: QtBot, page: RegisterPage, register: Register, picture: Callable[..., None]
) -> None:
    register.rows = []
    page.refresh(frozenset({"apprenticeship"}), frozenset())
    qtbot.waitUntil(lambda: page.rows.stack.currentWidget() is page.rows.empty)
    assert "还没有备案" in page.rows.empty.sentence.text()
    assert page.rows.empty.action.isHidden()
    assert not page.student.isEnabled()
    picture(page, "register-nothing")


def test_every_row_leads_to_its_people_and_certificate(qtbot: QtBot, page: RegisterPage) -> None:
    assert page.looking.button.isEnabled()
    for kind in ("student", "teacher", "notarisation"):
        with qtbot.waitSignal(page.record_wanted) as caught:
            page.looking.menu.action(kind).trigger()
        assert caught.args == [kind, "a00000"]
    page.show_person("s0")
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    with qtbot.waitSignal(page.record_wanted) as caught:
        qtbot.mouseClick(page.person.look, Qt.MouseButton.LeftButton)
    assert caught.args == ["student", "s0"]
    link = page.person.findChild(type(page.person.back), "person.notarisation.1")
    with qtbot.waitSignal(page.record_wanted) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert caught.args == ["notarisation", "a00000"]

"""List, workbench and register over a real encrypted store: what is decided is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from core.apprenticeship.tables import Filing
from core.domain.values import CaseState

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office
    from tests.kit import World


@pytest.fixture
def office(office: Office) -> Office:
    """One teacher with three students who wait for the review."""

    def fill(world: World) -> None:
        teacher = world.teacher(1)
        for number in (1, 2, 3):
            world.filed(number, teacher)

    office.fill(fill)
    return office


def test_reviewing_one_by_one_until_none_is_left(qtbot: QtBot, office: Office) -> None:
    page = office.page("filings")
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 3 条")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_F5)
    bench = page.bench
    qtbot.waitUntil(lambda: bench.current_id() == bench.queue.ids[0])
    for place, text in enumerate(("同意备案。", "同意。")):
        id_ = bench.queue.ids[place]
        qtbot.waitUntil(lambda id_=id_: bench.current_id() == id_)
        for number in range(len(bench.viewer.pages())):
            bench.viewer.show_place(number)
            digest = bench.viewer.pages()[number].sha256
            qtbot.waitUntil(lambda digest=digest: digest in bench.viewer.shown())
        bench.opinion.edit.setPlainText(text)
        with qtbot.waitSignal(bench.decided) as caught:
            qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F9)
        assert caught.args == [id_]
    last = bench.queue.ids[2]
    qtbot.waitUntil(lambda: bench.current_id() == last)
    bench.opinion.edit.setPlainText("公证书不符合要求，不予备案。")
    with qtbot.waitSignal(bench.decided):
        qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F8)
    assert bench.nothing.isVisible()
    with office.factory() as session:
        states = session.execute(select(Filing.state, Filing.settled_at).order_by(Filing.id)).all()
    assert sorted(str(state) for state, _ in states) == ["approved", "approved", "refused"]
    assert {settled for _, settled in states} == {""}, "nothing is settled on a PC"
    page.show_list()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 0 条")
    page.show_preset("approved")
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 2 条")
    row = page.list.rows.model.row_at(0)
    assert row is not None
    assert row.waiting
    assert row.state is CaseState.APPROVED


def test_the_register_finds_a_person_by_initials_and_shows_the_history(qtbot: QtBot, office: Office) -> None:
    page = office.page("register")
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.search("cyz")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 3 条")
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    assert page.person.findChild(type(page.person.back), "person.event.1") is not None

"""The city's search as its clerks use it (C2): list, full record, history, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from core.domain.values import Role
from desktop import ui_names
from tests.desktop import records
from tests.desktop.records import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.register.search import SearchPage
    from tests.desktop.offices import Office
    from tests.desktop.records import Town


@pytest.fixture
def town(office: Office) -> Town:
    return office.fill(records.town)


@pytest.fixture
def page(qtbot: QtBot, office: Office, town: Town) -> SearchPage:
    return opened(qtbot, office)


def opened(qtbot: QtBot, office: Office, role: Role = Role.CITY_COMMISSION, count: int = 5) -> Any:
    made = office.page("search", role)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.list.rows.footer.text() == f"共 {count} 条")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_every_district_is_listed_with_masked_numbers(page: SearchPage, picture: Callable[..., None]) -> None:
    model = page.list.rows.model
    keys = [column.key for column in model.columns]
    assert model.data(model.index(0, keys.index("district"))) == "武昌区"
    assert model.data(model.index(4, keys.index("district"))) == "洪山区"
    assert "********" in str(model.data(model.index(0, keys.index("id_number"))))
    assert keys.index("district") < keys.index("place")
    picture(page, "search")


def test_all_fields_make_one_query(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    query = page.list.query
    query.control("text").setFocus()
    qtbot.keyClicks(query.control("text"), "wsy")
    query.control("place").insert("中医医院")
    for name, word in (("bureau", "洪山区"), ("state", "在教")):
        query.control(name).setCurrentIndex(query.control(name).findText(word))
    qtbot.keyClicks(query.control("filed_from"), "20260101")
    qtbot.keyClicks(query.control("notarised_to"), "2026.12.31")
    qtbot.keyClick(query.control("notarised_to"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.rows.model.ids == [town.hongshan])
    asked = page.list._asked
    assert (asked.text, asked.place, asked.bureau, asked.state) == ("wsy", "中医医院", "420111", "active")
    assert (asked.filed_from, asked.notarised_to) == ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [("2026-13-01", "", "2026-03-05"), ("2026-05-01", "2026-04-01", "公证日期的起始日期晚于结束日期")],
)
def test_bad_notarisation_days_are_said_below(
    qtbot: QtBot, page: SearchPage, since: str, until: str, words: str
) -> None:
    query, before = page.list.query, page.list._asked
    qtbot.keyClicks(query.control("notarised_from"), since)
    qtbot.keyClicks(query.control("notarised_to"), until)
    qtbot.mouseClick(query.go, Qt.MouseButton.LeftButton)
    assert words in query.error.text()
    assert query.error.isVisible()
    assert page.list._asked is before


def test_nothing_found_says_so_and_resets(
    qtbot: QtBot, page: SearchPage, picture: Callable[..., None]
) -> None:
    text = page.list.query.control("text")
    text.insert("没有这个人")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 0 条")
    assert not page.list.open.isEnabled()
    assert page.list.looking is not None
    assert not page.list.looking.button.isEnabled()
    picture(page, "search-empty")
    qtbot.mouseClick(page.list.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 5 条")


def test_a_row_opens_the_full_record_and_back_finds_it_again(
    qtbot: QtBot, office: Office, picture: Callable[..., None]
) -> None:
    office.fill(lambda world: [world.filed(number) for number in range(1, 19)])
    page = opened(qtbot, office, count=18)
    page.resize(1160, 440)
    rows = page.list.rows
    rows.table.setFocus()
    for _ in range(16):
        qtbot.keyClick(rows.table, Qt.Key.Key_Down)
    chosen, scroll = rows.current_id(), rows.table.verticalScrollBar().value()
    assert scroll > 0
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    facts = page.record.facts
    qtbot.waitUntil(facts.isVisible)
    assert page.record.current_id() == chosen
    assert len(page.record.viewer.pages()) == 3 + 3 + 8
    qtbot.waitUntil(lambda: page.record.viewer.panes[0].canvas.picture() is not None)
    picture(page, "search-record")
    qtbot.keyClick(page.record.viewer.panes[0].canvas, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert rows.current_id() == chosen
    assert rows.table.verticalScrollBar().value() == scroll


def test_tabs_show_what_belongs_to_them(
    qtbot: QtBot, page: SearchPage, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    with office.writing() as world:
        world.publish(world.score(town.study, 865, type="specialty"))
        world.dissolve(town.student, town.study)
        world.score(town.study, 900)
    page.show_record(town.study)
    facts = page.record.facts
    qtbot.waitUntil(facts.isVisible)
    assert "在教和待备案学生 3 人（含本条）" in texts(facts)
    facts.show_tab("学生")
    shown = texts(facts)
    assert records.PHONE not in shown
    assert records.NUMBER not in shown
    reveal: Any = facts.student.field("student.phone")
    qtbot.mouseClick(reveal.button, Qt.MouseButton.LeftButton)
    assert records.PHONE in texts(facts)
    assert records.revealed(office) == ["联系电话：核对证件与填报内容"]
    facts.show_tab("备案经过")
    assert "通过备案　周敏" in texts(facts)
    facts.show_tab("成绩")
    assert "86.5 分" in texts(facts)
    assert "何静录入，未公布" in texts(facts)
    picture(page, "search-record-scores")
    facts.show_tab("解除")
    assert "待审核" in texts(facts)
    page.record.leave()
    facts.show_tab("学生")
    assert records.PHONE not in texts(facts)


def test_what_happened_is_that_of_the_apprenticeship(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    page.show_record(town.long)
    qtbot.waitUntil(page.record.facts.isVisible)
    page.record.facts.show_tab("备案经过")
    assert "退回补正　周敏" in texts(page.record.facts)


def test_arrow_keys_turn_pages_and_r_rotates(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    page.show_record(town.study)
    viewer = page.record.viewer
    qtbot.waitUntil(lambda: viewer.panes[0].canvas.picture() is not None)
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_Right)
    assert viewer.place() == 1
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_R)
    assert viewer.place() == 1


def test_a_change_elsewhere_keeps_tab_and_page(
    qtbot: QtBot, page: SearchPage, office: Office, town: Town
) -> None:
    page.show_record(town.study)
    qtbot.waitUntil(page.record.facts.isVisible)
    page.record.facts.show_tab("公证")
    page.record.viewer.show_place(5)
    records.change(office, town.study, state="dissolved", ended_on="2026-11-19")
    page.refresh(frozenset({"apprenticeship"}), frozenset({town.study}))
    facts = page.record.facts
    qtbot.waitUntil(lambda: facts.state.text() == "已解除")
    assert facts.tabs.tabText(facts.tabs.currentIndex()) == "公证"
    assert page.record.viewer.place() == 5
    assert page.record.terminate is not None
    assert not page.record.terminate.isEnabled()
    assert "已解除" in page.record.why_not.text()


def test_a_record_that_is_not_here_is_said(qtbot: QtBot, page: SearchPage) -> None:
    page.open_record("a99999")
    page.activate()
    qtbot.waitUntil(page.record.nothing.isVisible)
    assert "不在本机" in page.record.nothing.sentence.text()
    qtbot.keyClick(page.record.nothing.action, Qt.Key.Key_Return)
    assert page.stack.currentWidget() is page.list


def test_the_global_search_fills_the_box(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    page.show_record(town.study)
    page.search("何静怡")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 1 条")
    assert page.stack.currentWidget() is page.list
    assert page.list.query.control("text").text() == "何静怡"


def test_a_number_of_the_home_page_shows_its_state(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    page.show_preset("active")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 3 条")
    assert page.list.query.control("state").currentText() == "在教"
    page.show_preset("")
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 5 条")


def test_history_of_a_person_leads_back_to_the_record(qtbot: QtBot, page: SearchPage, town: Town) -> None:
    page.show_record(town.study)
    qtbot.waitUntil(page.record.facts.isVisible)
    link = page.record.facts.relation.links["student_history"]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    assert page.person.findChild(type(page.person.back), "person.event.1") is None, (
        "the city has no workbench for filings"
    )
    other = page.person.findChild(type(page.person.back), "person.record.2")
    assert other is not None
    qtbot.keyClick(page.person.back, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.record
    page.show_person(town.student.person_id)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    record = page.person.findChild(type(page.person.back), "person.record.1")
    qtbot.mouseClick(record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.record.current_id() == town.ended)


@pytest.mark.parametrize(("number", "kind"), [(0, "student"), (1, "teacher"), (2, "notarisation")])
def test_right_click_and_menu_key_offer_the_windows(
    qtbot: QtBot, page: SearchPage, number: int, kind: str
) -> None:
    looking: Any = page.list.looking
    table, fourth = page.list.rows.table, page.list.rows.model.ids[3]
    spot = table.visualRect(page.list.rows.model.index(3, 1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(table.viewport(), event)
    assert looking.menu.isVisible()
    assert page.list.rows.current_id() == fourth
    qtbot.keyClick(looking.menu, Qt.Key.Key_Escape)
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(table, key)
    assert looking.menu.isVisible()
    with qtbot.waitSignal(page.record_wanted) as caught:
        for _ in range(number + 1):
            qtbot.keyClick(looking.menu, Qt.Key.Key_Down)
        qtbot.keyClick(looking.menu, Qt.Key.Key_Return)
    assert caught.args == [kind, fourth]


def test_a_click_beside_the_rows_offers_nothing(page: SearchPage) -> None:
    page.list.rows.model.set_ids([])
    table = page.list.rows.table
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, QPoint(50, 50), table.viewport().mapToGlobal(QPoint(50, 50))
    )
    QApplication.sendEvent(table.viewport(), event)
    assert event.type() == QEvent.Type.ContextMenu
    looking: Any = page.list.looking
    assert not looking.menu.isVisible()


def test_the_office_sees_all_and_ends_nothing(qtbot: QtBot, office: Office, town: Town) -> None:
    office.fill(lambda world: world.score(town.study))
    page = opened(qtbot, office, Role.CITY_OFFICE)
    page.show_record(town.study)
    qtbot.waitUntil(page.record.facts.isVisible)
    assert page.record.terminate is None
    assert page.termination is None
    assert "强制解除" not in {button.accessibleName() for button in ui_names.controls(page.record)}
    page.record.facts.show_tab("成绩")
    assert "未公布" in page.record.facts.scores.text()
    page.record.facts.show_tab("备案经过")
    assert "通过备案" in page.record.facts.events.text()


def test_long_names_fit(
    qtbot: QtBot, page: SearchPage, office: Office, town: Town, picture: Callable[..., None]
) -> None:
    records.change(
        office, town.long, practice_place="武汉经济技术开发区沌口街道社区卫生服务中心中医馆第二门诊部"
    )
    page.show_record(town.long)
    qtbot.waitUntil(page.record.facts.isVisible)
    assert records.LONG in texts(page.record.facts)
    area = page.record.area
    assert area.widget().width() <= area.viewport().width()
    picture(page, "search-record-long")


def test_controls_have_names(page: SearchPage) -> None:
    assert ui_names.unnamed(page) == []
    assert ui_names.rich_labels(page) == []


def test_c2_a_record_from_a_register_says_so(
    qtbot: QtBot, page: SearchPage, office: Office, town: Town
) -> None:
    records.taken_over(office, town.hongshan)
    page.open_record(town.hongshan)
    qtbot.waitUntil(page.record.splitter.isVisible)
    assert "台账导入" in texts(page)
    assert "资料在纸质档案中" in texts(page)

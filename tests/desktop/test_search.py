"""The city's search as its clerks use it (C2): list, full record, history, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel

from core.apprenticeship.words.values import AssessmentState
from core.domain.values import CaseState, Origin
from desktop import ui_names
from desktop.views.apprenticeship.register.search import SearchPage
from tests.desktop import filed, records

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts


@pytest.fixture
def desk() -> records.Desk:
    return records.Desk()


@pytest.fixture
def page(qtbot: QtBot, lanes: Lanes, desk: records.Desk, prompts: ScriptedPrompts) -> SearchPage:
    return opened(qtbot, SearchPage(desk.search(lanes, prompts)))


def opened(qtbot: QtBot, made: SearchPage) -> SearchPage:
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.list.rows.footer.text() == "共 250 条")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_every_district_is_listed_with_masked_numbers(page: SearchPage, picture: Callable[..., None]) -> None:
    model = page.list.rows.model
    keys = [column.key for column in model.columns]
    assert model.data(model.index(0, keys.index("district"))) == "武昌区"
    assert model.data(model.index(1, keys.index("district"))) == "洪山区"
    assert "********" in str(model.data(model.index(0, keys.index("id_number"))))
    assert keys.index("district") < keys.index("place")
    picture(page, "search")


def test_all_fields_make_one_query(qtbot: QtBot, page: SearchPage, desk: records.Desk) -> None:
    query = page.list.query
    query.text.setFocus()
    qtbot.keyClicks(query.text, "cyz")
    qtbot.keyClicks(query.place, "zy")
    query.district.setCurrentIndex(query.district.findText("洪山区"))
    query.state.setCurrentIndex(query.state.findText("在教"))
    qtbot.keyClicks(query.since, "20260101")
    qtbot.keyClicks(query.notarised_until, "2026.12.31")
    qtbot.keyClick(query.notarised_until, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.asked[-1].text == "cyz")
    asked = desk.asked[-1]
    assert (asked.place, asked.bureau, asked.state) == ("zy", "420111", "active")
    assert (asked.filed_from, asked.notarised_to) == ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [("2026-13-01", "", "2026-03-05"), ("2026-05-01", "2026-04-01", "公证日期的起始日期晚于结束日期")],
)
def test_bad_notarisation_days_are_said_below(
    qtbot: QtBot, page: SearchPage, desk: records.Desk, since: str, until: str, words: str
) -> None:
    query, before = page.list.query, len(desk.asked)
    qtbot.keyClicks(query.notarised_since, since)
    qtbot.keyClicks(query.notarised_until, until)
    qtbot.mouseClick(query.go, Qt.MouseButton.LeftButton)
    assert words in query.error.text()
    assert query.error.isVisible()
    assert len(desk.asked) == before


def test_nothing_found_says_so_and_resets(
    qtbot: QtBot, page: SearchPage, picture: Callable[..., None]
) -> None:
    page.list.query.text.insert("没有这个人")
    qtbot.keyClick(page.list.query.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 0 条")
    assert not page.list.open.isEnabled()
    assert not page.list.looking.button.isEnabled()
    picture(page, "search-empty")
    qtbot.mouseClick(page.list.rows.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 250 条")


def test_a_row_opens_the_full_record_and_back_finds_it_again(
    qtbot: QtBot, page: SearchPage, picture: Callable[..., None]
) -> None:
    rows = page.list.rows
    rows.table.setFocus()
    for _ in range(40):
        qtbot.keyClick(rows.table, Qt.Key.Key_Down)
    chosen, scroll = rows.current_id(), rows.table.verticalScrollBar().value()
    assert scroll > 0
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    facts = page.record.facts
    qtbot.waitUntil(facts.isVisible)
    assert page.record.current_id() == chosen
    assert len(page.record.viewer.pages()) == 3 + 6 + 8
    qtbot.waitUntil(lambda: page.record.viewer.panes[0].canvas.picture() is not None)
    picture(page, "search-record")
    qtbot.keyClick(page.record.viewer.panes[0].canvas, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    assert rows.current_id() == chosen
    assert rows.table.verticalScrollBar().value() == scroll


def test_tabs_show_what_belongs_to_them(
    qtbot: QtBot, page: SearchPage, desk: records.Desk, picture: Callable[..., None]
) -> None:
    made = records.record(
        0,
        filings=(records.dissolution(), *records.record(0).filings),
        scores=(records.score(0, state=AssessmentState.UNPUBLISHED), records.score(0)),
    )
    desk.records["a00000"] = made
    page.show_record("a00000")
    facts = page.record.facts
    qtbot.waitUntil(facts.isVisible)
    assert "在教和待备案学生 3 人（含本条）" in texts(facts)
    facts.show_tab("学生")
    shown = texts(facts)
    assert made.student.phone not in shown
    assert made.student.id_number not in shown
    reveal = facts.student.field("student.phone")
    qtbot.mouseClick(reveal.button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert made.student.phone in texts(facts)
    assert desk.revealed == [("联系电话", "核对证件与填报内容")]
    facts.show_tab("备案经过")
    assert "退回补正　周敏" in texts(facts)
    facts.show_tab("成绩")
    assert "86.5 分" in texts(facts)
    assert "赵文录入，未公布" in texts(facts)
    picture(page, "search-record-scores")
    facts.show_tab("解除")
    assert "待审核" in texts(facts)
    page.record.leave()
    facts.show_tab("学生")
    assert made.student.phone not in texts(facts)


def test_arrow_keys_turn_pages_and_r_rotates(qtbot: QtBot, page: SearchPage) -> None:
    page.show_record("a00000")
    viewer = page.record.viewer
    qtbot.waitUntil(lambda: viewer.panes[0].canvas.picture() is not None)
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_Right)
    assert viewer.place() == 1
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_R)
    assert viewer.place() == 1


def test_a_change_elsewhere_keeps_tab_and_page(qtbot: QtBot, page: SearchPage, desk: records.Desk) -> None:
    page.show_record("a00000")
    qtbot.waitUntil(page.record.facts.isVisible)
    page.record.facts.show_tab("公证")
    page.record.viewer.show_place(5)
    made = records.record(0)
    ended = msgspec.structs.replace(made.row, state="dissolved", ended_on="2026-11-19")
    desk.records["a00000"] = msgspec.structs.replace(made, row=ended)
    page.refresh(frozenset({"apprenticeship"}), frozenset({"a00000"}))
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


def test_the_global_search_fills_the_box(qtbot: QtBot, page: SearchPage) -> None:
    page.show_record("a00000")
    page.search("何静怡")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() != "共 250 条")
    assert page.stack.currentWidget() is page.list
    assert page.list.query.text.text() == "何静怡"


def test_history_of_a_person_leads_back_to_the_record(qtbot: QtBot, page: SearchPage) -> None:
    page.show_record("a00000")
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
    page.show_person("s0")
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    record = page.person.findChild(type(page.person.back), "person.record.2")
    qtbot.mouseClick(record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.record.current_id() == "a00005")


@pytest.mark.parametrize(("number", "kind"), [(0, "student"), (1, "teacher"), (2, "notarisation")])
def test_right_click_and_menu_key_offer_the_windows(
    qtbot: QtBot, page: SearchPage, number: int, kind: str
) -> None:
    table, looking = page.list.rows.table, page.list.looking
    spot = table.visualRect(page.list.rows.model.index(3, 1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(table.viewport(), event)
    assert looking.menu.isVisible()
    assert page.list.rows.current_id() == "a00003"
    qtbot.keyClick(looking.menu, Qt.Key.Key_Escape)
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(table, key)
    assert looking.menu.isVisible()
    with qtbot.waitSignal(page.record_wanted) as caught:
        for _ in range(number + 1):
            qtbot.keyClick(looking.menu, Qt.Key.Key_Down)
        qtbot.keyClick(looking.menu, Qt.Key.Key_Return)
    assert caught.args == [kind, "a00003"]


def test_a_click_beside_the_rows_offers_nothing(page: SearchPage, desk: records.Desk) -> None:
    page.list.rows.model.set_ids([])
    table = page.list.rows.table
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, QPoint(50, 50), table.viewport().mapToGlobal(QPoint(50, 50))
    )
    QApplication.sendEvent(table.viewport(), event)
    assert event.type() == QEvent.Type.ContextMenu
    assert not page.list.looking.menu.isVisible()


def test_the_office_has_no_button_to_terminate(
    qtbot: QtBot, lanes: Lanes, desk: records.Desk, prompts: ScriptedPrompts
) -> None:
    page = opened(qtbot, SearchPage(desk.search(lanes, prompts, commission=False)))
    page.show_record("a00000")
    qtbot.waitUntil(page.record.facts.isVisible)
    assert page.record.terminate is None
    assert "强制解除" not in {button.accessibleName() for button in ui_names.controls(page.record)}


def test_long_names_fit(
    qtbot: QtBot, page: SearchPage, desk: records.Desk, picture: Callable[..., None]
) -> None:
    long = filed.STUDENTS[15]
    made = records.record(15)
    row = msgspec.structs.replace(
        made.row, state="active", practice_place="武汉经济技术开发区沌口街道社区卫生服务中心中医馆第二门诊部"
    )
    desk.records["a00015"] = msgspec.structs.replace(
        made, row=row, filings=(filed.filing_row(15, CaseState.APPROVED),)
    )
    page.show_record("a00015")
    qtbot.waitUntil(page.record.facts.isVisible)
    assert long in texts(page.record.facts)
    assert page.record.area.widget().width() <= page.record.area.viewport().width()
    picture(page, "search-record-long")


def test_controls_have_names(page: SearchPage) -> None:
    assert ui_names.unnamed(page) == []
    assert ui_names.rich_labels(page) == []


def test_c2_a_record_from_a_register_says_so(qtbot: QtBot, page: SearchPage, desk: records.Desk) -> None:
    plain = records.record(0)
    row = msgspec.structs.replace(desk.rows[0], origin=Origin.REGISTER)
    empty = {"student_documents": (), "teacher_documents": (), "notarial_pages": ()}
    desk.records[row.id] = msgspec.structs.replace(plain, row=row, **empty)
    page.open_record(row.id)
    qtbot.waitUntil(page.record.splitter.isVisible)
    assert "台账导入" in texts(page)
    assert "资料在纸质档案中" in texts(page)

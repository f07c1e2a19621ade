"""The fields of a query row: to the query and back, what is wrong, what an export's head says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from core.domain.values import Role
from desktop.views.lists.fields import Choice, Days, District, FieldsRow, Words, name_line
from tests import kit

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office


class Query(msgspec.Struct, frozen=True):
    text: str = ""
    student: str = ""
    state: str = ""
    bureau: str = ""
    type: str = "a"
    bureaus: tuple[str, ...] = ()
    at_from: str = ""
    at_to: str = ""
    sort: str = "at"
    descending: bool = True


FIELDS = (
    Words("text", accessible="搜索"),
    name_line("student", "学生姓名"),
    Choice("state", "状态", options=(("在教", "active"), ("已结束", "ended"))),
    Choice("type", "类型", options=(("甲", "a"), ("乙", "b")), every="", stays=True),
    District(),
    Days("at", "时间"),
)
WHOLE = Query("陈", "刘", "ended", kit.HONGSHAN, "b", (), "2026-01-01", "2026-02-01")


@pytest.fixture
def row(qtbot: QtBot, office: Office) -> FieldsRow:
    made = FieldsRow("test", Query(), FIELDS, office.desk(Role.CITY_OFFICE))
    qtbot.addWidget(made)
    return made


def test_a_query_goes_into_the_fields_and_comes_back(row: FieldsRow) -> None:
    assert row.query() == Query()
    row.show_query(WHOLE)
    assert row.query() == WHOLE
    row.reset()
    assert row.query() == Query(type="b"), "what stays, stays"
    named = [row.control(one).objectName() for one in ("text", "bureau", "at_from")]
    assert named == ["test.query.text", "test.query.district", "test.query.from"]


def test_days_in_the_wrong_order_are_said_and_not_asked(qtbot: QtBot, row: FieldsRow) -> None:
    row.control("at_from").set_day("2026-02-02")
    row.control("at_to").set_day("2026-02-01")
    with qtbot.assertNotEmitted(row.asked):
        row.ask()
    assert row.error.text() == "时间的起始日期晚于结束日期，请调整。"


def test_the_head_of_an_export_repeats_no_number(row: FieldsRow) -> None:
    """T10: an id number typed into any field of words is not printed."""
    number = kit.id_number()
    for name in ("text", "student"):
        said = row.words(msgspec.structs.replace(Query(), **{name: number}))
        assert number not in said.filtered
        assert number[6:14] not in said.filtered
    said = row.words(WHOLE)
    assert said.filtered == (
        "关键词 陈；学生姓名 刘；状态 已结束；类型 乙；区 洪山区；时间 2026-01-01 至 2026-02-01"
    )
    assert said.period == "2026-01-01 至 2026-02-01"
    assert row.words(Query(type="")).filtered == "全部"


def test_a_district_has_no_choice_of_districts(qtbot: QtBot, office: Office) -> None:
    row = FieldsRow("test", Query(), FIELDS, office.desk())
    qtbot.addWidget(row)
    assert [one.name for one in row.fields] == ["text", "student", "state", "type", "at"]


def test_a_query_of_several_districts_has_one_or_all_of_the_desk(qtbot: QtBot, office: Office) -> None:
    desk = office.desk(Role.CITY_OFFICE)
    first = Query(bureaus=desk.districts)
    row = FieldsRow("test", first, (District("bureaus"),), desk)
    qtbot.addWidget(row)
    assert row.query() == first
    row.show_query(Query(bureaus=(kit.HONGSHAN,)))
    assert row.query().bureaus == (kit.HONGSHAN,)
    assert row.words(row.query()).filtered == "区 洪山区"
    row.reset()
    assert row.query() == first

"""报送版: its day around midnight and with a wrong clock, rows of teachers, parts of a large workbook."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.figures.frozen import read_facts
from core.domain.clock import instant, parse_instant
from desktop.views.commons.report_compare import CompareDialog
from sync.transactions import set_meta, writing
from tests.desktop.test_reports import (  # noqa: F401 - fixture
    PULLED,
    ReportOffice,
    child,
    frozen,
    office,
    opened,
    sheet_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
NEW_YEAR = "2026-12-31T16:00:00.000Z"
"""Midnight in Wuhan; the machine's own day is still the old one."""


def pulled(office: ReportOffice, moment: str, skew: timedelta = timedelta()) -> None:  # noqa: F811
    """The last pull was at this moment of the PC, and found the clock wrong by so much."""
    with writing(office.engine, durable=False) as session:
        set_meta(session, "last_sync", moment)
        set_meta(session, "skew_ms", str(skew // timedelta(milliseconds=1)))


def test_at_midnight_of_new_year_the_day_is_that_of_wuhan(qtbot: QtBot, office: ReportOffice) -> None:  # noqa: F811
    pulled(office, NEW_YEAR)
    office.world.clock.set(NEW_YEAR)
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    assert [sheet.year.itemText(one) for one in range(3)] == ["全部年度", "2027 年", "2026 年"]
    assert sheet.title_text.text() == "武昌区年度备案情况（2027 年）"
    assert sheet.data.text().startswith("统计日 2027-01-01，")
    sheet.show_choice(sheet._kind(), 2026, "")
    qtbot.waitUntil(lambda: sheet.data.text().startswith("统计日 2026-12-31，"))
    qtbot.waitUntil(sheet.ok.isEnabled)
    with qtbot.waitSignal(sheet.frozen):
        qtbot.mouseClick(sheet.ok, LEFT)
    assert [(one.as_of, one.made_at) for one in office.reports()] == [("2026-12-31", NEW_YEAR)]


def test_midnight_between_looking_and_confirming_asks_again(qtbot: QtBot, office: ReportOffice) -> None:  # noqa: F811
    before = instant(parse_instant(NEW_YEAR) - timedelta(seconds=1))
    pulled(office, before)
    office.world.clock.set(before)
    page = opened(qtbot, office)
    page.show_preset("freeze/years//")
    sheet = sheet_of(qtbot, page)
    assert sheet.data.text().startswith("统计日 2026-12-31，")
    office.world.clock.set(NEW_YEAR)
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(sheet.error.isVisible)
    assert sheet.error.text().startswith("您确认期间已过零点，统计日变为 2027-01-01")
    qtbot.waitUntil(lambda: sheet.data.text().startswith("统计日 2027-01-01，"))
    qtbot.waitUntil(sheet.ok.isEnabled)
    with qtbot.waitSignal(sheet.frozen):
        qtbot.mouseClick(sheet.ok, LEFT)
    assert [one.as_of for one in office.reports()] == ["2027-01-01"]


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(days=365), "比服务器快 365 天"),
        (timedelta(days=-365), "比服务器慢 365 天"),
        (timedelta(days=1), "比服务器快 24 小时"),
        (timedelta(minutes=-6), "比服务器慢 6 分钟"),
    ],
)
def test_a_wrong_clock_is_said_and_the_servers_day_taken(
    qtbot: QtBot,
    office: ReportOffice,  # noqa: F811
    picture: Callable[..., None],
    off: timedelta,
    words: str,
) -> None:
    right = office.world.clock.now()
    office.world.clock.set(right + off)
    pulled(office, instant(parse_instant(PULLED) + off), -off)
    office.skew_ms = -off // timedelta(milliseconds=1)
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    assert sheet.title_text.text() == "武昌区年度备案情况（2026 年）"
    assert sheet.data.text() == "统计日 2026-11-20，数据截止 2026-11-20 09:00。"
    assert words in sheet.warning.text()
    picture(sheet, f"freeze-clock-{off.days}")
    with qtbot.waitSignal(sheet.frozen):
        qtbot.mouseClick(sheet.ok, LEFT)
    (row,) = office.reports()
    assert (row.as_of, row.data_at, row.made_at) == ("2026-11-20", PULLED, instant(right))


def test_a_clock_behind_the_data_is_said_and_freezes_nothing(
    qtbot: QtBot,
    office: ReportOffice,  # noqa: F811
) -> None:
    office.world.clock.set("2025-11-20T02:20:00.000Z")
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    assert "本机时钟早于上次同步的时间" in sheet.warning.text()
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(sheet.error.isVisible)
    assert "请先校准本机时钟" in sheet.error.text()
    assert office.reports() == []
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_year_that_has_not_come_is_not_offered(qtbot: QtBot, office: ReportOffice) -> None:  # noqa: F811
    page = opened(qtbot, office)
    page.show_preset("freeze/years/2031/")
    sheet = sheet_of(qtbot, page)
    assert "2031 年" not in [sheet.year.itemText(one) for one in range(sheet.year.count())]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_report_of_teachers_is_compared_row_by_row(
    qtbot: QtBot,
    office: ReportOffice,  # noqa: F811
    picture: Callable[..., None],
) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page, "freeze/teachers//")
    study = office.study()
    office.act(lambda world: world.terminate(study, confirmed=("G9_UNPUBLISHED_SCORES",)))
    qtbot.mouseClick(page.compare, LEFT)
    qtbot.waitUntil(lambda: child(page, CompareDialog) is not None)
    dialog = child(page, CompareDialog)
    told = [
        tuple(str(dialog.cells.index(row, one).data()) for one in range(5))
        for row in range(dialog.cells.rowCount())
    ]
    rows = {line[1]: line for line in told if "老师" in line[0]}
    assert {"在教学生", "已结束师承关系", "剩余名额"} == set(rows)
    assert rows["剩余名额"][4] == "+1"
    assert rows["在教学生"][4] == "−1"
    assert "明细一致" in dialog.times.text()
    names = [line[1] for line in told]
    dialog.cell_table.selectRow(names.index("剩余名额"))
    qtbot.waitUntil(lambda: "剩余名额：1 条" in dialog.record_head.text())
    picture(dialog, "report-compare-teachers")
    qtbot.mouseClick(dialog.close_button, LEFT)


def test_a_large_workbook_is_saved_in_parts_beside_each_other(
    qtbot: QtBot,
    office: ReportOffice,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.apprenticeship.figures.frozen.PART_BYTES", 1)
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    folder = tmp_path / "报送"
    folder.mkdir()
    office.prompts.save_as = str(folder / "明细.xlsx")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.save_book, LEFT)
    saved = sorted(folder.iterdir(), key=lambda one: (len(one.name), one.name))
    assert [one.name for one in saved[:2]] == ["明细.xlsx", "明细_第2部分.xlsx"]
    assert told.args[1].endswith(f"数据明细共 {len(saved)} 个文件，在同一文件夹")
    whole: Any = read_facts(one.read_bytes() for one in saved)
    assert len(whole.studies) == len(saved)
    qtbot.mouseClick(page.compare, LEFT)
    qtbot.waitUntil(lambda: child(page, CompareDialog) is not None)
    dialog = child(page, CompareDialog)
    assert dialog.summary.text() == "数字和记录都与生成时相同。"
    qtbot.mouseClick(dialog.close_button, LEFT)
    saved[0].unlink()
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.save_book, LEFT)
    assert caught.args[0].code == "FILE_EXISTS"
    assert not saved[0].exists(), "no part is written beside one that is another report's"

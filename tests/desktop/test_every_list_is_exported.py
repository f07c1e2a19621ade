"""A6: every list of every page is exported over the real store, and the file holds what the list shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from core.store.tables import AuditEntry
from desktop.tasks import Lanes
from desktop.views.exporting import MenuExport
from tests.desktop.all_screens import CITY, DISTRICT, Quiet, Screens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role

HEAD = 4
"""Rows above the table: title, who and when, filter, column titles."""
WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9X]|1[3-9][0-9]{9}")
LISTS = {
    DISTRICT: ("policies", "filings", "dissolutions", "results", "register", "centre", "notices", "log"),
    CITY: ("policies", "search", "scores", "batch", "centre", "notices", "log"),
}
"""Pages that are one list; those of the statistics have tests of their own."""


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[Screens]:
    lanes = Lanes()
    made = Screens(lanes, tmp_path / "office")
    for widget in (made.login, made.district, made.city, made.holder):
        qtbot.addWidget(widget)
    yield made
    assert lanes.close()
    made.close()


def export_of(page: Any) -> MenuExport:
    """The one export of a page, found as a clerk does: by its button."""
    (button,) = [one for one in page.findChildren(QAbstractButton) if one.text() == "导出"]
    assert button.objectName() == f"{page.key}.export"
    (found,) = [one for one in page.findChildren(MenuExport) if one.button is button]
    return found


@pytest.mark.parametrize("role", list(LISTS), ids=str)
def test_every_list_is_exported_as_it_is_shown(
    qtbot: QtBot, screens: Screens, tmp_path: Path, role: Role
) -> None:
    frame = screens.frame(role)
    frame.show()
    for key in LISTS[role]:
        page = screens.visit(qtbot, role, key)
        found = export_of(page)
        qtbot.waitUntil(found.button.isEnabled)
        screens.prompts.save_as = str(tmp_path / f"{key}.xlsx")
        found.menu.aboutToShow.emit()
        with qtbot.waitSignal(found.exported, timeout=30_000) as done:
            found.action("all").trigger()
        (count,) = done.args
        assert found.action("all").text() == f"全部（{count:,} 条）"
        look_into(tmp_path / f"{key}.xlsx", count)
        page.leave(Quiet)
    with screens.office.factory() as session:
        noted = session.scalars(select(AuditEntry.object).where(AuditEntry.action == "export_list")).all()
    assert len(noted) == len(LISTS[role])
    assert all(re.fullmatch(r"\S+：[1-9]\d* 条", subject) for subject in noted)


def look_into(path: Path, count: int) -> None:
    """Nobody's whole number, no formula, nothing to be pressed, a row for each record."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=HEAD) for cell in row if cell.value is not None]
    assert sheet.max_row == HEAD + count + 1
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell.value for cell in cells if WHOLE_NUMBER.search(str(cell.value))]
    titles = [cell.value for cell in sheet[HEAD]]
    assert titles[0] == "序号"
    assert all(titles)
    assert not {"历史", "查看", "审核", "…"} & {cell.value for cell in cells}

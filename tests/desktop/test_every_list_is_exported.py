"""A6: every list of every page is exported over the real store, and the file holds what the list shows."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select

from core.apprenticeship.words.figures import Figure
from core.store.tables import AuditEntry
from desktop.tasks import Lanes
from desktop.views.lists.exporting import ALL, PAGE, SELECTED, ListExport, MenuExport
from tests.desktop.all_screens import CITY, DISTRICT, Quiet, Screens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from desktop.views.lists.rows_table import RowsTable

HEAD = 4
"""Rows above the table: title, who and when, filter, column titles."""
WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9X]|1[3-9][0-9]{9}")
LISTS = {
    DISTRICT: (
        *("policies", "filings", "dissolutions", "results", "register", "teachers", "passes"),
        *("centre", "notices", "log"),
    ),
    CITY: ("policies", "search", "scores", "batch", "teachers", "passes", "centre", "notices", "log"),
}


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[Screens]:
    lanes = Lanes()
    made = Screens(lanes, tmp_path / "office", nasty=True)
    for widget in (made.login, made.district, made.city, made.holder):
        qtbot.addWidget(widget)
    yield made
    assert lanes.close()
    made.close()


def export_of(page: Any) -> MenuExport:
    """The one export of a page, found as a clerk does: by its button."""
    (button,) = [
        one for one in page.findChildren(QAbstractButton) if one.text() == "导出" and one.isVisible()
    ]
    assert button.objectName() == f"{page.key}.export"
    (found,) = [one for one in page.findChildren(MenuExport) if one.button is button]
    return found


def pick(qtbot: QtBot, rows: RowsTable[Any, Any], wanted: tuple[int, ...]) -> None:
    """Select some rows by the mouse, in a cell that is not there to be pressed."""
    view, columns = rows.table, rows.model.columns
    place = next(
        at
        for at, column in enumerate(columns)
        if not column.link and column.kind != "none" and not view.isColumnHidden(at)
    )
    for turn, row in enumerate(wanted):
        index = rows.model.index(row, place)
        view.scrollTo(index)
        key = Qt.KeyboardModifier.ControlModifier if turn else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, key, view.visualRect(index).center())


def choose(qtbot: QtBot, found: MenuExport, scope: str, target: Path) -> int:
    """Choose a part in the menu by the mouse and give how many rows were written."""
    menu = found.menu
    menu.popup(found.button.mapToGlobal(QPoint(0, found.button.height())))
    qtbot.waitUntil(menu.isVisible)
    with qtbot.waitSignal(found.exported, timeout=30_000) as done:
        spot = menu.actionGeometry(found.action(scope)).center()
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=spot)
    assert target.exists()
    (count,) = done.args
    assert found.action(scope).text().endswith(f"（{count:,} 条）")
    return int(count)


def shown(qtbot: QtBot, rows: RowsTable[Any, Any], numbers: range | tuple[int, ...]) -> list[list[str]]:
    """Titles and rows as the screen has them, without what is there to be pressed."""
    qtbot.waitUntil(lambda: all(rows.model.row_at(one) is not None for one in numbers))
    columns = [one for one in rows.columns.shown_columns() if one.kind != "none"]
    titles = [one.title for one in columns]
    said = []
    for at, number in enumerate(numbers, 1):
        row = rows.model.row_at(number)
        texts = [(one.text(row), one.mark(row) if one.mark else "") for one in columns]
        said.append([str(at), *(f"{text}（{mark}）" if mark else text for text, mark in texts)])
    return [["序号", *titles], *said]


def written(path: Path) -> list[list[str]]:
    """Titles and rows of a workbook, as texts."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[text_of(cell) for cell in row] for row in sheet.iter_rows(min_row=HEAD)]
    return rows[:-1]


def text_of(cell: Any) -> str:
    """What a cell shows."""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    if cell.data_type == "n" and ".0" in cell.number_format:
        return f"{cell.value:.1f}"
    return "" if cell.value is None else str(cell.value)


def alike(rows: list[list[str]]) -> list[list[str]]:
    """Cells as they can be compared: commas of thousands, blanks and tabs, the tenths of a whole score are
    another look of the same.
    """
    flat = [[re.sub(r"(?<=\d),(?=\d{3})|\s", "", one) for one in row] for row in rows]
    return [[re.sub(r"^(\d{1,3})\.0$", r"\1", one) for one in row] for row in flat]


@pytest.mark.parametrize("role", list(LISTS), ids=str)
def test_every_list_is_exported_as_it_is_shown(
    qtbot: QtBot, screens: Screens, tmp_path: Path, role: Role
) -> None:
    """Page, selected and all of each list, by the mouse, compared cell by cell."""
    frame = screens.frame(role)
    frame.show()
    made: dict[Path, list[list[str]]] = {}
    for key in LISTS[role]:
        page = screens.visit(qtbot, role, key)
        found = export_of(page)
        qtbot.waitUntil(found.button.isEnabled)
        for scope in (PAGE, SELECTED, ALL):
            target = tmp_path / f"{key}-{scope}.xlsx"
            screens.prompts.save_as = str(target)
            wanted = expected(qtbot, page, found, scope)
            count = choose(qtbot, found, scope, target)
            look_into(target, count)
            if wanted is not None:
                assert alike(written(target)) == alike(wanted), (key, scope)
            Quiet().wait(qtbot, screens.office.lanes)
        made[target] = written(target)
        page.leave(Quiet)
    as_libreoffice_reads(made)
    with screens.office.factory() as session:
        noted = session.scalars(select(AuditEntry.object).where(AuditEntry.action == "export_list")).all()
    assert len(noted) == 3 * len(LISTS[role])
    assert all(re.fullmatch(r"\S+：[1-9]\d* 条", subject) for subject in noted)


def expected(qtbot: QtBot, page: Any, found: MenuExport, scope: str) -> list[list[str]] | None:
    """What a part of the list says now; 同步中心 has a table of its own."""
    if not isinstance(found, ListExport):
        page.table.selectRow(0)
        return None
    rows = found._rows
    if scope == SELECTED:
        some = (0, 2) if rows.model.rowCount() > 2 else (0,)
        pick(qtbot, rows, some)
        return shown(qtbot, rows, some)
    if scope == PAGE:
        first = rows.model.row_of(rows.visible_ids()[0])
        return shown(qtbot, rows, range(first, first + len(rows.visible_ids())))
    return shown(qtbot, rows, range(rows.model.rowCount()))


@pytest.mark.parametrize("role", list(LISTS), ids=str)
def test_every_list_behind_a_number_is_exported(
    qtbot: QtBot, screens: Screens, tmp_path: Path, role: Role
) -> None:
    frame = screens.frame(role)
    frame.show()
    made: dict[Path, list[list[str]]] = {}
    for figure in Figure:
        frame.open("years", f"behind/{figure}///")
        Quiet().wait(qtbot, screens.office.lanes)
        view = frame.page("years").behind()  # type: ignore[attr-defined]
        if not view.rows.model.rowCount():
            assert not view.exporting.button.isEnabled()
            continue
        qtbot.waitUntil(view.exporting.button.isEnabled)
        target = tmp_path / f"{figure}.xlsx"
        screens.prompts.save_as = str(target)
        wanted = expected(qtbot, view, view.exporting, ALL)
        look_into(target, choose(qtbot, view.exporting, ALL, target))
        assert alike(written(target)) == alike(wanted or []), figure
        made[target] = written(target)
    assert len(made) > 8
    as_libreoffice_reads(made)


def as_libreoffice_reads(made: dict[Path, list[list[str]]]) -> None:
    """Another program sees the same cells; nothing when it is not installed."""
    program = shutil.which("soffice")
    if program is None or not made:
        return
    folder = next(iter(made)).parent
    words = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    form = "csv:Text - txt - csv (StarCalc):44,34,76"
    files = [str(path) for path in made]
    subprocess.run(
        [*words, "--convert-to", form, "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    for path, rows in made.items():
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))[HEAD - 1 :]
        width = len(rows[0])
        assert alike([line[:width] for line in lines[: len(rows)]]) == alike(rows), path.name


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

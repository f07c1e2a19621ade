"""Opens a page of statistics as a clerk finds it, for the tests of the three pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView
    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from desktop.views.figures.drill_down import DrillDownView
    from tests.desktop.stat_office import StatOffice

AGREES = "一致"


def open_page(qtbot: QtBot, office: StatOffice, role: Role, key: str) -> Any:
    """Give a page of a role, active, with its totals proved."""
    page = office.page(role, key)
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.activate()
    notes = page.panel.card.notes if key == "years" else page.notes
    qtbot.waitUntil(lambda: AGREES in notes.proof.text())
    return page


def press(table: QTableView, row: int, column: int) -> None:
    """Click a cell."""
    index = table.model().index(row, column)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def shown_behind(qtbot: QtBot, page: Any) -> DrillDownView:
    """Give the list that a number opened, read to its end."""
    view: DrillDownView | None = page.behind()
    assert view is not None
    qtbot.waitUntil(lambda: "：" in view.sentence())
    return view


def texts(table: QTableView) -> list[list[str]]:
    """What all cells say."""
    model = table.model()
    columns = range(model.columnCount())
    return [[str(model.index(row, one).data()) for one in columns] for row in range(model.rowCount())]


def column(table: QTableView, title: str) -> int:
    """Which column has a title."""
    model = table.model()
    titles = [model.headerData(one, Qt.Orientation.Horizontal) for one in range(model.columnCount())]
    return titles.index(title)

"""各区年度备案情况 (D6, C6): every number opens the records that it counts, and back is where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.tasks import Lanes
from desktop.views.stat_grid import number
from tests.desktop.stat_office import CITY, DISTRICT, VIEWER, StatOffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from desktop.views.years import YearsPage
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path, lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


@pytest.fixture
def opened(qtbot: QtBot, office: StatOffice) -> Callable[[Role], YearsPage]:
    """Open the page of a role and wait until its totals are proved."""

    def open_(role: Role) -> YearsPage:
        page: YearsPage = office.page(role, "years")
        page.resize(1160, 712)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.activate()
        proved(qtbot, page)
        return page

    return open_


def proved(qtbot: QtBot, page: YearsPage) -> None:
    qtbot.waitUntil(lambda: "一致" in page.panel.card.notes.proof.text())


def cells(page: YearsPage) -> list[list[str]]:
    model = page.panel.card.grid.figures
    rows = range(model.rowCount())
    return [[str(model.index(row, at).data()) for at in range(model.columnCount())] for row in rows]


@pytest.mark.parametrize("role", [DISTRICT, VIEWER, CITY])
def test_every_number_opens_as_many_records(
    qtbot: QtBot, opened: Callable[[Role], YearsPage], role: Role
) -> None:
    page = opened(role)
    grid = page.panel.card.grid
    numbers = 0
    for row in range(grid.figures.rowCount()):
        for column in range(1, 7):
            text = str(grid.figures.index(row, column).data())
            if text == "—":
                assert grid.figures.is_total(row)
                continue
            numbers += 1
            place = grid.visualRect(grid.figures.index(row, column)).center()
            qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
            view = page.behind()
            assert view is not None
            qtbot.waitUntil(lambda view=view: "：" in view.sentence())  # type: ignore[misc]
            assert f"：{text} " in view.sentence()
            assert len(view.rows.model.ids) == number(text)
            qtbot.keyClick(view.rows.table, Qt.Key.Key_Escape)
            assert page.behind() is None
    assert numbers > 20


def test_look(qtbot: QtBot, opened: Callable[[Role], YearsPage], picture: Callable[..., None]) -> None:
    for role in (DISTRICT, CITY):
        page = opened(role)
        picture(page, f"years-{role}")
        grid = page.panel.card.grid
        qtbot.mouseClick(grid.viewport(), LEFT, pos=grid.visualRect(grid.figures.index(0, 4)).center())
        view = page.behind()
        assert view is not None
        qtbot.waitUntil(lambda view=view: "：" in view.sentence())  # type: ignore[misc]
        picture(page, f"years-behind-{role}")

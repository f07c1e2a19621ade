"""考核合格人员统计 (D7, C7): who passed, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.tasks import Lanes
from tests.desktop.stat_office import CITY, DISTRICT, StatOffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from desktop.views.passes import PassesPage
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
def opened(qtbot: QtBot, office: StatOffice) -> Callable[[Role], PassesPage]:
    """Open the page of a role and wait until its totals are proved."""

    def open_(role: Role) -> PassesPage:
        page: PassesPage = office.page(role, "passes")
        page.resize(1160, 712)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.activate()
        qtbot.waitUntil(lambda: "一致" in page.notes.proof.text())
        return page

    return open_


def test_look(qtbot: QtBot, opened: Callable[[Role], PassesPage], picture: Callable[..., None]) -> None:
    for role in (DISTRICT, CITY):
        page = opened(role)
        picture(page, f"passes-{role}")
    assert page.switch is not None
    assert page.panel is not None
    qtbot.mouseClick(page.switch.buttons[1], LEFT)
    qtbot.waitUntil(lambda: "一致" in page.panel.card.notes.proof.text())
    picture(page, "passes-summary")

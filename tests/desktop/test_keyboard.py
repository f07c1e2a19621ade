"""Everything on every page is reached by the keyboard alone, in the order in which it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop import ui_names
from desktop.tasks import Lanes
from tests.desktop.all_screens import CITY, DISTRICT, PAGES, Screens, shown_page
from tests.desktop.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from desktop.views.shell.frame import Frame

MOST = 120
"""Tabs until a page must have been left."""


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: object) -> Iterator[Screens]:
    lanes = Lanes()
    made = Screens(lanes, tmp_path)  # type: ignore[arg-type]
    for widget in (made.login, made.holder, made.district, made.city):
        qtbot.addWidget(widget)
        widget.resize(1366, 768)
    yield made
    for frame in (made.district, made.city):
        frame.open("home")
    assert lanes.close()
    made.close()


@pytest.mark.parametrize("role", [DISTRICT, CITY])
def test_tab_reaches_every_control_of_every_page(qtbot: QtBot, screens: Screens, role: Role) -> None:
    frame = screens.frame(role)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    missed: dict[str, list[list[str]]] = {}
    for key in [key for one, key in PAGES if one is role]:
        screens.visit(qtbot, role, key)
        reached = set(tabbed(frame))
        missed[key] = [sorted(names) for names in stops(frame) if not names & reached]
    assert {key: names for key, names in missed.items() if names} == {}


def test_the_query_row_is_walked_as_it_is_read(qtbot: QtBot, screens: Screens) -> None:
    frame = screens.district
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    for key in ("filings", "dissolutions", "results", "register", "notices", "log"):
        screens.visit(qtbot, DISTRICT, key)
        names = [name for name in tabbed(frame) if name.startswith(f"{key}.query.")]
        wanted = read_order(frame, names)
        first = names.index(wanted[0])
        names = [*names[first:], *names[:first]]
        assert names == wanted, key
        assert names[-2:] == [f"{key}.query.go", f"{key}.query.reset"]


def stops(frame: Frame) -> list[set[str]]:
    """What can be used on the page that is shown: each control, and each group whose buttons exclude another.

    Tab reaches one button of such a group, the arrows the others.
    """
    page = shown_page(frame)
    assert page is not None
    found: dict[object, set[str]] = {}
    for widget in ui_names.controls(page):
        if widget.isVisible() and widget.isEnabled():
            group = widget.group() if isinstance(widget, QAbstractButton) else None
            one = group if group is not None and group.exclusive() else widget
            found.setdefault(one, set()).add(widget.objectName())
    return list(found.values())


def tabbed(frame: Frame) -> list[str]:
    """Press Tab from the first control of the page until the page was walked; names in that order."""
    page = shown_page(frame)
    assert page is not None
    page.focusNextChild()
    names: list[str] = []
    for _ in range(MOST):
        focus = QApplication.focusWidget()
        assert focus is not None
        if page.isAncestorOf(focus):
            name = named(focus)
            if name in names and name == names[0]:
                break
            if name and name not in names:
                names.append(name)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        settle(1)
    return names


def named(widget: QWidget) -> str:
    """The name of a control, also when one of its inner parts has the focus."""
    at: QWidget | None = widget
    while at is not None and (not at.objectName() or at.objectName().startswith("qt_")):
        at = at.parentWidget()
    return at.objectName() if at is not None else ""


def read_order(frame: Frame, names: list[str]) -> list[str]:
    """Sorted as they stand: line by line, from left to right."""

    def place(name: str) -> tuple[int, int]:
        widget = next(one for one in ui_names.controls(frame) if one.objectName() == name and one.isVisible())
        at = widget.mapTo(frame, QPoint(0, 0))
        return at.y() // 12, at.x()

    return sorted(names, key=place)

"""Nothing is cut off on the smallest screen: 1366 × 768 at 150 % are 910 × 512 logical pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from desktop.tasks import Lanes
from desktop.views.session.login import LoginWindow
from desktop.widgets.screen_room import TITLE_BAR, fit_screen
from desktop.widgets.table import Table
from desktop.widgets.text import ElidedLabel
from tests.desktop.all_screens import CITY, DISTRICT, PAGES, Screens
from tests.desktop.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.values import Role

SCREEN = QRect(0, 0, 910, 472)
"""What Windows leaves of such a screen beside its task bar."""
WORDS = (QPushButton, QCheckBox, QRadioButton, QComboBox, QLabel)


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[Screens]:
    lanes = Lanes()
    made = Screens(lanes, tmp_path, nasty=True)
    for widget in (made.login, made.holder, made.district, made.city):
        qtbot.addWidget(widget)
    made.holder.resize(SCREEN.width(), SCREEN.height() - TITLE_BAR)
    for frame in (made.district, made.city):
        frame.show()
        frame.fit(SCREEN)
    yield made
    for frame in (made.district, made.city):
        frame.open("home")
    assert lanes.close()
    made.close()


@pytest.mark.parametrize("role", [DISTRICT, CITY])
def test_no_list_is_scrolled_sideways_at_1366_however_many_rows(
    qtbot: QtBot, screens: Screens, role: Role
) -> None:
    frame = screens.frame(role)
    frame.resize(1366, 768)
    wide = []
    for key in [key for one, key in PAGES if one is role]:
        screens.visit(qtbot, role, key)
        for table in [one for one in frame.findChildren(Table) if one.isVisible()]:
            table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
            settle()
            if table.horizontalScrollBar().maximum():
                wide.append(table.objectName())
    assert wide == []


@pytest.mark.parametrize("role", [DISTRICT, CITY])
def test_no_word_of_a_page_is_cut_off(qtbot: QtBot, screens: Screens, role: Role) -> None:
    frame = screens.frame(role)
    found = {}
    for key in [key for one, key in PAGES if one is role]:
        screens.visit(qtbot, role, key)
        found[key] = cut(frame)
    assert {key: names for key, names in found.items() if names} == {}


def test_no_word_of_a_dialog_is_cut_off_and_none_is_larger_than_the_screen(
    qtbot: QtBot, screens: Screens
) -> None:
    found, large = {}, {}
    for name, dialog in screens.dialogs().items():
        qtbot.addWidget(dialog)
        dialog.show()
        settle()
        least = dialog.minimumSize().expandedTo(dialog.minimumSizeHint())
        if least.height() > SCREEN.height() - TITLE_BAR or least.width() > SCREEN.width():
            large[name] = least.toTuple()
        found[name] = cut(dialog)
        dialog.hide()
    assert {key: names for key, names in found.items() if names} == {}
    assert large == {}


def test_all_tabs_of_a_filing_are_seen_beside_their_buttons(qtbot: QtBot, screens: Screens) -> None:
    for key, filing in screens.jobs().items():
        screens.district.open_record(key, filing)
        bench = screens.district.page(key).bench  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda bench=bench, filing=filing: bench.current_id() == filing)  # type: ignore[misc]
        settle()
        tabs = screens.district.page(key).findChild(QTabBar, "review.tabs")
        assert tabs is not None
        assert tabs.tabRect(tabs.count() - 1).right() < tabs.width(), key


def cut(window: QWidget) -> list[str]:
    """Controls and labels that are seen and have less room than their words need."""
    return [described(widget) for kind in WORDS for widget in window.findChildren(kind) if is_cut(widget)]


def is_cut(widget: QWidget) -> bool:
    if not widget.isVisible() or isinstance(widget, ElidedLabel) or not words(widget):
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    if isinstance(widget, QComboBox):
        entries = [widget.itemText(place) for place in range(widget.count())]
        return room_of(widget) < max(map(widget.fontMetrics().horizontalAdvance, entries))
    return widget.width() < widget.sizeHint().width() or widget.height() < widget.sizeHint().height()


def room_of(choice: QComboBox) -> int:
    """What border, padding and arrow leave of a choice's width, in logical pixels."""
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    style = QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, choice
    return choice.style().subControlRect(*style).width()


def words(widget: QWidget) -> str:
    return widget.currentText() if isinstance(widget, QComboBox) else str(widget.text())  # type: ignore[attr-defined]


def described(widget: QWidget) -> str:
    have, need = widget.size().toTuple(), widget.sizeHint().toTuple()
    return f"{widget.objectName()} “{words(widget)}” has {have} of {need}"


def test_a_window_takes_no_more_than_its_screen_has(qtbot: QtBot) -> None:
    """The log-in window is 540 high where there is room."""
    window = LoginWindow()
    qtbot.addWidget(window)
    least = window.minimumSizeHint()
    assert least.height() <= SCREEN.height() - TITLE_BAR
    room = window.screen().availableGeometry().size() - QSize(0, TITLE_BAR)
    for wanted in (QSize(880, 540), QSize(4000, 3000), QSize(10, 10)):
        fit_screen(window, wanted)
        assert window.size() == wanted.boundedTo(room).expandedTo(least)


def test_the_steps_of_the_first_start_fit_the_smallest_screen(screens: Screens) -> None:
    assert screens.login.minimumSizeHint().height() <= SCREEN.height() - TITLE_BAR


def test_a_record_window_fits_the_smallest_screen(qtbot: QtBot, screens: Screens) -> None:
    for name, window in screens.records().items():
        qtbot.addWidget(window)
        window.show()
        window.read()
        qtbot.waitUntil(lambda window=window: window.view() is not None)  # type: ignore[misc]
        window.resize(SCREEN.width(), SCREEN.height() - TITLE_BAR)
        settle()
        assert window.size() == QSize(SCREEN.width(), SCREEN.height() - TITLE_BAR), name
        assert cut(window) == [], name

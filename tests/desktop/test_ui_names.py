"""Every control has a stable name and says what it is; docs/ui-names.md lists them all.

When a control was added or renamed on purpose, write the list anew:
`SHICHENG_WRITE_NAMES=1 python -m pytest tests/desktop/test_ui_names.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop import ui_names
from desktop.tasks import Lanes
from tests.desktop.all_screens import Screens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

PAGE = Path(__file__).parents[2] / "docs" / "ui-names.md"
START, END = "<!-- names: start -->\n", "<!-- names: end -->\n"


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[list[QWidget]]:
    """Every window, page and dialog, with a filing and a person's history open."""
    lanes = Lanes()
    made = Screens(lanes, tmp_path)
    windows = made.windows()
    for widget in windows:
        qtbot.addWidget(widget)
    made.frame.show()
    made.frame.open("filings")
    qtbot.waitUntil(made.filings.list.review.isEnabled)
    made.frame.open_record("filings", "f000000")
    qtbot.waitUntil(lambda: made.filings.bench.current_id() == "f000000")
    made.frame.open("register")
    qtbot.waitUntil(lambda: made.register.rows.model.rowCount() > 0)
    yield windows
    made.frame.open("home")
    assert lanes.close()


def test_every_control_has_a_name_and_says_what_it_is(screens: list[QWidget]) -> None:
    assert [one for screen in screens for one in ui_names.unnamed(screen)] == []


def test_no_label_takes_text_for_markup(screens: list[QWidget]) -> None:
    assert [one for screen in screens for one in ui_names.rich_labels(screen)] == []


def test_names_are_given_once_in_each_window(screens: list[QWidget]) -> None:
    for screen in screens:
        names = [widget.objectName() for widget in ui_names.controls(screen)]
        assert sorted(set(names)) == sorted(names)


def test_the_list_in_the_docs_is_that_of_the_program(screens: list[QWidget]) -> None:
    table = ui_names.markdown(ui_names.listing(screens))
    if os.environ.get("SHICHENG_WRITE_NAMES"):
        text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"{START}{END}"
        head, tail = text.split(START)[0], text.split(END)[1]
        PAGE.write_text(f"{head}{START}{table}{END}{tail}", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    assert text.split(START)[1].split(END)[0] == table

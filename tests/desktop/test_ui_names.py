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
from desktop.navigation import groups_for
from desktop.prompts import ConfirmDialog, ReasonDialog
from desktop.settings import UiSettings
from desktop.tasks import Lanes, Receiver
from desktop.views.about import AboutDialog
from desktop.views.first_start import FirstStart
from desktop.views.frame import Frame
from desktop.views.home import HomePage
from desktop.views.login import LoginWindow
from desktop.views.relogin import ReloginDialog
from desktop.views.sync_centre import CentrePage
from tests.desktop.shell_samples import INFO, FakeCentre, home_view, remaining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

PAGE = Path(__file__).parents[2] / "docs" / "ui-names.md"
START, END = "<!-- names: start -->\n", "<!-- names: end -->\n"
ALL = frozenset({"home", "filings", "register", "centre"})


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[list[QWidget]]:
    """Every window, page and dialog of the shell."""
    lanes, settings = Lanes(), UiSettings(tmp_path)
    frame = Frame(INFO, groups_for("district_reviewer", ALL), settings)
    frame.add_page(HomePage(lanes, home_view, remaining, ALL))
    frame.add_page(CentrePage(lanes, FakeCentre(), settings, ALL))
    login = LoginWindow()
    login.show_other(FirstStart())
    made: list[QWidget] = [
        login,
        frame,
        ConfirmDialog(None, "提示", "要继续吗？", "确定"),
        ReasonDialog(None, "显示完整身份证号", "会记入操作日志。", ("核对",), Receiver(frame.tell)),
        ReloginDialog(None, INFO),
        AboutDialog(None, "profile"),
    ]
    for widget in made:
        qtbot.addWidget(widget)
    yield made
    lanes.close()


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

"""Every control has a stable name and says what it is; docs/ui-names.md lists them all.

When a control was added or renamed on purpose, write the list anew:
`SHICHENG_WRITE_NAMES=1 python -m pytest tests/desktop/test_ui_names.py`.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop import ui_names
from desktop.bootstrap.pages import pages_of
from desktop.tasks import Lanes
from tests.desktop.all_screens import CITY, DISTRICT, PAGES, Quiet, Screens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

PAGE = Path(__file__).parents[2] / "docs" / "ui-names.md"
START, END = "<!-- names: start -->\n", "<!-- names: end -->\n"
NOT_FIRST = re.compile(r"\.(?!1(\.|$))\d+(\.|$)")
"""Controls of a row or page carry its number; the list shows the first."""
SHARED = frozenset({"review", "viewer", "record", "person"})
"""Parts that stand on more than one page."""


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[list[QWidget]]:
    """Every window, page and dialog: filings, a record and a person's history are open."""
    lanes = Lanes()
    made = Screens(lanes, tmp_path)
    windows = made.windows()
    for widget in (*windows, made.holder):
        qtbot.addWidget(widget)
    for record in windows[-3:]:
        record.read()  # type: ignore[attr-defined]
    for frame in (made.district, made.city):
        frame.show()
    for role, key in PAGES:
        made.visit(qtbot, role, key)
    for key, filing in made.jobs().items():
        page = made.district.page(key)
        made.district.open_record(key, filing)
        qtbot.waitUntil(lambda page=page, filing=filing: page.bench.current_id() == filing)  # type: ignore
    for target in ("years/behind/filed", "teachers/behind/teachers", "passes/behind/passed"):
        key, _, preset = target.partition("/")
        made.district.open(key, f"{preset}/0//")
    Quiet().wait(qtbot, lanes)
    yield windows
    made.district.open("home")
    made.city.open("home")
    assert lanes.close()
    made.close()


def test_every_control_has_one_name_says_what_it_is_and_shows_plain_text(screens: list[QWidget]) -> None:
    assert [one for screen in screens for one in ui_names.unnamed(screen)] == []
    assert [one for screen in screens for one in ui_names.rich_labels(screen)] == []
    for screen in screens:
        places: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for widget in ui_names.controls(screen):
            places[ui_names.place(widget)][widget.objectName()] += 1
        for place, names in places.items():
            assert [name for name, count in names.items() if count > 1] == [], place
        whole = Counter(name for names in places.values() for name in names)
        twice = {name.partition(".")[0] for name, count in whole.items() if count > 1}
        assert twice <= SHARED, "only parts that pages share have their names on several pages"


def test_the_list_in_the_docs_is_that_of_the_program(screens: list[QWidget]) -> None:
    listed = [one for one in ui_names.listing(screens) if not NOT_FIRST.search(one.name)]
    table = ui_names.markdown(listed)
    if os.environ.get("SHICHENG_WRITE_NAMES"):
        text = PAGE.read_text(encoding="utf-8")
        head, tail = text.split(START)[0], text.split(END)[1]
        PAGE.write_text(f"{head}{START}{table}{END}{tail}", encoding="utf-8")
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    assert rest.split(END)[0] == table
    prefixes = {one.name.partition(".")[0] for one in listed}
    assert sorted(prefix for prefix in prefixes if f"`{prefix}`" not in head) == []


def test_every_page_of_the_navigation_is_walked() -> None:
    assert {key for role, key in PAGES if role is DISTRICT} == pages_of(DISTRICT)
    assert {key for role, key in PAGES if role is CITY} == pages_of(CITY)

"""The controls of filing, review and register have names; docs/ui-names.md lists them.

When a control was added or renamed on purpose, write the list anew:
`SHICHENG_WRITE_NAMES=1 python -m pytest tests/desktop/test_ui_names_business.py`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.domain import rules
from core.domain.dictionaries import load_dictionaries
from core.domain.values import FilingKind, Parameters
from desktop import ui_names
from desktop.models.pages import pages_of
from desktop.tasks import Lanes
from desktop.views.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.filings import FilingsPage
from desktop.views.ports import FilingsPorts, Judging, ListPort, RegisterPorts, ReviewPorts, ReviewQueue
from desktop.views.register import RegisterPage
from desktop.views.viewer_images import Pictures
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from tests.desktop.conftest import ScriptedPrompts

PAGE = Path(__file__).parents[2] / "docs" / "ui-names.md"
START, END = "<!-- business names: start -->\n", "<!-- business names: end -->\n"
HEADING = "\n## Filing, review, register\n\nList, workbench, viewer, decision dialogs, 备案台账, history.\n\n"
NUMBERED = re.compile(r"\.\d+$")
"""Controls of a row or page carry its number; the list shows the first."""


@pytest.fixture
def screens(qtbot: QtBot, prompts: ScriptedPrompts) -> Iterator[list[QWidget]]:
    """Both pages with a record open, and the two dialogs."""
    lanes, dictionaries, memory, queue = Lanes(), load_dictionaries(), filed.Memory(), ReviewQueue()
    detail = filed.resubmitted(0)
    shelf = filed.Shelf()
    judging = Judging(
        filing=lambda _: (),
        returning=lambda items, opinion: rules.check_return(
            items, opinion, Parameters(), dictionaries.item_labels
        ),
        refusing=rules.check_refusal,
        opinion=rules.check_opinion_length,
        summary=rules.summary,
    )
    review = ReviewPorts(
        reader=lanes.reader,
        writer=lanes.writer,
        images=(lanes.network,),
        detail=lambda _: detail,
        decide=lambda *_: None,
        image=shelf.image,
        image_again=shelf.image_again,
        judging=judging,
        remaining=filed.remaining,
        dictionaries=dictionaries,
        prompts=prompts,
        reveal=lambda *_: None,
        memory=memory,
        queue=queue,
    )
    filings = filed.Filings([filed.filing_row(0)])
    page = FilingsPage(FilingsPorts(filings.port(lanes.reader), filed.remaining, memory, queue), review)
    rows = [filed.register_row(0)]
    port = ListPort(
        lanes.reader, lambda *_: rows, lambda _: [row.id for row in rows], lambda _: rows, lambda _: 1
    )
    register = RegisterPage(
        RegisterPorts(port, filed.history, dictionaries, prompts, lambda *_: None, memory)
    )
    for widget in (page, register):
        qtbot.addWidget(widget)
        widget.resize(1160, 712)
        widget.show()
    page.open_record("f000000")
    register.open_record("s0")
    qtbot.waitUntil(lambda: page.bench.current_id() == "f000000")
    qtbot.waitUntil(lambda: register.person.name.text() == "陈亦舟")
    dialogs: list[QWidget] = [
        ApproveDialog(page, "陈亦舟", (), pages_of(detail.content)),
        ReturnDialog(page, "陈亦舟", "", dictionaries, FilingKind.ESTABLISH, judging, {}),
    ]
    yield [page, register, *dialogs]
    assert lanes.close()
    assert isinstance(page.bench.pictures, Pictures)


def test_every_control_has_a_name_and_says_what_it_is(screens: list[QWidget]) -> None:
    assert [one for screen in screens for one in ui_names.unnamed(screen)] == []


def test_no_label_takes_text_for_markup(screens: list[QWidget]) -> None:
    assert [one for screen in screens for one in ui_names.rich_labels(screen)] == []


def test_names_are_given_once_in_each_window(screens: list[QWidget]) -> None:
    for screen in screens:
        names = [widget.objectName() for widget in ui_names.controls(screen)]
        assert [name for name in names if names.count(name) > 1] == []


def test_the_list_in_the_docs_is_that_of_the_program(screens: list[QWidget]) -> None:
    listed = [
        one for one in ui_names.listing(screens) if not NUMBERED.search(one.name) or one.name.endswith(".1")
    ]
    table = ui_names.markdown(listed)
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("SHICHENG_WRITE_NAMES"):
        if START not in text:
            text = f"{text.rstrip()}\n{HEADING}{START}{END}"
        head, tail = text.split(START)[0], text.split(END)[1]
        text = f"{head}{START}{table}{END}{tail}"
        PAGE.write_text(text, encoding="utf-8")
    assert text.split(START)[1].split(END)[0] == table

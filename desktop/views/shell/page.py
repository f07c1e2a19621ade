"""What a page of the frame is: the frame knows pages by this class only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError


class Page(QWidget):
    """Base of every page.

    A page sets `key` (the navigation's `nav.KEY`) and `title`, builds itself cheaply, asks for data in
    `activate`. Signals: `state_line` is the sentence beside the title, `open_page(target, argument)` goes to
    another page (`filings` with a preset or nothing, `filings:record` with a record id, `filings:again` with
    record id, blank, op id), `told(tone, text)` shows a bar that goes away, `problem(error)` one that stays,
    `record_wanted(kind, id)` opens a record window: `teacher` or `student` with the person's id,
    `notarisation` with the id of the apprenticeship.
    """

    key = ""
    title = ""

    state_line = Signal(str)
    open_page = Signal(str, str)
    told = Signal(str, str)
    problem = Signal(object)
    record_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)

    def activate(self) -> None:
        """The page becomes visible: load or refresh, put the focus where work starts."""

    def leave(self, proceed: Callable[[], None]) -> None:
        """The clerk wants to leave: call `proceed` at once, or after asking what to do with unsaved input."""
        proceed()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        """Records of these kinds and ids changed; empty `ids` means any. Called while visible only."""

    def open_record(self, record_id: str) -> None:
        """Show one record (a filing id), from another page."""

    def decide_again(self, record_id: str, op_id: str) -> None:
        """Open a record to decide anew; the decision will supersede the refused `op_id`."""
        self.open_record(record_id)

    def show_preset(self, preset: str) -> None:
        """Show the queue behind a number of the home page: `pending`, `soon`, `overdue`, `returned`, …"""

    def search(self, text: str) -> None:
        """Show what the global search found; only the register does this."""

    def fail(self, error: KnownError) -> None:
        """Show an expected error as a bar that stays; receivers of lanes may point here."""
        self.problem.emit(error)

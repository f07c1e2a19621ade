"""What a page of the frame is: the frame knows pages by this class only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.ports import SyncView
    from sync.outbox import Decided


class Page(QWidget):
    """Base of every page.

    A page sets `key` (the navigation's `nav.KEY`) and `title`, builds itself cheaply, asks for data in
    `activate`. Signals: `state_line` is the sentence beside the title, `open_page(target, argument)` goes to
    another page (`loans` with a preset or nothing, `loans:record` with a record id, `loans:again` with
    record id, blank, op id), `told(tone, text)` shows a bar that goes away, `problem(error)` one that stays,
    `record_wanted(kind, id)` opens a record window of the programme.
    """

    key = ""
    title = ""

    state_line = Signal(str)
    open_page = Signal(str, str)
    told = Signal(str, str)
    problem = Signal(object)
    record_wanted = Signal(str, str)

    desk: Desk
    """What the page is given."""

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

    def show_sync(self, view: SyncView) -> None:
        """The state of sync, now and whenever it changes."""

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

    def decide(
        self,
        command: Command,
        said: str = "",
        *,
        base: int = 0,
        supersedes: str = "",
        busy: Sequence[QWidget] = (),
        done: Callable[[Decided], Any] | None = None,
        failed: Callable[[KnownError], Any] | None = None,
    ) -> Decision:
        """Have a decision written: `said` is told when it is on the disk, an error stays as a bar.

        `base` is the version the clerk saw, `supersedes` the op id of the refused decision whose place it
        takes, `busy` the widgets that rest meanwhile. `done` and `failed` are bound methods, called before
        anything is told.
        """
        decision = Decision(self.desk, command, self, base=base, supersedes=supersedes, busy=busy)
        for signal, heard in ((decision.done, done), (decision.failed, failed)):
            if heard is not None:
                signal.connect(heard)
        decision.told.connect(self.told)
        decision.failed.connect(self.problem)
        return decision.run(said)

    def take_in(self, inner: Page) -> None:
        """Let what a page within this one tells be told by this one."""
        inner.state_line.connect(self.state_line)
        inner.open_page.connect(self.open_page)
        inner.told.connect(self.told)
        inner.problem.connect(self.problem)
        inner.record_wanted.connect(self.record_wanted)

"""One write from the press of a button to what the screen says of it (Anki's operations are the model).

    decision = Decision(self.desk, RetryNotice(row.id, row.version), self, base=row.version, busy=(button,))
    decision.done.connect(self._retried)
    decision.failed.connect(self._not_retried)
    decision.run("已登记重发。")

A page says it shorter with `Page.decide`, which shows the sentence or the error in the frame's bar. `op_id`
names the decision from then on: its verdict comes with a later answer of the centre.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from core.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from sync.outbox import Decided


class Decision(QObject):
    """A command on its way onto the disk. It lives as long as its owner, or until it is written.

    Signals, in the window's thread:

    - `done(Decided)`: it is on the disk, waits for the push, and `op_id` names it;
    - `told(tone, sentence)` right after, when `run` was given one;
    - `refused(Refused)`: rules, rights or a newer version said no, `findings` say what was found;
    - `failed(KnownError)`: not written for any reason, after `refused` when it was that.

    `busy` are the widgets that cannot be pressed meanwhile; they can be again before `done` or `failed` is
    heard, so that the listener has the last word. `supersedes` is the op id of a refused decision
    whose place this one takes.
    """

    done = Signal(object)
    told = Signal(str, str)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        command: Command,
        owner: QObject,
        *,
        base: int = 0,
        supersedes: str = "",
        busy: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(owner)
        self.command = command
        self.op_id = ""
        self.running = False
        self._desk = desk
        self._base = base
        self._supersedes = supersedes
        self._busy = tuple(one for one in busy if one.isEnabled())
        self._said = ("", "")

    def run(self, sentence: str = "", tone: str = "ok") -> Decision:
        """Write it on the writer lane; `sentence` is told when it is on the disk."""
        self._said = (tone, sentence)
        self.running = True
        for widget in self._busy:
            widget.setEnabled(False)
        work = partial(self._desk.decide, self.command, self._base, self._supersedes)
        self._desk.lanes.writer.run(work, self._written, self._not_written)
        return self

    def _written(self, decided: Decided) -> None:
        self.op_id = getattr(decided, "op_id", "")
        self._rest()
        self.done.emit(decided)
        tone, sentence = self._said
        if sentence:
            self.told.emit(tone, sentence)
        self.deleteLater()

    def _not_written(self, error: KnownError) -> None:
        self._rest()
        if isinstance(error, Refused):
            self.refused.emit(error)
        self.failed.emit(error)
        self.deleteLater()

    def _rest(self) -> None:
        self.running = False
        for widget in self._busy:
            if isValid(widget):
                widget.setEnabled(True)

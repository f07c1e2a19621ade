"""Enters an order on the writer lane, with progress and 停止."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.imports.entering import Saved, enter
from desktop.tasks import Running

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from core.imports.importing import ImportOf, Order
    from desktop.desk import Desk
    from desktop.tasks import Lanes

    Work = Callable[[Callable[[int, int], None], Callable[[], bool]], object]


def entering(desk: Desk, of: ImportOf[Any], order: Order) -> Work:
    """What a `Saver` runs to enter an order; gives a `Saved`."""
    return partial(enter, of, order, desk.decide, desk.new_id, desk.parameters)


class Saver(QObject):
    """Runs the work on the writer lane; `progressed(done, total)` and `ended(Saved)` come to the window."""

    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = lanes.writer
        self._running = Running()
        self._relayed = lanes.relay(self._progressed)

    def run(self, work: Work) -> None:
        """Run `work(progress, stopped)`, which gives a `Saved`."""
        self._running = running = Running()
        begun = partial(work, self._relayed, running.stopped)
        running.token = self._writer.run(begun, self._done, self._failed)

    def stop(self) -> None:
        """Let the command on its way end, and begin no other."""
        self._running.stop()

    def _progressed(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    def _done(self, saved: object) -> None:
        self.ended.emit(saved)

    def _failed(self, error: KnownError) -> None:
        self.ended.emit(Saved((), 0, problem=error))

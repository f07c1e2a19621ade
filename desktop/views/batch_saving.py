"""Entering many scores: commands of at most some hundred, one after the other, with progress and 停止.

Each command is all or none. Somebody who can no longer be entered (changed meanwhile) is named by the refusal
and left out; the others of the command are entered all the same.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from core.domain.commands import RecordScores
from core.domain.errors import KnownError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.domain.values import ScoreEntry
    from desktop.views.batch_ports import BatchPorts

WARNING = "G11_RESULT_DISAGREES"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be entered: scores as they are, and those whose warning (G11) a person has confirmed."""

    plain: tuple[ScoreEntry, ...]
    confirmed: tuple[ScoreEntry, ...] = ()

    def __len__(self) -> int:
        return len(self.plain) + len(self.confirmed)


class Saved(NamedTuple):
    """How it ended: what is kept, sentences of those left out (`refused`), what ended it (`problem`)."""

    saved: tuple[ScoreEntry, ...]
    total: int
    refused: tuple[str, ...] = ()
    stopped: bool = False
    problem: KnownError | None = None

    def sentence(self) -> str:
        """Exactly how many were entered, and what of the rest."""
        words = f"已录入 {len(self.saved):,} 人的成绩"
        rest = self.total - len(self.saved)
        if self.stopped:
            return f"已停止：{words}，其余 {rest:,} 人没有录入，可以再次导入或录入。"
        if self.problem is not None:
            return f"{words}，其余 {rest:,} 人没有录入：{self.problem.message}"
        if self.refused:
            return f"{words}，{len(self.refused):,} 人没有录入：{'；'.join(self.refused[:5])}。"
        return f"{words}，可在“考试成绩录入”中查询、修改和公布。"


class Saver(QObject):
    """Runs an order on the writer lane; `progressed(done, total)` and `ended(Saved)` come to the window."""

    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, ports: BatchPorts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._stop = threading.Event()
        self._relayed = ports.lanes.relay(self._progressed)

    def run(self, order: Order) -> None:
        self._stop.clear()
        work = partial(save, self._ports, order, self._relayed, self._stop.is_set)
        self._ports.lanes.writer.run(work, self._done, self._failed)

    def stop(self) -> None:
        """Let the command on its way end, and begin no other."""
        self._stop.set()

    def _progressed(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    def _done(self, saved: Saved) -> None:
        self.ended.emit(saved)

    def _failed(self, error: KnownError) -> None:
        self.ended.emit(Saved((), 0, problem=error))


def save(
    ports: BatchPorts, order: Order, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> Saved:
    """Enter an order; runs on the writer lane. Never raises a KnownError: `Saved` tells."""
    saved: list[ScoreEntry] = []
    refused: list[str] = []
    done = 0
    for entries, confirmed in _commands(order, ports.judging.per_command):
        if stopped():
            return Saved(tuple(saved), len(order), tuple(refused), stopped=True)
        try:
            saved += _save_some(ports, entries, confirmed, refused)
        except KnownError as error:
            return Saved(tuple(saved), len(order), tuple(refused), problem=error)
        done += len(entries)
        progress(done, len(order))
    return Saved(tuple(saved), len(order), tuple(refused))


def _commands(order: Order, most: int) -> Iterator[tuple[tuple[ScoreEntry, ...], tuple[str, ...]]]:
    for entries, confirmed in ((order.plain, ()), (order.confirmed, (WARNING,))):
        for start in range(0, len(entries), most):
            yield entries[start : start + most], confirmed


def _save_some(
    ports: BatchPorts, entries: Sequence[ScoreEntry], confirmed: tuple[str, ...], refused: list[str]
) -> tuple[ScoreEntry, ...]:
    """One command; again without those that the refusal names, as long as it names some."""
    left = tuple(entries)
    while left:
        try:
            ports.decide(RecordScores(ports.new_id(), left, confirmed), 0, "")
            break
        except Refused as error:
            named = _named(error)
            if not named:
                raise
            refused += named.values()
            left = tuple(entry for place, entry in enumerate(left) if place not in named)
    return left


def _named(error: Refused) -> dict[int, str]:
    """Give the sentence of each entry that a refusal names (its evidence is `entries.0` for the first)."""
    named: dict[int, str] = {}
    for finding in error.findings:
        if finding.blocking and finding.evidence:
            place = finding.evidence[0].field.removeprefix("entries.")
            if place.isdecimal():
                named.setdefault(int(place), finding.message)
    return named

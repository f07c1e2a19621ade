"""Entries of an import in commands of at most some hundred, one after the other, with progress and 停止.

Each command is all or none. An entry that can no longer be entered (something changed meanwhile) is named by
the refusal and left out; the others of the command are entered all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from core.domain.errors import KnownError, Refused
from desktop.tasks import Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.tasks import Lanes

Entry = TypeVar("Entry")


class Left(NamedTuple, Generic[Entry]):
    """An entry that was left out, and the sentence why."""

    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class Saved(Generic[Entry]):
    """How it ended: what is kept, what was left out (`refused`), what ended it (`problem`)."""

    saved: tuple[Entry, ...]
    total: int
    refused: tuple[Left[Entry], ...] = ()
    stopped: bool = False
    problem: KnownError | None = None

    @property
    def rest(self) -> int:
        """How many were not entered."""
        return self.total - len(self.saved)


class Saver(QObject):
    """Runs the work on the writer lane; `progressed(done, total)` and `ended(Saved)` come to the window."""

    progressed = Signal(int, int)
    ended = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = lanes.writer
        self._running = Running()
        self._relayed = lanes.relay(self._progressed)

    def run(self, work: Callable[[Callable[[int, int], None], Callable[[], bool]], object]) -> None:
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


def save_parts(
    parts: Iterable[tuple[Entry, ...]],
    decide: Callable[[tuple[Entry, ...]], object],
    key: str,
    total: int,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> Saved[Entry]:
    """Enter parts one after the other; runs on the writer lane. Never raises a KnownError: `Saved` tells.

    `decide` carries out the command of some entries; a refusal names them by `key` (`rows.0` is the first).
    """
    saved: list[Entry] = []
    refused: list[Left[Entry]] = []
    done = 0
    for part in parts:
        if stopped():
            return Saved(tuple(saved), total, tuple(refused), stopped=True)
        try:
            saved += _save_part(part, decide, key, refused)
        except KnownError as error:
            return Saved(tuple(saved), total, tuple(refused), problem=error)
        done += len(part)
        progress(done, total)
    return Saved(tuple(saved), total, tuple(refused))


def _save_part(
    part: tuple[Entry, ...],
    decide: Callable[[tuple[Entry, ...]], object],
    key: str,
    refused: list[Left[Entry]],
) -> tuple[Entry, ...]:
    """One command; again without those that the refusal names, as long as it names some."""
    left = part
    while left:
        try:
            decide(left)
            break
        except Refused as error:
            named = _named(error, key)
            if not named:
                raise
            refused += [Left(left[place], reason) for place, reason in named.items()]
            left = tuple(entry for place, entry in enumerate(left) if place not in named)
    return left


def _named(error: Refused, key: str) -> dict[int, str]:
    """Give the sentence of each entry that a refusal names."""
    named: dict[int, str] = {}
    for finding in error.findings:
        if finding.blocking and finding.evidence:
            place = finding.evidence[0].field.removeprefix(f"{key}.")
            if place.isdecimal():
                named.setdefault(int(place), finding.message)
    return named

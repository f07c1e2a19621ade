"""Enters what was imported, in commands of at most some hundred, one after the other, with progress and 停止.

Each command is all or none. An entry that can no longer be entered (something changed meanwhile) is named by
the refusal and left out; the others of the command are entered all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from core.domain.errors import KnownError, Refused
from core.imports.importing import Entry, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.commands.base import Command
    from core.domain.values import Parameters
    from core.imports.importing import ImportOf, ImportWords, Order

_NAMED = 5
"""Entries that were left out, by their reasons."""


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


def enter(
    of: ImportOf[Entry],
    order: Order,
    decide: Callable[[Command, int], object],
    new_id: Callable[[], str],
    parameters: Parameters,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> Saved[Entry]:
    """Enter an order part by part; runs where commands are decided, which `decide(command, 0)` does.

    `progress(entered, all)` after each part. Never raises a KnownError: `Saved` tells.
    """
    saved: list[Entry] = []
    refused: list[Left[Entry]] = []
    done = 0

    def carry_out(part: Part) -> object:
        return decide(of.command(new_id(), part), 0)

    for part in of.parts(order, parameters):
        if stopped():
            return Saved(tuple(saved), order.total, tuple(refused), stopped=True)
        try:
            saved += _enter_part(part, carry_out, of.key, refused)
        except KnownError as error:
            return Saved(tuple(saved), order.total, tuple(refused), problem=error)
        done += len(part.entries)
        progress(done, order.total)
    return Saved(tuple(saved), order.total, tuple(refused))


def sentence(words: ImportWords, saved: Saved[Any], *, named: bool = True) -> str:
    """Exactly how many were entered, and what of the rest; `named` says why entries were left out."""
    done, rest = words.done.format(count=len(saved.saved)), words.left.format(count=saved.rest)
    if saved.stopped:
        return f"已停止：{done}，其余 {rest}，{words.again}。"
    if saved.problem is not None:
        return f"{done}，其余 {rest}：{saved.problem.message}"
    if saved.refused and named:
        told = "；".join(left.reason for left in saved.refused[:_NAMED])
        return f"{done}，{words.left.format(count=len(saved.refused))}：{told}。"
    return f"{done}{words.then}。"


def _enter_part(
    part: Part, carry_out: Callable[[Part], object], key: str, refused: list[Left[Any]]
) -> tuple[Any, ...]:
    """One command; again without those that the refusal names, as long as it names some."""
    left = part.entries
    while left:
        try:
            carry_out(part._replace(entries=left))
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

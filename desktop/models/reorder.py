"""How one ordered list of ids becomes another in steps that a view can follow, selection kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLLOWED = 20_000
"""Longer lists are replaced unless rows were only added at the end: comparing them would stall the window."""
RUNS = 200
"""More separate runs than this is a different list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Remove (first, last) in this order, then take the order `moved` if given, then insert (first, ids)."""

    removals: tuple[tuple[int, int], ...]
    moved: Sequence[str] | None
    insertions: tuple[tuple[int, Sequence[str]], ...]


def plan(old: Sequence[str], new: Sequence[str]) -> Plan | None:
    """Give the steps from `old` to `new`, None when nothing is worth following."""
    if len(new) >= len(old) and _starts_with(new, old):
        added = ((len(old), new[len(old) :]),) if len(new) > len(old) else ()
        return Plan((), None, added)
    if not old or not new or max(len(old), len(new)) > FOLLOWED:
        return None
    staying = set(old) & set(new)
    if not staying:
        return None
    gone = runs(number for number, id_ in enumerate(old) if id_ not in staying)
    come = runs(number for number, id_ in enumerate(new) if id_ not in staying)
    if len(gone) + len(come) > RUNS:
        return None
    kept = [id_ for id_ in old if id_ in staying]
    order = [id_ for id_ in new if id_ in staying]
    return Plan(
        tuple(reversed(gone)),
        order if order != kept else None,
        tuple((first, list(new[first : last + 1])) for first, last in come),
    )


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Join ascending numbers into runs: 1 2 3 7 gives (1, 3), (7, 7)."""
    found = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = list(map(itemgetter(1), group))
        found.append((members[0], members[-1]))
    return found


def _starts_with(long: Sequence[str], short: Sequence[str]) -> bool:
    return bool(long[: len(short)] == short) or (
        len(short) <= FOLLOWED and all(a == b for a, b in zip(short, long, strict=False))
    )

"""What a programme is: everything that lives in the house for its sake, at a glance.

The roots hand the programmes in (`core.programmes`); the engine reads what stands here and knows none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.domain.acts import ACTS, OF_PERSONS, OF_THE_HOUSE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.domain.commands.base import Command
    from core.paper.paper_of import AnyPaper
    from core.store.base import Record


def nowhere(*_: object, reachable: frozenset[str]) -> tuple[str, str]:
    """Where the messages of a programme lead that says nothing of it."""
    return "", ""


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme. `key` is the name of its folder in every part, `title` what people call it.

    `kinds` are its tables that travel, in snapshot order, `commands` what people do, in the order in which
    the log offers them, `papers` what is printed of its records, `acts` what else the log keeps (word by
    stable name). `resources` is the
    folder of its dictionaries and templates.
    `cause_page(notice, session, reachable)` gives page and record that show what one of its messages tells
    of, among the pages that can be reached; two empty texts when there is none.
    """

    key: str
    title: str
    kinds: tuple[type[Record], ...]
    commands: tuple[type[Command], ...]
    acts: Mapping[str, str] = field(default_factory=dict)
    forms: tuple[object, ...] = ()
    lists: tuple[object, ...] = ()
    figures: tuple[object, ...] = ()
    papers: tuple[AnyPaper, ...] = ()
    imports: tuple[object, ...] = ()
    notices: tuple[object, ...] = ()
    offices: tuple[object, ...] = ()
    resources: str = ""
    cause_page: Callable[..., tuple[str, str]] = nowhere


INSTALLED: dict[str, Programme] = {}
"""By key, in the order of installation."""


def install(*programmes: Programme) -> None:
    """Hand programmes to the engine; installing one again changes nothing."""
    for one in programmes:
        if INSTALLED.setdefault(one.key, one) is not one:
            raise TypeError(f"two programmes are called {one.key}")
        ACTS.update(_added(one))


def act_words() -> dict[str, str]:
    """Words of all acts by stable name, in the order in which the log offers them."""
    commands = [kind for one in INSTALLED.values() for kind in one.commands]
    variants = [kind.variant for kind in commands if kind.variant[0]]
    added = {act: word for one in INSTALLED.values() for act, word in _added(one).items()}
    names = {kind.name: kind.word for kind in commands}
    return {**names, **dict(variants), **OF_PERSONS, **added, **OF_THE_HOUSE}


def _added(programme: Programme) -> dict[str, str]:
    """What the log keeps of a programme besides its commands."""
    return {**programme.acts, **{paper.act: paper.act_word for paper in programme.papers}}

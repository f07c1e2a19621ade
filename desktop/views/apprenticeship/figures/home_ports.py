"""What the home page is given (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.ports import HomeFigures, HomeView
    from desktop.tasks import Lane


@dataclass(frozen=True, slots=True)
class HomePorts:
    """`queues` run on `lane` and are cheap; `figures` are counted over all records and run on
    `counting`, so that no list waits for them.

    `remaining` gives the words and tone of a deadline (a day text), `reachable` the keys of the pages of
    this role. `districts` are the names of those whose figures count here by code, in the order of the
    dictionary: one for a district's bureau, all for the city.
    """

    lane: Lane
    counting: Lane
    queues: Callable[[], HomeView]
    figures: Callable[[], HomeFigures]
    remaining: Callable[[str], tuple[str, str]]
    reachable: frozenset[str]
    districts: Mapping[str, str]

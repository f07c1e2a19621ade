"""What 备案台账 is given: nothing of it knows a database. `desktop.bootstrap` fills it, tests their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from core.domain.dictionaries import Dictionaries
    from desktop.desk import Desk
    from desktop.prompts import Prompter
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import Papers


@dataclass(frozen=True, slots=True)
class RegisterPorts:
    """For the register and the history of a person (D8); `history(person_id)` runs on the list's lane.

    Without `papers` nothing is printed. `importing` is None for a role that may not import an existing
    register: no button is made.
    """

    register: ListPort[RegisterQuery, RegisterRow]
    history: Callable[[str], PersonHistory | None]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    papers: Papers | None = None
    importing: Desk | None = None

    @property
    def words(self) -> Dictionaries:
        return self.dictionaries

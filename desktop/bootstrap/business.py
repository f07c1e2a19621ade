"""备案台账, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.lists.history import person_history
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import register_port
from desktop.bootstrap.papers import papers
from desktop.views.apprenticeship.register.register import RegisterPage
from desktop.views.apprenticeship.review.review_ports import RegisterPorts
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from core.apprenticeship.lists.history import PersonHistory
    from desktop.bootstrap.desk import StoreDesk


class Business:
    """Makes the pages that a role may have."""

    def __init__(self, kit: StoreDesk) -> None:
        self._exporting = export_ports(kit)
        self._kit = kit
        self._engine = kit.engine
        self._facts = kit.facts
        self._setting = kit.setting
        self._lanes = kit.lanes
        self._prompts = kit.prompts
        self._settings = kit.memory
        self._papers = papers(kit)

    def register_page(self) -> RegisterPage:
        """Make 备案台账."""
        register = RegisterPorts(
            register=register_port(self._engine, self._lanes.reader, self._exporting),
            history=self._history,
            dictionaries=self._setting.dictionaries,
            prompts=self._prompts,
            reveal=self._facts.reveal,
            memory=self._settings,
            papers=self._papers,
            importing=self._kit if self._kit.may(ImportFilings) else None,
        )
        return RegisterPage(register)

    def _history(self, person_id: str) -> PersonHistory | None:
        with reading_session(self._engine) as session:
            return person_history(session, person_id)

"""A bureau's desk for the register over a real encrypted store: the page as the program makes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.actions import execute
from core.apprenticeship.tables import Apprenticeship
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from desktop.bootstrap.desk import StoreDesk
from desktop.bootstrap.facts import Facts
from desktop.bootstrap.pages import make_page
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts


class Noting(Facts):
    """Logs into a list."""

    noted: list[tuple[str, str]]

    def note(self, action: str, subject: str) -> None:
        self.noted.append((action, subject))


@dataclass
class Desk:
    """`commands` are those that were carried out, `noted` what else was logged."""

    folder: Path
    lanes: Lanes
    prompts: ScriptedPrompts
    commands: list[Command] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = open_store(self.folder / "store.db", bytes(32))
        migrate(self.engine, [PC_VERSIONS])
        self.factory = session_factory(self.engine)
        with self.factory.begin() as session:
            self.world = kit.World(session)

    def page(self, role: str = "district_reviewer") -> Any:
        return make_page(self.kit(role), "register")

    def kit(self, role: str = "district_reviewer") -> StoreDesk:
        unlocked: Any = SimpleNamespace(engine=self.engine, device_id="device-1", actor=self.world.reviewer())
        facts = Noting(unlocked, self.world.setting, self.world.clock)
        facts.noted = self.noted
        nothing: Any = None
        settings: Any = filed.Memory()
        decide: Any = self.decide
        return StoreDesk(
            engine=self.engine,
            facts=facts,
            setting=self.world.setting,
            lanes=self.lanes,
            prompts=self.prompts,
            memory=settings,
            decide=decide,
            new_id=self.world.ids.new,
            centre=nothing,
            images=nothing,
            outgoing=nothing,
            role=role,
            districts=(kit.WUCHANG,),
        )

    def decide(self, command: Command, version: int, supersedes: str = "") -> object:
        """As on a PC: one transaction, not settled."""
        with self.factory.begin() as session:
            outcome = execute(session, command, self.world.context(self.world.reviewer(), settles=False))
        self.commands.append(command)
        return outcome

    def count(self) -> int:
        """How many apprenticeships the store has."""
        with self.factory() as session:
            return int(session.scalar(select(func.count()).select_from(Apprenticeship)) or 0)

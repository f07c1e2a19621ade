"""The city's desk for batch entry over a real encrypted store: the page as the program makes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.actions import execute
from core.apprenticeship.tables import Assessment, Student
from core.store.engine import open_store, session_factory
from core.store.horizon import horizon
from core.store.migrations import migrate
from desktop.bootstrap import batch_pages
from desktop.bootstrap.desk import StoreDesk
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.scores.batch import BatchPage
    from tests.desktop.conftest import ScriptedPrompts

DAY = "2026-11-08"


@dataclass
class Desk:
    """`people` are (name, id number, apprenticeship); the last of `years` is not long enough in teaching."""

    folder: Path
    lanes: Lanes
    prompts: ScriptedPrompts
    people: list[tuple[str, str, str]] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    count: int = 6
    too_new: bool = True

    def __post_init__(self) -> None:
        self.engine = open_store(self.folder / "store.db", bytes(32))
        migrate(self.engine, [PC_VERSIONS])
        self.factory = session_factory(self.engine)
        with self.factory.begin() as session:
            self.world = kit.World(session)
            for number in range(1, self.count + 1):
                if number % 4 == 1:
                    teacher = self.world.teacher(number)
                day = "2023-11-20" if number == self.count and self.too_new else f"2022-0{number % 9 + 1}-10"
                self._person(teacher, number, day)

    def _person(self, teacher: Any, number: int, notarised_on: str) -> None:
        name = filed.STUDENTS[number % 14]
        student = self.world.student(teacher, number, notarised_on, name=name)
        study = self.world.approved(self.world.submit(student))
        row = self.world.session.get_one(Student, student.person_id)
        self.people.append((name, row.id_number, study))

    def page(self) -> BatchPage:
        setting = self.world.setting
        facts = SimpleNamespace(
            today=lambda: self.world.today,
            horizon=lambda: horizon(self.world.today, setting.calendar, setting.parameters),
            note=lambda action, subject: None,
        )
        made: Any = StoreDesk(
            engine=self.engine,
            facts=facts,  # type: ignore[arg-type]
            setting=setting,
            lanes=self.lanes,
            prompts=self.prompts,
            memory=filed.Memory(),  # type: ignore[arg-type]
            decide=self.decide,
            new_id=self.world.ids.new,
            centre=None,  # type: ignore[arg-type]
            images=None,  # type: ignore[arg-type]
            outgoing=None,  # type: ignore[arg-type]
            role="city_office",
            districts=("420106",),
        )
        (page,) = batch_pages.make(made)
        return page  # type: ignore[return-value]

    def decide(self, command: Command, version: int, supersedes: str = "") -> object:
        """As on a PC: one transaction, not settled."""
        with self.factory.begin() as session:
            outcome = execute(session, command, self.world.context(self.world.city(), settles=False))
        self.commands.append(command)
        return outcome

    def scores(self) -> dict[str, tuple[int, str]]:
        """Tenths and result by apprenticeship, as the store has them."""
        with self.factory() as session:
            rows = session.scalars(select(Assessment))
            return {row.apprenticeship_id: (row.tenths, row.result) for row in rows}

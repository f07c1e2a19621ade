"""A store with several years of several districts, for the pages of statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.filing import UpdateTeacher
from core.apprenticeship.tables import Teacher
from core.domain.values import Role
from desktop.bootstrap.pages import make_page
from desktop.settings import UiSettings
from tests import kit
from tests.desktop.whole_office import LONG_NAME, WholeOffice

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from core.actions import Actor
    from core.apprenticeship.words.values import TeacherData
    from desktop.prompts import Prompter
    from desktop.tasks import Lanes

DISTRICT, VIEWER, CITY = Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER, Role.CITY_COMMISSION
SPECIALTY = "specialty"


class StatOffice(WholeOffice):
    """The records of `WholeOffice` in 武昌区 with others in 洪山区, some of earlier years.

    A teacher of 武昌区 has moved to 洪山区 and has students filed in both; a teacher has a name of 40
    characters; a student passed 确有专长考核 and 出师考核.
    """

    def __init__(self, folder: Path, lanes: Lanes, prompts: Prompter) -> None:
        super().__init__(folder, lanes, prompts)
        with self.factory.begin() as session:
            self.world.session = session
            self._more()

    def page(self, role: Role, key: str) -> Any:
        """Give a page of statistics of a role."""
        return make_page(self.kit(role, UiSettings(self.folder / f"stat-{role}")), key)

    def _more(self) -> None:
        world = self.world
        self._at("2023-04-10")
        moved = world.teacher(71, name="孙伯言")
        here = [self._study(moved, 710 + number, f"2019-03-0{number + 1}") for number in range(2)]
        data = kit.teacher_data(71, name="孙伯言", district=kit.HONGSHAN, practice_place="洪山区中医医院")
        self._at("2024-05-20")
        self._move(moved, data)
        long = world.teacher(72, name=LONG_NAME[:40], district=kit.HONGSHAN, practice_place="洪山区中医医院")
        there = [self._study(long, 730 + number, f"2020-05-0{number + 1}") for number in range(3)]
        self._at("2026-11-20")
        self._study(moved, 720, "2026-09-02")
        passed = world.score(here[0], 720, type=SPECIALTY, assessed_on="2025-06-10")
        world.publish(passed, world.score(here[1], 410, assessed_on="2025-06-11"))
        world.publish(
            *(
                world.score(there[one], tenths, assessed_on="2026-05-11")
                for one, tenths in ((0, 905), (1, 300))
            )
        )
        world.publish(world.score(here[0], 810, assessed_on="2026-05-10"))

    def _at(self, day: str) -> None:
        self.world.clock.set(f"{day}T02:20:00.000Z")

    def _study(self, teacher: Actor, sequence: int, notarised_on: str) -> str:
        return self.world.approve(self.world.submit(self.world.student(teacher, sequence, notarised_on)))

    def _move(self, teacher: Actor, data: TeacherData) -> None:
        """The teacher goes to another district: what is filed from now on is filed there (G7)."""
        self.world.people[teacher.person_id] = data
        version = self.world.session.get_one(Teacher, teacher.person_id).version
        self.world.run(UpdateTeacher(teacher.person_id, version, data), teacher)

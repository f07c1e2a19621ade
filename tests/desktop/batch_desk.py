"""People of the city whose scores are entered at once; the last one is not long enough in teaching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.apprenticeship.tables import Assessment, Student
from core.domain.values import Role
from tests.desktop import filed

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from desktop.views.apprenticeship.scores.batch import BatchPage
    from tests import kit
    from tests.desktop.offices import Office

DAY = "2026-11-08"
COUNT = 6


class Desk:
    """The city's desk of an office; `people` are (name, id number, apprenticeship)."""

    def __init__(self, office: Office) -> None:
        self.office, self.prompts = office, office.prompts
        self.people: list[tuple[str, str, str]] = []
        with office.writing() as world:
            for number in range(1, COUNT + 1):
                if number % 4 == 1:
                    teacher = world.teacher(number)
                day = "2023-11-20" if number == COUNT else f"2022-0{number % 9 + 1}-10"
                self.people.append(_person(world, teacher, number, day))

    @property
    def commands(self) -> list[Command]:
        """What was entered."""
        return self.office.decided

    def page(self) -> BatchPage:
        page: BatchPage = self.office.page("batch", Role.CITY_OFFICE)
        return page

    def scores(self) -> dict[str, tuple[int, str]]:
        """Tenths and result by apprenticeship, as the store has them."""
        with self.office.factory() as session:
            rows = session.scalars(select(Assessment))
            return {row.apprenticeship_id: (row.tenths, row.result) for row in rows}


def _person(world: kit.World, teacher: Any, number: int, notarised_on: str) -> tuple[str, str, str]:
    name = filed.STUDENTS[number % 14]
    student = world.student(teacher, number, notarised_on, name=name)
    study = world.approved(world.submit(student))
    return name, world.session.get_one(Student, student.person_id).id_number, study

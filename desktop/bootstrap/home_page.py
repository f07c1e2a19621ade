"""The home page and what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.figures import totals, year_lines
from core.apprenticeship.figures.models import TeacherQuery
from core.apprenticeship.lists.teachers import teacher_lines
from core.store.engine import reading
from desktop.desk import FIGURES
from desktop.ports import HomeFigures
from desktop.views.apprenticeship.figures.home import HomePage
from desktop.views.apprenticeship.figures.home_ports import HomePorts

if TYPE_CHECKING:
    from desktop.bootstrap.desk import StoreDesk


def home_page(kit: StoreDesk) -> HomePage:
    """Make D1 or C1, as the role has it."""
    names = {code: kit.setting.dictionaries.district_name(code) for code in kit.districts}
    return HomePage(
        HomePorts(
            lane=kit.lanes.reader,
            counting=kit.lanes.more(FIGURES),
            queues=kit.facts.home,
            figures=_Figures(kit).read,
            remaining=kit.facts.remaining_words,
            reachable=kit.reachable,
            districts=names,
        )
    )


class _Figures:
    """Counts over all records of the clerk's districts, in one reading."""

    def __init__(self, kit: StoreDesk) -> None:
        self._kit = kit

    def read(self) -> HomeFigures:
        kit = self._kit
        limit = kit.setting.parameters.apprentice_limit
        with reading(kit.engine) as source:
            lines = year_lines(source, kit.districts, kit.facts.today(), kit.setting.dictionaries)
            teachers, people = teacher_lines(source, TeacherQuery(bureaus=kit.districts), limit)
        return HomeFigures(lines, totals(lines), teachers, people)

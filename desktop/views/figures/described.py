"""The page of a described statistic: the year is chosen, every number opens a described list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.figures.columns import Place
from core.figures.table import Behind, YearQuery
from desktop.pages import EVERYBODY, FIGURES
from desktop.views.figures.drill_down import DrillDown, DrillDowns
from desktop.views.figures.fields import ALL_YEARS, Year, year_words
from desktop.views.figures.page import FiguresScreen, Found
from desktop.views.lists.query_words import ALL, Spoken

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.domain.values import Role
    from core.figures.table import Table
    from desktop.desk import Desk
    from desktop.views.figures.drill_down import DrillDownView
    from desktop.views.lists.list_screen import ListScreen

PREFIX = "behind/"


def figures_screen(
    table: Table,
    *lists: ListScreen[Any, Any],
    kinds: frozenset[str],
    icon: str = "years",
    group: str = FIGURES,
    roles: frozenset[Role] = EVERYBODY,
) -> FiguresScreen:
    """Describe the page of a table; `lists` are the pages of the lists that its figures open."""
    return FiguresScreen(
        key=table.key,
        title=table.title,
        icon=icon,
        group=group,
        roles=roles,
        kinds=kinds | {"outbox", "sync", "*"},
        first=_first,
        fields=(Year(),),
        read=partial(_read, table),
        spoken=_spoken,
        drills=partial(TableDrills, table, lists),
    )


class TableDrills(DrillDowns):
    """The lists behind the numbers of a described statistic, as their own pages show them."""

    def __init__(self, table: Table, lists: tuple[ListScreen[Any, Any], ...], desk: Desk) -> None:
        super().__init__(desk)
        self._table = table
        self._lists = lists

    def of(self, query: Behind, person: str = "") -> DrillDown:
        figure, words = self._table.figure(query.figure), self.desk.words
        offices, year = query.place.offices, query.place.year
        one = len(offices) == 1
        parts = (
            f"{year} 年" if year else ALL_YEARS,
            words.district_name(offices[0]) if one else words.city.name,
            figure.name,
        )
        described = self._screen(query.figure)
        return DrillDown(
            kind=described.key,
            words=" ".join(parts),
            definition=figure.definition,
            detail=f"{figure.name}明细",
            period=f"{year} 年" if year else ALL,
            query=figure.counts.query(query.place),
            list=described.list,
            columns=tuple(described.columns_of(self.desk)),
        )

    def parse(self, preset: str) -> Behind | None:
        key, year, office = (*preset.removeprefix(PREFIX).split("/"), "", "", "")[:3]
        known = key in {one.key for one in self._table.columns} and (year.isdigit() or not year)
        if not preset.startswith(PREFIX) or not known or (office and office not in self.desk.districts):
            return None
        return Behind(key, Place((office,) if office else self.desk.districts, int(year or 0)))

    def open(self, view: DrillDownView, row: Any) -> None:
        """As the list's own page does."""
        opens = next(one.opens for one in self._lists if one.key == view.drill.kind)
        if opens:
            view.open_page.emit(opens, row.id)

    def _screen(self, key: str) -> ListScreen[Any, Any]:
        opened = self._table.figure(key).counts.opens
        return next(one for one in self._lists if one.list is opened)


def _first(desk: Desk) -> YearQuery:
    """The present year where several offices stand side by side, else all years."""
    return YearQuery(desk.today().year if len(desk.districts) > 1 else 0)


def _read(table: Table, source: Connection, query: YearQuery, desk: Desk) -> Found:
    offices = {code: desk.words.district_name(code) for code in desk.districts}
    return Found(*table.read(source, query, offices, desk.today().year))


def _spoken(query: YearQuery, desk: Desk) -> Spoken:
    return Spoken(ALL, year_words(query.year))

"""Counting the records of a kind by year and office: SQLAlchemy over kept records, at both ends.

The same statements run on SQLite and PostgreSQL; a phone, a province or the centre counts by them. What a PC
shows at once over a million records keeps its own fast counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, false, func, or_, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Select
    from sqlalchemy.orm import Session

    from core.figures.columns import Place
    from core.store.base import Record
    from core.store.lists import ListOf

    ByPlace = Counter[tuple[str, int]]
    """Records by office and year."""

LATE = tuple(f"{hour}" for hour in range(16, 24))
"""Hours of UTC that are the next day in Wuhan."""


@dataclass(frozen=True)
class Counts:
    """Which records of a kind are counted, on which day and for which office; made by `counts`.

    `day` is a column of day texts (`_on`) or of instants (`_at`: the year in Wuhan); what has no day is not
    counted. `where` are columns with the value, or one of the values, that they must have.
    """

    kind: type[Record]
    day: str
    office: str
    where: Mapping[str, Any] = field(default_factory=dict)
    opens: ListOf[Any, Any] | None = None

    def by_place(self, source: Connection | Session, offices: Iterable[str] = ()) -> ByPlace:
        """Count by office and year; of all offices when none are given."""
        year, late = self._year()
        office = self._column(self.office)
        statement = select(office, year, late, func.count()).where(*self._conditions(tuple(offices)))
        found: ByPlace = Counter()
        for code, text, next_year, count in source.execute(statement.group_by(office, year, late)):
            found[code, int(text) + next_year] += count
        return found

    def ids(self, source: Connection | Session, place: Place) -> list[str]:
        """Give the ids of the records that the number at a place counts."""
        statement: Select[Any] = select(self._column("id")).where(*self._conditions(place.offices))
        if place.year:
            statement = statement.where(self._in_year(place.year))
        return list(source.execute(statement.order_by(self._column("id"))).scalars())

    def query(self, place: Place) -> Any:
        """The query of the list that the number at a place opens; None when it opens none.

        The list's query has a field for each column of `where` and for the office (several joined by
        commas), and `NAME_from` and `NAME_to` for the day `NAME_on` or `NAME_at`.
        """
        if self.opens is None:
            return None
        values = {name: self._joined(value) for name, value in self.where.items()}
        values[self.office] = ",".join(place.offices)
        if place.year:
            values |= self._days(place.year)
        return self.opens.query(**values)

    def checked(self) -> Counts:
        """Itself; TypeError when the list that it opens cannot be asked for what it counts."""
        if self.opens is not None:
            known = set(self.opens.query.__struct_fields__)
            lacking = {*self.where, self.office, *self._days(2000)} - known
            if lacking:
                raise TypeError(f"{self.opens.query.__name__} has no fields {', '.join(sorted(lacking))}")
        return self

    def _column(self, name: str) -> ColumnElement[Any]:
        return self.kind.__table__.c[name]

    def _conditions(self, offices: tuple[str, ...]) -> list[ColumnElement[bool]]:
        found = [self._column(self.day) != ""]
        if offices:
            found.append(self._column(self.office).in_(offices))
        for name, value in self.where.items():
            column = self._column(name)
            several = isinstance(value, tuple)
            found.append(column.in_([str(one) for one in value]) if several else column == str(value))
        return found

    def _year(self) -> tuple[ColumnElement[str], ColumnElement[int]]:
        """The year of a day as text, and 1 where an instant belongs to the next one in Wuhan."""
        year = func.substr(self._column(self.day), 1, 4).label("year")
        late = case((self._late(), 1), else_=0).label("late")
        return year, late

    def _late(self) -> ColumnElement[bool]:
        if self.day.endswith("_on"):
            return false()
        column = self._column(self.day)
        return and_(func.substr(column, 6, 5) == "12-31", func.substr(column, 12, 2).in_(LATE))

    def _in_year(self, year: int) -> ColumnElement[bool]:
        text = func.substr(self._column(self.day), 1, 4)
        late = self._late()
        return or_(and_(text == f"{year:04d}", ~late), and_(text == f"{year - 1:04d}", late))

    def _days(self, year: int) -> dict[str, str]:
        start, _, _ = self.day.rpartition("_")
        return {f"{start}_from": f"{year:04d}-01-01", f"{start}_to": f"{year:04d}-12-31"}

    @staticmethod
    def _joined(value: Any) -> Any:
        return ",".join(str(one) for one in value) if isinstance(value, tuple) else value


def counts(
    kind: type[Record],
    *,
    day: str,
    office: str = "bureau",
    opens: ListOf[Any, Any] | None = None,
    **where: Any,
) -> Counts:
    """Describe what a figure counts: `counts(Loan, day="decided_on", state=LoanState.PASSED, opens=LOANS)`.

    TypeError when the list that it opens cannot be asked for it.
    """
    return Counts(kind, day, office, where, opens).checked()

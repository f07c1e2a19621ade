"""A list of the store as a description: its table, what it is asked, its rows, its sorts, its filters.

Most of it follows from the two frozen values: a field `state` of the query requires the column `state`,
`made_from` and `made_to` are the first and the last day of the column `made_at` (`made_on`, `made`), `text`
searches all words; a field of the row is the column of its name. What does not follow from the names stands
in `filters` and `columns`; a list that reads in another way overrides one method.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property, partial
from itertools import starmap
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_origin, get_type_hints

import msgspec

from core.store.listing import Listing, Where, day_start

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Parameters
    from core.store.horizon import Horizon
    from core.store.kept import Kept

    Filter = Callable[[Where, Any, Any], None]
    """What a field of a query requires: the conditions, its value (never an empty one), what is given."""

Q = TypeVar("Q", bound=Any)
R = TypeVar("R")

ORDER = ("sort", "descending")
"""The fields of a query that filter nothing."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a list may be told besides its query: the day and what is due soon, dictionaries, parameters."""

    horizon: Horizon
    dictionaries: Dictionaries
    parameters: Parameters

    @property
    def today(self) -> date:
        """The day in Wuhan."""
        return date.fromisoformat(self.horizon.today)


class Listed(ABC, Generic[Q, R]):
    """What every list answers, however it reads.

    `sorts` gives for each sort name the columns that it sorts by, the id always last.
    """

    sorts: Mapping[str, tuple[str, ...]]

    @abstractmethod
    def first_page(
        self, source: Connection | Session, query: Q, limit: int = 50, *, given: Given | None = None
    ) -> list[R]:
        """Give the first rows of a query."""

    @abstractmethod
    def ids(self, source: Connection | Session, query: Q, *, given: Given | None = None) -> list[str]:
        """Give the ids of all rows of a query in its order."""

    @abstractmethod
    def rows(
        self,
        source: Connection | Session,
        ids: Sequence[str],
        query: Q | None = None,
        *,
        given: Given | None = None,
    ) -> list[R]:
        """Give the rows of ids, in their order; one that is no longer here is left out.

        `query` is the one that gave the ids, for the few lists whose rows show something of it.
        """

    @abstractmethod
    def count(self, source: Connection | Session, query: Q, *, given: Given | None = None) -> int:
        """Count the rows of a query."""


@dataclass(frozen=True)
class ListOf(Listed[Q, R]):
    """A list of one table; `id` is the first field of its rows.

    `columns` is the SQL of fields of the row that are no columns of the table; `filters` what a field of
    the query requires where its name does not say it; `kept` are the counts that triggers keep.
    """

    table: str
    query: type[Q]
    row: type[R]
    sorts: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    kept: Kept | None = None

    def first_page(
        self, source: Connection | Session, query: Q, limit: int = 50, *, given: Given | None = None
    ) -> list[R]:
        return self.page(source, query, limit=limit, given=given)

    def page(
        self,
        source: Connection | Session,
        query: Q,
        *,
        after_id: str = "",
        limit: int = 50,
        given: Given | None = None,
    ) -> list[R]:
        """Give the rows that follow `after_id` in the query's order (keyset)."""
        where = self.where(query, given)
        rows = self.listing.page(source, where, *self.order(query), limit=limit, after_id=after_id)
        return self.made(source, rows, query, given)

    def ids(self, source: Connection | Session, query: Q, *, given: Given | None = None) -> list[str]:
        return self.listing.ids(source, self.where(query, given), *self.order(query))

    def rows(
        self,
        source: Connection | Session,
        ids: Sequence[str],
        query: Q | None = None,
        *,
        given: Given | None = None,
    ) -> list[R]:
        return self.made(source, self.listing.rows(source, ids), query, given)

    def count(self, source: Connection | Session, query: Q, *, given: Given | None = None) -> int:
        """Count the rows of a query; from the kept counts when it asks for nothing else."""
        where = self.where(query, given)
        if self.kept is None or where.nothing or where.searches:
            return self.listing.count(source, where)
        if len(where.conditions) > self.kept.asked(query):
            return self.listing.count(source, where)
        return self.kept.count(source, query)

    def where(self, query: Q, given: Any = None) -> Where:
        """What the rows of a query fulfil."""
        where = Where()
        for name, require in self._filters:
            value = getattr(query, name)
            if value:
                require(where, value, given)
        return where

    def order(self, query: Q) -> tuple[str, bool]:
        """The sort name and whether it descends."""
        return query.sort, query.descending

    def made(
        self, source: Connection | Session, rows: Iterable[Sequence[Any]], query: Q | None, given: Any
    ) -> list[R]:
        """Make rows of their columns as read; without what needs making they are taken as they are."""
        makers, kind, lines = self._makers, self.row, []
        if not makers:
            return list(starmap(kind, rows))
        for row in rows:
            values = list(row)
            for place, make in makers:
                values[place] = make(values[place])
            lines.append(kind(*values))
        return lines

    @cached_property
    def listing(self) -> Listing:
        """The table as it is read."""
        fields = self.row.__struct_fields__  # type: ignore[attr-defined]
        return Listing(self.table, ", ".join(self.columns.get(one, one) for one in fields), self.sorts)

    @cached_property
    def _filters(self) -> tuple[tuple[str, Filter], ...]:
        fields, known = self.query.__struct_fields__, self.row.__struct_fields__  # type: ignore[attr-defined]
        names = (one for one in fields if one not in ORDER)
        return tuple((name, self.filters.get(name) or usual(name, known)) for name in names)

    @cached_property
    def _makers(self) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        """What turns a column into the field of a row, by its place, where it is not there as read."""
        hints = get_type_hints(self.row)
        makers = (maker(hints[name]) for name in self.row.__struct_fields__)  # type: ignore[attr-defined]
        return tuple((place, make) for place, make in enumerate(makers) if make)


def maker(kind: Any) -> Callable[[Any], Any] | None:
    """What turns a column into a value of a kind; None for texts and numbers. Tuples are read from JSON."""
    if get_origin(kind) is tuple:
        decode = msgspec.json.Decoder(kind).decode
        return lambda text: decode(text or "[]")
    if not isinstance(kind, type):
        return None
    if issubclass(kind, Enum):
        return {one.value: one for one in kind}.__getitem__
    return bool if kind is bool else None


def usual(name: str, known: Collection[str]) -> Filter:
    """What a field of a query requires by its name; `known` are the fields of the rows."""
    if name == "text":
        return searching()
    start, _, end = name.rpartition("_")
    if end not in ("from", "to"):
        return equal(name)
    column = next(one for one in (f"{start}_on", f"{start}_at", start) if one in known)
    of_days = column.endswith("_on")
    return partial(_DAYS[end, of_days], column)


def equal(column: str) -> Filter:
    """Require a column to have the value."""
    return lambda where, value, _: where.add(f"{column} = ?", value)


def one_of(column: str) -> Filter:
    """Require one of the values that a text joins by commas."""

    def require(where: Where, text: str, given: Any) -> None:
        values = text.split(",")
        if len(values) > 1:
            where.one_of(column, values)
        else:
            where.equal(**{column: text})

    return require


def searching(column: str = "") -> Filter:
    """Require what a person typed in a column of the search index; without one anywhere in it."""
    return lambda where, value, _: where.search(value, column)


def containing(*columns: str) -> Filter:
    """Require what a person typed to stand in one of the columns; for small tables without a search index."""

    def require(where: Where, text: str, given: Any) -> None:
        found = " OR ".join(f"instr({column}, ?)" for column in columns)
        where.add(f"({found})", *[text.strip()] * len(columns))

    return require


def _from_day(column: str, where: Where, day: str, given: Any) -> None:
    where.add(f"{column} >= ?", day)


def _to_day(column: str, where: Where, day: str, given: Any) -> None:
    where.add(f"{column} <= ?", day)


def _from_start(column: str, where: Where, day: str, given: Any) -> None:
    where.add(f"{column} >= ?", day_start(day))


def _to_end(column: str, where: Where, day: str, given: Any) -> None:
    where.add(f"{column} < ?", day_start(day, plus=1))


_DAYS = {
    ("from", True): _from_day,
    ("to", True): _to_day,
    ("from", False): _from_start,
    ("to", False): _to_end,
}
"""The first or last day of a column, by whether it holds days or instants."""

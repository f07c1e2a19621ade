"""The machinery of big lists: ids in sort order, pages by keyset, rows by ids (performance.md P5, P6).

Driver SQL on purpose: a page costs less than twice the raw query. Column names come from the tables of a
`Listing`, never from a caller; every value is a bound parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from core.domain.errors import KnownError
from core.store.search import match

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

ROWS_AT_ONCE = 500
"""Most ids in one statement."""

RARE = 1000
"""Up to so many hits of a search are fetched and sorted; with more, the sort index is walked."""


WALK = 2000
"""So many rows of a sort index are looked through for a page before all rows of a filter are sorted."""


@dataclass(slots=True)
class Where:
    """Conditions that must all hold, with their parameters; `searches` are FTS5 expressions."""

    conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    nothing: bool = False

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def equal(self, **values: str) -> None:
        """Require columns to have a value; the empty text means any."""
        for column, value in values.items():
            if value:
                self.add(f"{column} = ?", value)

    def one_of(self, column: str, values: Sequence[str]) -> None:
        """Require a column to have one of the values; none given means any.

        A plus sign before the column keeps its index from being used.
        """
        if values:
            self.add(f"{column} IN ({', '.join('?' * len(values))})", *values)

    def search(self, text: str, column: str = "") -> None:
        """Require what a person typed; what holds neither letter nor digit is found nowhere."""
        if not text.strip():
            return
        expression = match(text, column)
        if expression is None:
            self.nothing = True
        else:
            self.searches.append(expression)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table that is listed: its columns as read and, for each sort name, the columns that it sorts by."""

    table: str
    columns: str
    sorts: Mapping[str, tuple[str, ...]]
    _sorting: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def ids(self, source: Connection | Session, where: Where, sort: str, descending: bool) -> list[str]:
        """Give all ids in sort order."""
        return [row[0] for row in self._select(source, "id", where, sort, descending)]

    def count(self, source: Connection | Session, where: Where) -> int:
        """Count the rows."""
        if where.nothing:
            return 0
        if not where.conditions and len(where.searches) == 1:
            index = f"{self.table}_fts"
            statement = f"SELECT count(*) FROM {index} WHERE {index} MATCH ?"
            return int(fetch(source, statement, where.searches)[0][0])
        found, parameters = self._filter(source, where, walk=False)
        return int(fetch(source, f"SELECT count(*) FROM {self.table}{found}", parameters)[0][0])

    def page(
        self,
        source: Connection | Session,
        where: Where,
        sort: str,
        descending: bool,
        *,
        limit: int,
        after_id: str = "",
        columns: str = "",
    ) -> list[tuple[Any, ...]]:
        """Give the first rows in sort order, or those after the row `after_id` whatever it is now."""
        return self._select(
            source, columns or self.columns, where, sort, descending, limit=limit, after_id=after_id
        )

    def rows(self, source: Connection | Session, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        """Give the rows of ids in their order; ids without a row are left out. `id` is the first column."""
        found = {}
        for some in parts(ids):
            marks = ", ".join("?" * len(some))
            for row in fetch(source, f"SELECT {self.columns} FROM {self.table} WHERE id IN ({marks})", some):
                found[row[0]] = row
        return [found[one] for one in ids if one in found]

    def _select(
        self,
        source: Connection | Session,
        columns: str,
        where: Where,
        sort: str,
        descending: bool,
        *,
        limit: int = 0,
        after_id: str = "",
    ) -> list[tuple[Any, ...]]:
        if where.nothing:
            return []
        keys = self._keys(sort)
        found, parameters = self._filter(source, where, walk=bool(limit))
        after = ""
        if after_id:
            names = ", ".join(keys)
            sign = "<" if descending else ">"
            after = f" ({names}) {sign} (SELECT {names} FROM {self.table} WHERE id = ?)"
            parameters.append(after_id)
        direction = " DESC" if descending else ""
        order = " ORDER BY " + ", ".join(f"{key}{direction}" for key in keys)
        if not limit:
            return fetch(source, f"SELECT {columns} FROM {self.table}{found}{order}", parameters)
        parameters.append(limit)
        rest = f"{found}{' AND' if found else ' WHERE'}{after}" if after else found
        statement = f"SELECT {columns} FROM {self.table}{rest}{order} LIMIT ?"
        if found and not where.searches and self._sorts_all(source, statement, parameters):
            near = f"SELECT rowid, * FROM {self.table}{' WHERE' if after else ''}{after}{order} LIMIT {WALK}"
            walk = f"SELECT {columns} FROM ({near}) AS {self.table}{found} LIMIT ?"
            first = [after_id] if after else []
            rows = fetch(source, walk, [*first, *where.parameters, limit])
            if len(rows) == limit:
                return rows
        return fetch(source, statement, parameters)

    def _sorts_all(self, source: Connection | Session, statement: str, parameters: list[Any]) -> bool:
        """Whether no index gives the order of a filter's rows, so that SQLite would sort them all."""
        if statement not in self._sorting:
            plan = fetch(source, f"EXPLAIN QUERY PLAN {statement}", parameters)
            self._sorting[statement] = any("TEMP B-TREE" in step[3] for step in plan)
        return self._sorting[statement]

    def _keys(self, sort: str) -> tuple[str, ...]:
        if sort not in self.sorts:
            raise KnownError("UNKNOWN_SORT", "列表不能按这一列排序。")
        return (*self.sorts[sort], "id")

    def _filter(self, source: Connection | Session, where: Where, *, walk: bool) -> tuple[str, list[Any]]:
        conditions, parameters = list(where.conditions), list(where.parameters)
        for expression in where.searches:
            condition, value = self._found(source, expression, walk)
            conditions.append(condition)
            parameters.append(value)
        return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), parameters

    def _found(self, source: Connection | Session, expression: str, walk: bool) -> tuple[str, str]:
        """Few hits: fetch these rows and sort them. Many: walk the index of the sort until a page is full."""
        hits = f"SELECT rowid FROM {self.table}_fts WHERE {self.table}_fts MATCH ?"
        if not walk:
            return f"rowid IN ({hits})", expression
        some = fetch(source, f"{hits} LIMIT {RARE + 1}", [expression])
        if len(some) > RARE:
            return f"+rowid IN ({hits})", expression
        numbers = ",".join(str(row[0]) for row in some)
        return "rowid IN (SELECT value FROM json_each(?))", f"[{numbers}]"


def parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give the values in lists that fit into one IN."""
    for start in range(0, len(values), ROWS_AT_ONCE):
        yield values[start : start + ROWS_AT_ONCE]


def fetch(
    source: Connection | Session, statement: str, parameters: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """Run a driver statement and give the driver's own rows."""
    connection = source.connection() if isinstance(source, Session) else source
    result = connection.exec_driver_sql(statement, tuple(parameters))
    rows: list[tuple[Any, ...]] = result.cursor.fetchall()  # type: ignore[assignment]
    result.close()
    return rows


def day_start(day: str, plus: int = 0) -> str:
    """Give the instant text at which a day in Wuhan begins, `plus` days later."""
    from datetime import datetime, time, timedelta

    from core.domain.clock import SHANGHAI, instant, parse_day

    parsed = parse_day(day)
    if parsed is None:
        raise KnownError("BAD_DATE", "日期不正确，请按“年-月-日”填写。")
    return instant(datetime.combine(parsed + timedelta(days=plus), time(), SHANGHAI))

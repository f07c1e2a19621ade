"""Reading the kept counts (`tally`): what a badge or an unfiltered list needs without counting rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from core.store.listing import Where, fetch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Kept:
    """The kept counts of a list: `figure` names them, `parts` the query's fields that make a part `a/b/c`.

    `bureau` is the query's field of the bureau, empty where the counts are not looked at by bureau. A field
    that is empty means any value, commas join several.
    """

    figure: str
    parts: Collection[str]
    bureau: str = ""

    def asked(self, query: Any) -> int:
        """How many of the fields that are kept by the query asks for."""
        fields = (*self.parts, self.bureau) if self.bureau else self.parts
        return sum(bool(getattr(query, name)) for name in fields)

    def count(self, source: Connection | Session, query: Any) -> int:
        """Sum what the query asks for; right only where it asks for nothing that is not kept."""
        wanted = [frozenset(text.split(",")) if text else None for text in self._values(query)]
        bureau = getattr(query, self.bureau) if self.bureau else ""
        rows = fetch(source, "SELECT bureau, part, count FROM tally WHERE figure = ?", [self.figure])
        return sum(
            count
            for of, part, count in rows
            if bureau in ("", of)
            and all(one is None or value in one for one, value in zip(wanted, part.split("/"), strict=True))
        )

    def _values(self, query: Any) -> list[str]:
        return [getattr(query, name) for name in self.parts]


@dataclass(frozen=True)
class KeptClosed(Kept):
    """Kept counts whose parts are closed sets: few values, summed by the database.

    `parts` gives the values of each field; the field of the bureau holds several codes.
    """

    parts: Mapping[str, Iterable[str]]

    def count(self, source: Connection | Session, query: Any) -> int:
        where = Where()
        where.add("figure = ?", self.figure)
        asked = self._values(query)
        if any(asked):
            sets = ((one,) if one else every for one, every in zip(asked, self.parts.values(), strict=True))
            where.one_of("part", ["/".join(part) for part in product(*sets)])
        if self.bureau:
            where.one_of("+bureau", getattr(query, self.bureau))
        statement = f"SELECT coalesce(sum(count), 0) FROM tally WHERE {' AND '.join(where.conditions)}"
        return int(fetch(source, statement, where.parameters)[0][0])

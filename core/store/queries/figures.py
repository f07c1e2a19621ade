"""The figures of the statistics (D6, D7, C6, C7), by the definitions of `core.domain.figures`.

Every number equals the count of the list behind it (`core.store.queries.behind`); `prove` shows it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from core.domain.figures import Figure
from core.domain.values import FilingKind
from core.store.figure_models import BehindQuery, PassLine, Proof, YearLine
from core.store.queries.behind import (
    SEATS,
    behind_ids,
    eligible_on,
    types_of,
    where_of,
    within,
)
from core.store.queries.listing import Where, fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.domain.dictionaries import AssessmentType, Dictionaries

    Counts = Counter[tuple[str, int]]
    """A figure by bureau and year."""


def as_of_day(year: int, today: date) -> date:
    """The day that a year's figures "as of" speak of: its end, or today while it lasts (and before it)."""
    return min(date(year, 12, 31), today)


def year_lines(
    source: Connection | Session,
    bureaus: Sequence[str],
    today: date,
    dictionaries: Dictionaries,
    *,
    type: str = "",
) -> tuple[YearLine, ...]:
    """Give the figures of every bureau in every year, zeros included, the newest year first.

    Years go from the first with data to the present one, or to the last with data where the clock of this
    PC is wrong. `type` narrows ELIGIBLE, ASSESSED and PASSED to one type.
    """
    bureaus = tuple(bureaus) or tuple(one.code for one in dictionaries.districts)
    submitted, filed = _submitted(source, bureaus), _filed(source, bureaus)
    assessed, passed = _assessed(source, bureaus, type)
    data = [year for counts in (submitted, filed, assessed) for _, year in counts]
    years = range(max([today.year, *data]), min([today.year, *data]) - 1, -1)
    late = _filed_after(source, bureaus, today.isoformat())
    eligible = _eligible(source, bureaus, years, today, types_of(type, dictionaries))
    return tuple(
        YearLine(
            bureau=bureau,
            year=year,
            as_of=as_of_day(year, today).isoformat(),
            filed_total=_until(filed, late, bureau, year, today),
            eligible=eligible[bureau, year],
            submitted=submitted[bureau, year],
            filed=filed[bureau, year],
            assessed=assessed[bureau, year],
            passed=passed[bureau, year],
        )
        for year in years
        for bureau in bureaus
    )


def totals(lines: Iterable[YearLine]) -> tuple[YearLine, ...]:
    """Sum the bureaus' lines of each year; in the order of the years given."""
    years: dict[int, YearLine] = {}
    for line in lines:
        before = years.get(line.year, YearLine("", line.year, line.as_of, 0, 0, 0, 0, 0, 0))
        years[line.year] = YearLine(
            "",
            line.year,
            line.as_of,
            before.filed_total + line.filed_total,
            before.eligible + line.eligible,
            before.submitted + line.submitted,
            before.filed + line.filed,
            before.assessed + line.assessed,
            before.passed + line.passed,
        )
    return tuple(years.values())


def pass_lines(source: Connection | Session, query: BehindQuery) -> tuple[PassLine, ...]:
    """Give assessments and passes by bureau and type in the query's year (0: all years) with its filters.

    Bureaus come in the query's order, types by code; who was not assessed at all has no line.
    """
    lines = _passes(source, query, "bureau, type", " GROUP BY bureau, type ORDER BY bureau, type")
    order = {bureau: place for place, bureau in enumerate(query.bureaus)}
    return tuple(sorted(lines, key=lambda line: order.get(line.bureau, -1)))


def pass_total(source: Connection | Session, query: BehindQuery) -> PassLine:
    """Give the sum over bureaus and types; someone who passed twice is one of the `people`."""
    lines = _passes(source, query, "'', ''", "")
    return lines[0] if lines else PassLine("", "", 0, 0)


def prove(
    source: Connection | Session,
    figure: Figure,
    total: int,
    query: BehindQuery,
    dictionaries: Dictionaries,
    limit_of_seats: int = SEATS,
) -> Proof:
    """Count the records behind a shown total one by one; `query` is of the same figure."""
    return Proof(figure, total, len(set(behind_ids(source, query, dictionaries, limit_of_seats))))


def _passes(source: Connection | Session, query: BehindQuery, keys: str, group: str) -> list[PassLine]:
    where = where_of(msgspec.structs.replace(query, figure=Figure.ASSESSED))
    columns = f"{keys}, sum(result = 'pass'), count(DISTINCT CASE result WHEN 'pass' THEN student_id END)"
    rows = _grouped(source, f"{columns}, count(*)", "assessment", where, group)
    return [PassLine(row[0], row[1], row[2] or 0, row[3], row[4]) for row in rows]


def _submitted(source: Connection | Session, bureaus: Sequence[str]) -> Counts:
    where = Where()
    within(where, bureaus)
    where.add("kind = ? AND first_submitted_at <> ''", str(FilingKind.ESTABLISH))
    year = "CAST(strftime('%Y', first_submitted_at, '+8 hours') AS INTEGER)"
    return _by_year(source, f"bureau, {year}, count(*)", "filing", where)[0]


def _filed(source: Connection | Session, bureaus: Sequence[str]) -> Counts:
    where = Where()
    within(where, bureaus)
    where.add("filed_on <> ''")
    year = "CAST(substr(filed_on, 1, 4) AS INTEGER)"
    return _by_year(source, f"bureau, {year}, count(*)", "apprenticeship", where)[0]


def _assessed(source: Connection | Session, bureaus: Sequence[str], type_: str) -> list[Counts]:
    """All standing results, and the passes among them."""
    where = where_of(BehindQuery(Figure.ASSESSED, tuple(bureaus), type=type_))
    year = "CAST(substr(assessed_on, 1, 4) AS INTEGER)"
    return _by_year(source, f"bureau, {year}, count(*), sum(result = 'pass')", "assessment", where, 2)


def _by_year(
    source: Connection | Session, columns: str, table: str, where: Where, numbers: int = 1
) -> list[Counts]:
    rows = _grouped(source, columns, table, where, " GROUP BY 1, 2")
    return [Counter({(row[0], row[1]): row[2 + at] for row in rows}) for at in range(numbers)]


def _filed_after(source: Connection | Session, bureaus: Sequence[str], day: str) -> Counter[str]:
    """Filings dated after today by bureau: none, unless the clock of this PC is wrong."""
    where = Where()
    within(where, bureaus)
    where.add("filed_on > ?", day)
    return Counter(dict(_grouped(source, "bureau, count(*)", "apprenticeship", where, " GROUP BY 1")))


def _until(filed: Counts, late: Counter[str], bureau: str, year: int, today: date) -> int:
    """FILED_TOTAL: all of the years before and of this one, in the present year until today."""
    if year >= today.year:
        return sum(count for (of, _), count in filed.items() if of == bureau) - late[bureau]
    return sum(count for (of, one), count in filed.items() if of == bureau and one <= year)


def _eligible(
    source: Connection | Session,
    bureaus: Sequence[str],
    years: Iterable[int],
    today: date,
    types: Sequence[AssessmentType],
) -> Counts:
    counts: Counts = Counter()
    for year in years:
        where = Where()
        within(where, bureaus)
        eligible_on(where, as_of_day(year, today).isoformat(), types)
        for bureau, count in _grouped(source, "bureau, count(*)", "apprenticeship", where, " GROUP BY 1"):
            counts[bureau, year] = count
    return counts


def _grouped(
    source: Connection | Session, columns: str, table: str, where: Where, group: str
) -> list[tuple[Any, ...]]:
    """Aggregate over the rows of a filter."""
    if where.nothing:
        return []
    conditions, parameters = list(where.conditions), list(where.parameters)
    for expression in where.searches:
        conditions.append(f"rowid IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)")
        parameters.append(expression)
    return fetch(source, f"SELECT {columns} FROM {table} WHERE {' AND '.join(conditions)}{group}", parameters)

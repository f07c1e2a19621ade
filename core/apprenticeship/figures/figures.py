"""The figures of the statistics (D6, D7, C6, C7), by the definitions of `core.apprenticeship.words.figures`.

Every number equals the count of the list behind it (`core.apprenticeship.figures.behind`), as `one_by_one`
proves.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.figures.behind import BEHIND, eligible_on, types_of, where_of, within
from core.apprenticeship.figures.eligible_days import kept_eligible
from core.apprenticeship.figures.models import BehindQuery, HomeYear, PassLine, YearLine
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.values import AssessmentResult, FilingKind
from core.figures.cells import as_of_day
from core.store.listing import Where, fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.dictionaries import Dictionaries
    from core.store.lists import Given

    Counts = Counter[tuple[str, int]]
    """A figure by bureau and year."""


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
    years = _years({*submitted, *filed, *assessed}, today.year)
    late = _filed_after(source, bureaus, today.isoformat())
    until = _until(filed, bureaus, years)
    days = {year: as_of_day(year, today).isoformat() for year in years}
    eligible = _eligible(source, bureaus, days, types_of(type, dictionaries))
    return tuple(
        YearLine(
            bureau=bureau,
            year=year,
            as_of=days[year],
            filed_total=until[bureau, year] if year < today.year else until[bureau, years[0]] - late[bureau],
            eligible=eligible[bureau, year],
            submitted=submitted[bureau, year],
            filed=filed[bureau, year],
            assessed=assessed[bureau, year],
            passed=passed[bureau, year],
        )
        for year in years
        for bureau in bureaus
    )


def home_years(source: Connection | Session, bureaus: Sequence[str], this_year: int) -> tuple[HomeYear, ...]:
    """Give what the home page shows of every bureau in every year, as `year_lines`.

    Without bureaus they are those found in the store, by code.
    """
    submitted, filed = _submitted(source, bureaus), _filed(source, bureaus)
    assessed, passed = _assessed(source, bureaus)
    data = {place for counts in (submitted, filed, assessed) for place in counts}
    return tuple(
        HomeYear(bureau, year, *(counts[bureau, year] for counts in (submitted, filed, assessed, passed)))
        for year in _years(data, this_year)
        for bureau in bureaus or sorted({bureau for bureau, _ in data})
    )


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


def one_by_one(source: Connection | Session, query: BehindQuery, given: Given) -> int:
    """Count the records behind a number one by one, to prove the total that is shown."""
    return len(set(BEHIND[query.figure].ids(source, query, given=given)))


def _passes(source: Connection | Session, query: BehindQuery, keys: str, group: str) -> list[PassLine]:
    where = where_of(msgspec.structs.replace(query, figure=Figure.ASSESSED))
    columns = f"{keys}, sum(result = 'pass'), count(DISTINCT CASE result WHEN 'pass' THEN student_id END)"
    rows = _grouped(source, f"{columns}, count(*)", "assessment", where, group)
    return [PassLine(row[0], row[1], row[2] or 0, row[3], row[4]) for row in rows]


def _years(data: Iterable[tuple[str, int]], this_year: int) -> range:
    """From the present year, or the last with data where the clock is wrong, down to the first with data."""
    years = [this_year, *(year for _, year in data)]
    return range(max(years), min(years) - 1, -1)


def _submitted(source: Connection | Session, bureaus: Sequence[str]) -> Counts:
    return _kept(source, "submitted", bureaus, str(FilingKind.ESTABLISH))[0]


def _filed(source: Connection | Session, bureaus: Sequence[str]) -> Counts:
    return _kept(source, "filed", bureaus)[0]


def _assessed(source: Connection | Session, bureaus: Sequence[str], type_: str = "") -> tuple[Counts, Counts]:
    """All standing results, and the passes among them."""
    parts = [f"{type_}/{result}" for result in AssessmentResult] if type_ else []
    return _kept(source, "standing", bureaus, *parts)


def _kept(
    source: Connection | Session, figure: str, bureaus: Sequence[str], *parts: str
) -> tuple[Counts, Counts]:
    """A kept count of the parts (none: all) by bureau and year, and of those of them that are passes."""
    every: Counts = Counter()
    passed: Counts = Counter()
    wanted = f" AND part IN ({', '.join('?' * len(parts))})" if parts else ""
    statement = (
        f"SELECT bureau, year, sum(count), sum(count * (part LIKE '%/{AssessmentResult.PASS}')) FROM tally"
        f" WHERE figure = ? AND year > 0{wanted} GROUP BY bureau, year"
    )
    for bureau, year, count, passes in fetch(source, statement, [figure, *parts]):
        if count and (not bureaus or bureau in bureaus):
            every[bureau, year], passed[bureau, year] = count, passes
    return every, passed


def _filed_after(source: Connection | Session, bureaus: Sequence[str], day: str) -> Counter[str]:
    """Filings dated after today by bureau: none, unless the clock of this PC is wrong."""
    where = Where()
    within(where, bureaus)
    where.add("filed_on > ?", day)
    return Counter(dict(_grouped(source, "bureau, count(*)", "apprenticeship", where, " GROUP BY 1")))


def _until(filed: Counts, bureaus: Sequence[str], years: Sequence[int]) -> Counts:
    """Filings of a year and all before it; `years` from the newest with data to the first."""
    sums: Counts = Counter()
    for bureau in bureaus:
        sum_ = 0
        for year in reversed(years):
            sum_ += filed[bureau, year]
            sums[bureau, year] = sum_
    return sums


def _eligible(
    source: Connection | Session,
    bureaus: Sequence[str],
    days: Mapping[int, str],
    types: Sequence[AssessmentType],
) -> Counts:
    """From the kept days; where these are of other types, the rows are counted once for each day."""
    different = set(days.values())
    kept = kept_eligible(source, tuple(different), types)
    if kept is None:
        kept = {day: _counted_eligible(source, bureaus, day, types) for day in different}
    return Counter({(bureau, year): kept[day][bureau] for year, day in days.items() for bureau in bureaus})


def _counted_eligible(
    source: Connection | Session, bureaus: Sequence[str], day: str, types: Sequence[AssessmentType]
) -> Counter[str]:
    where = Where()
    within(where, bureaus)
    eligible_on(where, day, types)
    return Counter(dict(_grouped(source, "bureau, count(*)", "apprenticeship", where, " GROUP BY 1")))


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
    return fetch(
        source,
        f"SELECT {columns} FROM {table} WHERE {' AND '.join(conditions or ['true'])}{group}",
        parameters,
    )

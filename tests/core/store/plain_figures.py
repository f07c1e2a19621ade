"""All figures computed once more in plain Python from the raw records, without any of the program's SQL.

Written from the sentences of `docs/figures.md`; knows nothing of kept counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from core.apprenticeship.figures.models import YearLine

Row = dict[str, Any]
YEARS_OF = {"graduation": 3, "specialty": 5}


@dataclass
class Records:
    """The raw rows of a store."""

    filings: list[Row]
    studies: list[Row]
    scores: list[Row]
    standing: list[Row] = field(default_factory=list)
    first_pass: dict[tuple[str, str], str] = field(default_factory=dict)
    """Day of the first standing pass by student and type."""

    def __post_init__(self) -> None:
        published = [one for one in self.scores if one["state"] == "published"]
        corrected = {one["corrects"] for one in published}
        self.standing = [one for one in published if one["id"] not in corrected]
        for one in self.standing:
            if one["result"] == "pass":
                key = one["student_id"], one["type"]
                self.first_pass[key] = min(one["assessed_on"], self.first_pass.get(key, "9999"))

    @classmethod
    def read(cls, connection: Connection) -> Records:
        def rows(table: str) -> list[Row]:
            return [dict(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()]

        return cls(rows("filing"), rows("apprenticeship"), rows("assessment"))


def wuhan_year(instant: str) -> int:
    return (datetime.fromisoformat(instant) + timedelta(hours=8)).year


@cache
def grown(day: str, years: int) -> str:
    """The day on which so many years are full; after 29 February 1 March of a common year."""
    start = date.fromisoformat(day)
    try:
        return start.replace(year=start.year + years).isoformat()
    except ValueError:
        return date(start.year + years, 3, 1).isoformat()


def last_day(year: int, today: date) -> str:
    return min(f"{year}-12-31", today.isoformat())


def is_eligible(study: Row, records: Records, day: str, types: Iterable[str]) -> bool:
    if not study["filed_on"] or study["filed_on"] > day:
        return False
    if study["ended_on"]:
        if study["ended_on"] <= day:
            return False
    elif study["state"] != "active":
        return False
    for type_ in types:
        passed_on = records.first_pass.get((study["student_id"], type_), "9999")
        if grown(study["notarised_on"], YEARS_OF[type_]) <= day < passed_on:
            return True
    return False


def years(records: Records, bureaus: Sequence[str], today: date) -> range:
    data = [today.year]
    data += [
        wuhan_year(one["first_submitted_at"])
        for one in records.filings
        if one["kind"] == "establish" and one["bureau"] in bureaus
    ]
    filed = [one["filed_on"] for one in records.studies if one["bureau"] in bureaus]
    data += [int(day[:4]) for day in filed if day]
    data += [int(one["assessed_on"][:4]) for one in records.standing if one["bureau"] in bureaus]
    return range(max(data), min(data) - 1, -1)


def year_figures(
    records: Records, bureaus: Sequence[str], today: date, type_: str = ""
) -> dict[tuple[str, int], tuple[int, ...]]:
    """By bureau and year: filed_total, eligible, submitted, filed, assessed, passed."""
    counts: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    span = years(records, bureaus, today)
    for one in records.filings:
        if one["kind"] == "establish":
            counts["submitted"][one["bureau"], wuhan_year(one["first_submitted_at"])] += 1
    for one in records.studies:
        if one["filed_on"]:
            counts["filed"][one["bureau"], int(one["filed_on"][:4])] += 1
            for year in span:
                day = last_day(year, today)
                counts["total"][one["bureau"], year] += one["filed_on"] <= day
                types = (type_,) if type_ else tuple(YEARS_OF)
                counts["eligible"][one["bureau"], year] += is_eligible(one, records, day, types)
    for one in records.standing:
        if type_ in ("", one["type"]):
            place = one["bureau"], int(one["assessed_on"][:4])
            counts["assessed"][place] += 1
            counts["passed"][place] += one["result"] == "pass"
    names = ("total", "eligible", "submitted", "filed", "assessed", "passed")
    return {
        (bureau, year): tuple(counts[name][bureau, year] for name in names)
        for year in span
        for bureau in bureaus
    }


def by_place(lines: Iterable[YearLine]) -> dict[tuple[str, int], tuple[int, ...]]:
    """The program's lines in the shape of `year_figures`."""
    return {
        (one.bureau, one.year): (
            *(one.filed_total, one.eligible, one.submitted),
            *(one.filed, one.assessed, one.passed),
        )
        for one in lines
    }


def teacher_figures(records: Records, bureaus: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """By teacher with a filing in the bureaus: pending, active, graduated, ended, open everywhere."""
    by_state: dict[str, Counter[str]] = defaultdict(Counter)
    open_everywhere: Counter[str] = Counter()
    for one in records.studies:
        open_everywhere[one["teacher_id"]] += one["state"] in ("pending", "active")
        if one["bureau"] in bureaus:
            by_state[one["teacher_id"]][one["state"]] += 1
    return {
        teacher: (
            states["pending"],
            states["active"],
            states["passed"],
            states["dissolved"] + states["terminated"],
            open_everywhere[teacher],
        )
        for teacher, states in by_state.items()
    }


def teacher_line(figures: Mapping[str, tuple[int, ...]], limit: int) -> tuple[int, ...]:
    """teachers, full_teachers, pending, active, graduated, ended."""
    teaching = [one for one in figures.values() if one[0] + one[1]]
    full = [one for one in teaching if one[4] >= limit]
    sums = (sum(one[at] for one in figures.values()) for at in range(4))
    return (len(teaching), len(full), *sums)


def pass_figures(
    records: Records, bureaus: Sequence[str], year: int
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """By bureau and type with results in the year (0: all): passed, different people, assessed."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for one in records.standing:
        if one["bureau"] in bureaus and year in (0, int(one["assessed_on"][:4])):
            found[one["bureau"], one["type"]].append(one)
    return {
        key: (
            sum(one["result"] == "pass" for one in rows),
            len({one["student_id"] for one in rows if one["result"] == "pass"}),
            len(rows),
        )
        for key, rows in found.items()
    }

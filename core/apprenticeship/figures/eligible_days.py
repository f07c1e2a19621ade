"""可考核 on any day from the kept changes (`eligible_change`), without looking at apprenticeships.

An apprenticeship may be assessed in all types of a set on one span of days, and what is kept are the days
on which such spans begin and end, by the set (`part`). Who may be assessed in at least one type follows by
inclusion and exclusion: of two types, those of one and those of the other without those of both.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from core.store.listing import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.words.dictionaries import AssessmentType

_YEAR, _MONTH, _DAY = 4, 7, 10
"""Levels of the kept changes: so many characters of a day text are summed up."""

_UNTIL = " UNION ALL ".join(
    f"SELECT part, bureau, sum(change) FROM eligible_change WHERE level = {level} AND {periods} GROUP BY 1, 2"
    for level, periods in (
        (_YEAR, "period < ?"),
        (_MONTH, "period > ? AND period < ?"),
        (_DAY, "period > ? AND period <= ?"),
    )
)


def kept_eligible(
    source: Connection | Session, days: Sequence[str], types: Sequence[AssessmentType]
) -> dict[str, Counter[str]] | None:
    """Give by day how many may be assessed in at least one of the types, by bureau.

    None where the types are not those that are kept: a dictionary that was changed. Then rows must be
    counted.
    """
    signs = _signs(source, types)
    if signs is None:
        return None
    ends = sorted({day for day in days if day.endswith("-12-31")})
    found = _at_ends(source, ends, signs) if ends else {}
    return {day: found[day] if day in found else _at(source, day, signs) for day in days}


def _signs(source: Connection | Session, types: Sequence[AssessmentType]) -> Mapping[str, int] | None:
    """The sets of the types with the sign that each is added with, if all are kept with these years."""
    kept = dict(fetch(source, "SELECT part, years FROM eligible_part"))
    signs = {}
    for size in range(1, len(types) + 1):
        for some in combinations(sorted(types, key=lambda one: one.code), size):
            part = "/".join(one.code for one in some)
            if kept.get(part) != max(one.years for one in some):
                return None
            signs[part] = 1 if size % 2 else -1
    return signs


def _at_ends(
    source: Connection | Session, ends: Sequence[str], signs: Mapping[str, int]
) -> dict[str, Counter[str]]:
    """At the ends of years, of which the first is the smallest."""
    rows = fetch(
        source, f"SELECT period, part, bureau, change FROM eligible_change WHERE level = {_YEAR} ORDER BY 1"
    )
    running: Counter[str] = Counter()
    found, at = {}, 0
    for end in ends:
        while at < len(rows) and rows[at][0] <= end[:_YEAR]:
            _, part, bureau, change = rows[at]
            running[bureau] += signs.get(part, 0) * change
            at += 1
        found[end] = running.copy()
    return found


def _at(source: Connection | Session, day: str, signs: Mapping[str, int]) -> Counter[str]:
    year, month = day[:_YEAR], day[:_MONTH]
    counts: Counter[str] = Counter()
    for part, bureau, change in fetch(source, _UNTIL, [year, year, month, month, day]):
        counts[bureau] += signs.get(part, 0) * change
    return counts

"""P7: figures of dashboards and statistics against one GROUP BY over a covering index of the same store.

Fixed figures come from kept counts. Free ones depend on a day, a filter or a period and are counted from the
rows; `year_lines` counts those who may be assessed once for each of eleven years, so that its reference is
as many GROUP BYs. Sizes as in p5_list.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import bulk
from benchmarks.p5_list import SIZES, compare, stores
from core.domain.dictionaries import load_dictionaries
from core.domain.figures import Figure
from core.domain.values import Parameters
from core.domain.workdays import load_calendar
from core.store.figure_models import BehindQuery, TeacherQuery
from core.store.queries import (
    behind_count,
    home_summary,
    horizon,
    pass_lines,
    teacher_first_page,
    teacher_lines,
    year_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from benchmarks.measure import Row

FIXED, FREE = 0.01, 1.3
ONE = "one GROUP BY over a covering index"
STATES = "SELECT bureau, state, count(*) FROM apprenticeship GROUP BY bureau, state"
RESULTS = "SELECT state, bureau, type, count(*) FROM assessment GROUP BY state, bureau, type"
TEACHERS = "SELECT teacher_id, count(*) FROM apprenticeship GROUP BY teacher_id"
DICTIONARIES = load_dictionaries()
DISTRICTS = tuple(one.code for one in DICTIONARIES.districts)
PARAMETERS = Parameters()


def rows() -> Iterator[Row]:
    """Rows per size; times in milliseconds, each the median of some calls, five pairs in turn."""
    for size in (int(one) for one in os.environ.get(SIZES, "10000,100000").split(",")):
        with tempfile.TemporaryDirectory() as folder, stores(Path(folder, "store.db"), size) as (ours, raw):
            yield from fixed(size, ours, raw)
            yield from free(size, ours, raw)


def fixed(size: int, ours: Connection, raw: Any) -> Iterator[Row]:
    """The whole home page, and the totals of teachers by district."""
    today = horizon(bulk.TODAY, load_calendar(), PARAMETERS)
    limit = PARAMETERS.apprentice_limit
    works: dict[str, Callable[[], object]] = {
        "all of the home page": lambda: home_summary(ours, today, PARAMETERS, DISTRICTS),
        "teachers by district": lambda: teacher_lines(ours, TeacherQuery(DISTRICTS), limit),
    }
    for what, work in works.items():
        yield compare(
            f"P7 fixed, {what}, {size} filings",
            work,
            lambda: raw.execute(STATES).fetchall(),
            goal=FIXED,
            against=ONE,
            calls=7,
            only_at=1_000_000,
        )


def free(size: int, ours: Connection, raw: Any) -> Iterator[Row]:
    """What is counted from rows: who may be assessed, passes, years, a page of teachers by their students."""
    day = bulk.TODAY.isoformat()
    eligible = BehindQuery(Figure.ELIGIBLE, DISTRICTS, as_of=day)
    passes = BehindQuery(Figure.PASSED, DISTRICTS)
    limit = PARAMETERS.apprentice_limit
    years = len({line.year for line in year_lines(ours, DISTRICTS, bulk.TODAY, DICTIONARIES)})
    works: dict[str, tuple[Callable[[], object], str, int]] = {
        "who may be assessed": (lambda: behind_count(ours, eligible, DICTIONARIES), STATES, 1),
        "passes by district and type": (lambda: pass_lines(ours, passes), RESULTS, 1),
        "teachers by students, a page": (
            lambda: teacher_first_page(ours, TeacherQuery(DISTRICTS), limit, 50),
            TEACHERS,
            1,
        ),
        "districts by year": (
            lambda: year_lines(ours, DISTRICTS, bulk.TODAY, DICTIONARIES),
            STATES,
            years,
        ),
    }
    for what, (work, statement, times) in works.items():
        yield compare(
            f"P7 free, {what}, {size} filings",
            work,
            lambda statement=statement, times=times: [  # type: ignore[misc]
                raw.execute(statement).fetchall() for _ in range(times)
            ],
            goal=FREE,
            against=ONE if times == 1 else f"{times} GROUP BYs over a covering index",
            calls=3,
        )

"""P7: figures of dashboards and statistics against one GROUP BY over a covering index of the same store.

Fixed figures come from kept counts, 可考核 of every year's end and of today among them. Free ones depend on a
filter or count different people and are counted from the rows. Sizes as in p5_list.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import bulk
from benchmarks.p5_list import SIZES, compare, stores
from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.figures import pass_lines, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery
from core.apprenticeship.lists.home import home_summary
from core.apprenticeship.lists.teachers import TEACHERS, teacher_lines
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.limits import Limits
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from core.domain.workdays import load_calendar
from core.store.horizon import horizon
from core.store.lists import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from benchmarks.measure import Row

FIXED, FREE = 0.01, 1.3
ONE = "one GROUP BY over a covering index"
STATES = "SELECT bureau, state, count(*) FROM apprenticeship GROUP BY bureau, state"
RESULTS = (
    "SELECT bureau, type, sum(result = 'pass'), count(DISTINCT CASE result WHEN 'pass' THEN student_id END),"
    " count(*) FROM assessment WHERE +state = 'published' GROUP BY bureau, type"
)
STUDENTS = "SELECT teacher_id, count(*) FROM apprenticeship GROUP BY teacher_id"
DICTIONARIES = load_dictionaries()
DISTRICTS = tuple(one.code for one in DICTIONARIES.districts)
PARAMETERS = Parameters()
GIVEN = Given(horizon(bulk.TODAY, load_calendar(), PARAMETERS), DICTIONARIES, PARAMETERS)


def rows() -> Iterator[Row]:
    """Rows per size; times in milliseconds, each the median of some calls, five pairs in turn."""
    for size in (int(one) for one in os.environ.get(SIZES, "10000,100000").split(",")):
        with tempfile.TemporaryDirectory() as folder, stores(Path(folder, "store.db"), size) as (ours, raw):
            yield from fixed(size, ours, raw)
            yield from free(size, ours, raw)


def fixed(size: int, ours: Connection, raw: Any) -> Iterator[Row]:
    """The whole home page, the totals of teachers by district, the table of all districts and years."""
    limit = PARAMETERS.of(Limits).apprentice_limit
    eligible = BehindQuery(Figure.ELIGIBLE, DISTRICTS, as_of="2024-02-29")
    works: dict[str, Callable[[], object]] = {
        "all of the home page": lambda: home_summary(ours, GIVEN, DISTRICTS),
        "teachers by district": lambda: teacher_lines(ours, TeacherQuery(DISTRICTS), limit),
        "districts by year": lambda: year_lines(ours, DISTRICTS, bulk.TODAY, DICTIONARIES),
        "who may be assessed": lambda: BEHIND[eligible.figure].count(ours, eligible, given=GIVEN),
        "one district by year": lambda: year_lines(ours, bulk.AREAS[:1], bulk.TODAY, DICTIONARIES),
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
    """What is counted from rows: who may be assessed, passes, a page of teachers by their students."""
    narrowed = BehindQuery(Figure.ELIGIBLE, DISTRICTS, as_of=bulk.TODAY.isoformat(), teacher="刘")
    passes, of_year = (BehindQuery(Figure.PASSED, DISTRICTS, year) for year in (0, 2024))
    works: dict[str, tuple[Callable[[], object], str]] = {
        "who may be assessed, of some teachers": (
            lambda: BEHIND[narrowed.figure].count(ours, narrowed, given=GIVEN),
            STATES,
        ),
        "passes by district and type": (lambda: pass_lines(ours, passes), RESULTS),
        "passes of a year": (lambda: pass_lines(ours, of_year), RESULTS),
        "teachers by students, a page": (
            lambda: TEACHERS.first_page(ours, TeacherQuery(DISTRICTS), 50, given=GIVEN),
            STUDENTS,
        ),
    }
    for what, (work, statement) in works.items():
        yield compare(
            f"P7 free, {what}, {size} filings",
            work,
            lambda statement=statement: raw.execute(statement).fetchall(),  # type: ignore[misc]
            goal=FREE,
            against=ONE,
            calls=3,
        )

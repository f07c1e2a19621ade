"""P5 and P6: lists and search of an encrypted store against raw queries.

Sizes are 10⁴ and 10⁵ filings; `SHICHENG_BENCH_SIZES=10000,100000,1000000` asks for others. Every reference
is the least code through `sqlcipher3` on the same file, and both give as many rows.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from benchmarks import bulk
from benchmarks.measure import pairs, row
from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from core.domain.workdays import load_calendar
from core.store.engine import reading
from core.store.horizon import horizon
from core.store.lists import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from benchmarks.measure import Row

SIZES = "SHICHENG_BENCH_SIZES"
KEY = bytes(range(32))
PAGE = 50
COLUMNS = (
    "id, filing_no, kind, state, bureau, student_name, teacher_name, teacher_title, practice_place,"
    " notarised_on, submitted_at, due_on, revision, decided_at, settled_at"
)
NAME_INDEX = "CREATE INDEX bench_name ON filing (student_name, id)"
FEW = 21
"""Calls in one figure; the median of them counts."""


def rows() -> Iterator[Row]:
    """Rows per size; times in milliseconds, each the median of many calls, five pairs in turn."""
    for size in (int(one) for one in os.environ.get(SIZES, "10000,100000").split(",")):
        with tempfile.TemporaryDirectory() as folder, stores(Path(folder, "store.db"), size) as (ours, raw):
            yield from lists(size, ours, raw)
            yield from searches(size, ours, raw)


@contextmanager
def stores(path: Path, size: int) -> Iterator[tuple[Connection, Any]]:
    """A filled store, and a bare connection to it with the same cache."""
    engine = bulk.make(path, KEY, size)
    with engine.begin() as connection:
        connection.exec_driver_sql(NAME_INDEX)
    raw = dbapi2.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    raw.execute("PRAGMA cache_size = -65536")
    try:
        with reading(engine) as connection:
            yield connection, raw
    finally:
        raw.close()
        engine.dispose()


def given_on_the_day() -> Given:
    """What lists are told on the day of the filled store."""
    return Given(horizon(bulk.TODAY, load_calendar(), Parameters()), load_dictionaries(), Parameters())


def lists(size: int, ours: Connection, raw: Any) -> Iterator[Row]:
    """First page, a page anywhere in any sort, the array of all ids, a page by ids."""
    given = given_on_the_day()
    luck = random.Random(size)
    ids = FILINGS.ids(ours, FilingQuery(), given=given)
    first = f"SELECT {COLUMNS} FROM filing WHERE kind = 'establish' AND state = 'pending'"
    first += f" ORDER BY due_on, id LIMIT {PAGE}"
    query = FilingQuery(kind="establish", state="pending")
    yield compare(
        f"P5 first page, {size} filings",
        lambda: FILINGS.page(ours, query, limit=PAGE, given=given),
        lambda: raw.execute(first).fetchall(),
        goal=2,
        against=f"raw query of {PAGE} rows",
    )
    for sort, key in (("due_on", "due_on"), ("student_name", "student_pinyin")):
        deep = f"SELECT {COLUMNS} FROM filing WHERE ({key}, id) > (SELECT {key}, id FROM filing WHERE id = ?)"
        deep += f" ORDER BY {key}, id LIMIT {PAGE}"
        sorted_by = FilingQuery(sort=sort)
        places = [luck.choice(ids) for _ in range(FEW)]
        yield compare(
            f"P5 page anywhere by {sort}, {size} filings",
            each(places, lambda one, q=sorted_by: FILINGS.page(ours, q, after_id=one, limit=PAGE)),  # type: ignore[misc]
            each(places, lambda one, s=deep: raw.execute(s, (one,)).fetchall()),  # type: ignore[misc]
            goal=2,
            against=f"raw keyset query of {PAGE} rows",
        )
    everything = "SELECT id FROM filing ORDER BY due_on, id"
    yield compare(
        f"P5 ids in sort order, {size} filings",
        lambda: FILINGS.ids(ours, FilingQuery(), given=given),
        lambda: [one[0] for one in raw.execute(everything).fetchall()],
        goal=1.3,
        against="raw query of all ids",
    )
    pages = [ids[at : at + PAGE] for at in (luck.randrange(max(1, size - PAGE)) for _ in range(FEW))]
    some = f"SELECT {COLUMNS} FROM filing WHERE id IN ({', '.join('?' * PAGE)})"
    yield compare(
        f"P5 rows of a page by ids, {size} filings",
        each(pages, lambda page: FILINGS.rows(ours, page)),
        each(pages, lambda page: raw.execute(some, page).fetchall()),
        goal=2,
        against="raw query of the same ids",
    )


def searches(size: int, ours: Connection, raw: Any) -> Iterator[Row]:
    """First page of hits and their number, for what a clerk types, against a LIKE scan of the name index."""
    given = given_on_the_day()
    scan = "SELECT count(*) FROM filing INDEXED BY bench_name WHERE student_name LIKE ?"
    sample = ours.exec_driver_sql(
        "SELECT student_name, student_id_number FROM filing ORDER BY id DESC LIMIT 1 OFFSET 7"
    ).one()
    texts = {
        "one character": "舟",
        "common surname": sample[0][0],
        "two characters": sample[0][:2],
        "whole name": sample[0],
        "initials": "cyz",
        "id number": sample[1],
        "last four": sample[1][-4:],
    }
    for what, text in texts.items():
        for work, name in ((FILINGS.page, "page"), (FILINGS.count, "count")):
            query = FilingQuery(applicant=text)
            yield compare(
                f"P6 search by {what}, {name}, {size} filings",
                lambda work=work, query=query: work(ours, query, given=given),  # type: ignore[misc]
                lambda: raw.execute(scan, ("%远志%",)).fetchall(),
                goal=0.05,
                against="LIKE scan of the name index",
                calls=7,
                only_at=1_000_000,
            )


def compare(
    name: str,
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    goal: float,
    against: str,
    calls: int = FEW,
    only_at: int = 0,
) -> Row:
    """Measure both in turn; the figure of a side is the median of some calls.

    What should not grow with the store is judged from `only_at` filings on.
    """
    result = pairs(lambda: median_of(ours, calls), lambda: median_of(reference, calls))
    measured = row(name, result, unit="ms", against=against, goal=goal, scale=1000)
    if not only_at or only_at <= size_of(name):
        return measured
    return msgspec.structs.replace(measured, goal=f"{measured.goal} at {only_at}", met=None)


def size_of(name: str) -> int:
    """The number of filings in the name of a row."""
    return int(name.split()[-2])


def median_of(work: Callable[[], object], calls: int) -> float:
    """Seconds of one call."""
    taken = []
    for _ in range(calls):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return sorted(taken)[calls // 2]


def each(values: list[Any], work: Callable[[Any], object]) -> Callable[[], object]:
    """Give a call that takes the next of the values each time."""
    at = 0

    def call() -> object:
        nonlocal at
        at += 1
        return work(values[at % len(values)])

    return call

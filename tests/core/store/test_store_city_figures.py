"""A generated city of 100,000 filings over ten years: every figure equals plain Python over its raw rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from benchmarks import bulk
from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.figures import pass_lines, pass_total, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery
from core.apprenticeship.lists.home import HOME_FIGURES, home_lists, home_summary
from core.apprenticeship.lists.teachers import TEACHERS, teacher_lines
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.limits import Limits
from core.domain.dictionaries import load_dictionaries
from core.store import derived
from core.store.engine import open_sqlite, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.plain_figures import (
    Records,
    pass_figures,
    teacher_figures,
    teacher_line,
    year_figures,
)
from tests.core.store.samples import given_on
from tests.core.store.year_totals import totals

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from sqlalchemy import Connection

    Figures = dict[tuple[str, int], tuple[int, ...]]

FILINGS = 100_000
DICTIONARIES = load_dictionaries()
DISTRICTS = tuple(one.code for one in DICTIONARIES.districts)
LIMIT = Limits().apprentice_limit
GIVEN = given_on(bulk.TODAY)
YEAR_FIGURES = ("filed_total", "eligible", "submitted", "filed", "assessed", "passed")


def test_all_figures_of_a_city_of_a_hundred_thousand_filings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "SEARCHED", {})  # nothing is searched for here
    engine = open_sqlite(tmp_path / "store.db")
    migrate(engine, [PC_VERSIONS])
    bulk.fill(engine, FILINGS, content=0)
    with reading(engine) as connection:
        records = Records.read(connection)
        assert len(records.filings) == FILINGS
        figures = year_figures(records, DISTRICTS, bulk.TODAY)
        years(connection, figures)
        teachers(connection, records)
        passes(connection, records)
        home(connection, figures)
    engine.dispose()


def years(connection: Connection, figures: Figures) -> None:
    lines = year_lines(connection, DISTRICTS, bulk.TODAY, DICTIONARIES)
    found = {(one.bureau, one.year): tuple(getattr(one, name) for name in YEAR_FIGURES) for one in lines}
    assert found == figures
    assert len({one.year for one in lines}) == 11
    present = totals(lines)[0]
    assert all(getattr(present, name) > 1000 for name in YEAR_FIGURES)
    for name in YEAR_FIGURES:
        query = BehindQuery(Figure(name), DISTRICTS, present.year, present.as_of)
        assert BEHIND[query.figure].count(connection, query, given=GIVEN) == getattr(present, name)


def teachers(connection: Connection, records: Records) -> None:
    query = TeacherQuery(DISTRICTS)
    expected = teacher_figures(records, DISTRICTS)
    rows = TEACHERS.rows(connection, TEACHERS.ids(connection, query, given=GIVEN), query, given=GIVEN)
    assert expected == {
        one.id: (one.pending, one.active, one.graduated, one.ended, one.open_everywhere) for one in rows
    }
    lines, total = teacher_lines(connection, query, LIMIT)
    assert msgspec.structs.astuple(total)[1:] == teacher_line(expected, LIMIT)
    for line in lines:
        here = teacher_figures(records, (line.bureau,))
        assert msgspec.structs.astuple(line)[1:] == teacher_line(here, LIMIT)
    assert sum(line.teachers for line in lines) > total.teachers


def passes(connection: Connection, records: Records) -> None:
    for year in (0, 2024):
        query = BehindQuery(Figure.PASSED, DISTRICTS, year)
        lines = pass_lines(connection, query)
        expected = pass_figures(records, DISTRICTS, year)
        assert {(one.bureau, one.type): (one.passed, one.people, one.assessed) for one in lines} == expected
        assert pass_total(connection, query).passed == sum(one.passed for one in lines)
    corrections = Counter(one["corrects"] != "" for one in records.scores)
    assert corrections[True] > 500


def home(connection: Connection, figures: Figures) -> None:
    summary = home_summary(connection, GIVEN, DISTRICTS)
    assert {
        (one.bureau, one.year): (one.submitted, one.filed, one.assessed, one.passed) for one in summary.years
    } == {place: numbers[2:] for place, numbers in figures.items()}
    lists = home_lists(DISTRICTS)
    for name in HOME_FIGURES:
        query = lists[name]
        assert isinstance(query, BehindQuery)
        assert BEHIND[query.figure].count(connection, query, given=GIVEN) == getattr(summary, name)

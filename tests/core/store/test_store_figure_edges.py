"""Edges of the figures: days around a year's end, 29 February, wrong clocks, other districts' records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.figures import one_by_one, pass_lines, pass_total, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery, YearLine
from core.apprenticeship.lists.home import home_lists, home_summary, home_year_list
from core.apprenticeship.lists.teachers import (
    TEACHERS,
    teacher_lines,
)
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.limits import Limits
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.figures.cells import as_of_day
from core.store.derived import wrong_counts
from core.store.engine import reading
from tests.core.store.samples import add_apprenticeship, add_filing, add_score, given_on, put
from tests.core.store.year_totals import totals
from tests.kit import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

DICTIONARIES = load_dictionaries()
TODAY = date(2026, 11, 20)
LIMIT = Limits().apprentice_limit
GIVEN = given_on(TODAY)
PUBLISHED = {"state": "published", "settled_at": "2026-11-13T02:00:00.000Z"}


def lines_of(
    connection: Connection, today: date = TODAY, bureaus: tuple[str, ...] = (WUCHANG,), type_: str = ""
) -> dict[int, YearLine]:
    return {one.year: one for one in year_lines(connection, bureaus, today, DICTIONARIES, type=type_)}


def study(connection: Connection, number: int, **changes: Any) -> None:
    """An apprenticeship 在教, filed on 2026-06-01 unless another day is given."""
    values = {"state": "active", "filed_on": "2026-06-01", "notarised_on": "2026-05-01", **changes}
    add_apprenticeship(connection, number, **values)


def test_as_of_day_is_the_years_end_or_today() -> None:
    assert as_of_day(2025, TODAY) == date(2025, 12, 31)
    assert as_of_day(2026, TODAY) == as_of_day(2027, TODAY) == TODAY
    assert as_of_day(2026, date(2026, 12, 31)) == date(2026, 12, 31)


def test_an_empty_store_has_one_line_of_zeros(store: Engine) -> None:
    with reading(store) as connection:
        (line,) = year_lines(connection, (WUCHANG,), TODAY, DICTIONARIES)
        assert line == YearLine(WUCHANG, 2026, "2026-11-20", 0, 0, 0, 0, 0, 0)
        assert len(year_lines(connection, (), TODAY, DICTIONARIES)) == 17
        assert pass_lines(connection, BehindQuery(Figure.PASSED, (WUCHANG,))) == ()
        assert pass_total(connection, BehindQuery(Figure.PASSED)).passed == 0
        lines, total = teacher_lines(connection, TeacherQuery((WUCHANG, HONGSHAN)), LIMIT)
        assert [one.bureau for one in lines] == [WUCHANG, HONGSHAN]
        assert total.teachers == total.active == 0
        assert teacher_lines(connection, TeacherQuery(), LIMIT)[0] == ()
        summary = home_summary(connection, GIVEN, (WUCHANG,))
        assert [(one.year, one.submitted) for one in summary.years] == [(2026, 0)]
        for figure in Figure:
            query = BehindQuery(figure, (WUCHANG,), 2026, "2026-11-20")
            assert BEHIND[query.figure].ids(connection, query, given=GIVEN) == []
            assert one_by_one(connection, query, GIVEN) == 0


def test_filings_around_new_year_in_wuhan(store: Engine) -> None:
    with store.begin() as connection:
        for number, moment in enumerate(
            ("2025-12-31T15:59:59.999Z", "2025-12-31T16:00:00.000Z", "2026-12-31T15:59:59.999Z")
        ):
            add_filing(connection, number, first_submitted_at=moment, submitted_at="2027-01-05T02:00:00.000Z")
        study(connection, 1, filed_on="2025-12-31")
        study(connection, 2, filed_on="2026-01-01")
        add_score(connection, 1, assessed_on="2025-12-31", **PUBLISHED)
        add_score(connection, 2, assessed_on="2026-01-01", **PUBLISHED)
        found = lines_of(connection)
        assert [(one.submitted, one.filed, one.assessed) for one in found.values()] == [(2, 1, 1), (1, 1, 1)]
        assert [one.filed_total for one in found.values()] == [2, 1]
        for year, line in found.items():
            for figure, number in (
                (Figure.SUBMITTED, line.submitted),
                (Figure.FILED_TOTAL, line.filed_total),
            ):
                query = BehindQuery(figure, (WUCHANG,), year, line.as_of)
                assert BEHIND[query.figure].count(connection, query, given=GIVEN) == number


def test_g10_years_from_29_february_are_full_on_1_march(store: Engine) -> None:
    with store.begin() as connection:
        study(connection, 1, notarised_on="2020-02-29", filed_on="2020-03-05")
        study(connection, 2, notarised_on="2023-02-28", filed_on="2023-03-05")
        for day, people in (("2023-02-28", 0), ("2023-03-01", 1), ("2026-02-27", 1), ("2026-02-28", 2)):
            query = BehindQuery(Figure.ELIGIBLE, (WUCHANG,), as_of=day, type="graduation")
            assert BEHIND[query.figure].count(connection, query, given=GIVEN) == people, day
        five = BehindQuery(Figure.ELIGIBLE, (WUCHANG,), as_of="2025-03-01", type="specialty")
        assert BEHIND[five.figure].count(connection, five, given=GIVEN) == 1
        leap = BehindQuery(Figure.ELIGIBLE, (WUCHANG,), as_of="2024-02-29")
        assert BEHIND[leap.figure].count(connection, leap, given=GIVEN) == 1
        with pytest.raises(KnownError, match="日期"):
            BEHIND[Figure.ELIGIBLE].count(connection, BehindQuery(Figure.ELIGIBLE, as_of=""), given=GIVEN)


def test_who_may_be_assessed_follows_ends_and_standing_passes_of_that_day(store: Engine) -> None:
    old = {"notarised_on": "2018-05-01", "filed_on": "2018-06-01"}
    with store.begin() as connection:
        study(connection, 1, state="passed", ended_on="2024-12-31", **old)
        study(connection, 2, state="dissolved", ended_on="2025-01-01", **old)
        study(connection, 3, **old)
        # A pass of graduation on the last day of 2024; one of specialty in 2025, later corrected.
        add_score(connection, 1, assessed_on="2024-12-31", **PUBLISHED)
        add_score(connection, 3, assessed_on="2025-05-01", type="specialty", **PUBLISHED)
        later = PUBLISHED | {"corrects": "c000003", "type": "specialty", "result": "fail"}
        add_score(connection, 4, student_id="s000003", assessed_on="2025-05-01", **later)
        study(connection, 5, state="passed", ended_on="", **old)
        any_type = lines_of(connection)
        assert [any_type[year].eligible for year in (2026, 2025, 2024, 2023, 2021, 2020)] == [
            1,
            1,
            2,
            3,
            3,
            0,
        ]
        specialty = lines_of(connection, type_="specialty")
        assert [specialty[year].eligible for year in (2026, 2025, 2024, 2023, 2022)] == [1, 1, 2, 3, 0]
        assert (specialty[2025].assessed, specialty[2025].passed) == (1, 0)
        assert (any_type[2025].assessed, any_type[2024].passed) == (1, 1)


def test_a_year_without_data_between_others_has_a_line_of_zeros(store: Engine) -> None:
    with store.begin() as connection:
        study(connection, 1, filed_on="2023-06-01", state="dissolved", ended_on="2023-08-01")
        found = lines_of(connection, bureaus=(WUCHANG, HONGSHAN))
        both = year_lines(connection, (WUCHANG, HONGSHAN), TODAY, DICTIONARIES)
    assert list(found) == [2026, 2025, 2024, 2023]
    assert [(one.year, one.bureau) for one in both][:3] == [
        (2026, WUCHANG),
        (2026, HONGSHAN),
        (2025, WUCHANG),
    ]
    sums = {one.year: one for one in totals(both)}
    assert sums[2024] == YearLine("", 2024, "2024-12-31", 1, 0, 0, 0, 0, 0)
    assert sums[2023].filed == 1


def test_a_clock_that_is_behind_loses_no_year_and_counts_until_its_today(store: Engine) -> None:
    with store.begin() as connection:
        study(connection, 1, filed_on="2024-06-01")
        study(connection, 2, filed_on="2026-06-01")
        found = lines_of(connection, date(2025, 3, 1))
        assert [(one.year, one.filed, one.filed_total, one.as_of) for one in found.values()] == [
            (2026, 1, 1, "2025-03-01"),
            (2025, 0, 1, "2025-03-01"),
            (2024, 1, 1, "2024-12-31"),
        ]
        assert [one.year for one in lines_of(connection, date(2020, 1, 1)).values()][-1] == 2020


def test_a_districts_figures_leave_out_what_other_bureaus_reviewed(store: Engine) -> None:
    """A PC also holds a student's history elsewhere, and open apprenticeships of a teacher who came (G7)."""
    with store.begin() as connection:
        teacher = {"teacher_id": "t1"}
        study(connection, 1, **teacher)
        add_filing(connection, 1, **teacher)
        for number in (2, 3, 4):
            study(connection, number, bureau=HONGSHAN, **teacher)
            add_filing(connection, number, bureau=HONGSHAN, **teacher)
            add_score(connection, number, bureau=HONGSHAN, **PUBLISHED, **teacher)
        study(connection, 5, bureau=HONGSHAN, teacher_id="t2")
        own = TeacherQuery((WUCHANG,))
        line = lines_of(connection)[2026]
        assert (line.filed_total, line.filed, line.submitted, line.assessed) == (1, 1, 1, 0)
        (here,), total = teacher_lines(connection, own, LIMIT)
        assert (here.teachers, here.full_teachers, here.active) == (1, 1, 1)
        assert (total.teachers, total.full_teachers, total.active) == (1, 1, 1)
        (row,) = TEACHERS.rows(connection, TEACHERS.ids(connection, own, given=GIVEN), own, given=GIVEN)
        assert (row.id, row.active, row.open_everywhere, row.seats_left) == ("t1", 1, 4, 0)
        assert pass_lines(connection, BehindQuery(Figure.PASSED, (WUCHANG,))) == ()
        summary = home_summary(connection, GIVEN, (WUCHANG,))
        for name, query in home_lists((WUCHANG,)).items():
            if isinstance(query, BehindQuery):
                assert BEHIND[query.figure].count(connection, query, given=GIVEN) == getattr(summary, name), (
                    name
                )
        assert (summary.active_students, summary.teachers, summary.full_teachers) == (1, 1, 1)
        (year,) = summary.years
        for figure in (Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED):
            query = home_year_list(figure, 2026, (WUCHANG,))
            assert BEHIND[query.figure].count(connection, query, given=GIVEN) == getattr(year, figure.value)
        # A subset of districts that is neither one nor all counts a teacher once.
        study(connection, 6, bureau="420102", teacher_id="t3")
        _, several = teacher_lines(connection, TeacherQuery((WUCHANG, HONGSHAN)), LIMIT)
        assert (several.teachers, several.full_teachers) == (2, 1)
        assert wrong_counts(connection) == []


def test_what_came_from_the_old_register_counts_as_filed_on_its_day(store: Engine) -> None:
    with store.begin() as connection:
        study(
            connection,
            1,
            origin="register",
            state="passed",
            filed_on="2019-03-01",
            ended_on="2023-05-01",
            notarised_on="2019-02-01",
        )
        add_filing(connection, 1, state="approved", first_submitted_at="2019-02-28T16:00:00.000Z")
        found = lines_of(connection)
        (here,), _ = teacher_lines(connection, TeacherQuery((WUCHANG,)), LIMIT)
    assert (found[2019].filed, found[2019].submitted, found[2026].filed_total) == (1, 1, 1)
    assert (found[2022].eligible, found[2023].eligible) == (1, 0)
    assert sum(one.assessed for one in found.values()) == 0
    assert (here.graduated, here.teachers) == (1, 0)


def teacher(connection: Connection, id_: str, name: str, pinyin: str, **changes: Any) -> None:
    values = {
        "id": id_,
        "version": 1,
        "name": name,
        "name_pinyin": pinyin,
        "id_number": f"42010619700305{id_[1:]:0>4}",
        "title": "主任医师",
        "practice_place": "武昌区中医医院",
        "district": WUCHANG,
    }
    put(connection, "teacher", values | changes, replace=True)


@pytest.fixture
def teachers(store: Engine) -> Engine:
    with store.begin() as connection:
        teacher(connection, "t1", "刘景和", "liu jing he")
        teacher(
            connection,
            "t2",
            "欧阳清",
            "ou yang qing",
            district=HONGSHAN,
            practice_place="洪山国医堂",
            title="副主任医师",
        )
        teacher(connection, "t9", "没有学生", "mei you xue sheng")
        for number in range(4):
            study(connection, number, teacher_id="t1", state="active" if number else "pending")
        study(connection, 5, teacher_id="t2", state="dissolved", ended_on="2026-07-01")
        study(connection, 6, teacher_id="t2", state="passed", ended_on="2026-07-01")
        # The record of this teacher is not in the store: the register's copy is shown.
        study(connection, 7, teacher_id="t3", teacher_name="周明远", practice_place="汉阳国医堂")
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["t1", "t3", "t2"]),
        ({"teacher": "景"}, ["t1"]),
        ({"teacher": "oyq"}, ["t2"]),
        ({"teacher": "420106197003050002"}, ["t2"]),
        ({"teacher": "。"}, []),
        ({"place": "国医"}, ["t2"]),
        ({"district": HONGSHAN}, ["t2"]),
        ({"seats": "full"}, ["t1"]),
        ({"seats": "free"}, ["t3", "t2"]),
        ({"teaching": True}, ["t1", "t3"]),
        ({"teacher_id": "t3"}, ["t3"]),
        ({"bureaus": (HONGSHAN,)}, []),
        ({"sort": "name", "descending": False, "seats": "", "district": WUCHANG}, ["t1"]),
        ({"sort": "graduated"}, ["t2", "t3", "t1"]),
        ({"sort": "seats_left", "descending": False}, ["t1", "t3", "t2"]),
    ],
)
def test_teachers_are_found_and_sorted(teachers: Engine, query: dict[str, Any], expected: list[str]) -> None:
    with reading(teachers) as connection:
        asked = TeacherQuery(**query)
        assert TEACHERS.ids(connection, asked, given=GIVEN) == expected
        assert TEACHERS.count(connection, asked, given=GIVEN) == len(expected)
        _, total = teacher_lines(connection, asked, LIMIT)
        rows = TEACHERS.rows(connection, expected, asked, given=GIVEN)
        assert total.active == sum(row.active for row in rows)
        assert total.teachers == sum(row.pending + row.active > 0 for row in rows)


def test_a_teacher_whose_record_is_not_here_shows_what_the_register_repeats(teachers: Engine) -> None:
    with reading(teachers) as connection:
        (row,) = TEACHERS.rows(connection, ["t3", "nobody"], TeacherQuery(), given=GIVEN)
    assert (row.name, row.practice_place, row.district, row.seats_left) == ("周明远", "汉阳国医堂", "", 3)


def test_a_teacher_is_found_by_the_place_of_today(teachers: Engine) -> None:
    with teachers.begin() as connection:
        teacher(connection, "t1", "刘景和", "liu jing he", practice_place="江夏区中医医院")
        assert TEACHERS.ids(connection, TeacherQuery(place="江夏"), given=GIVEN) == ["t1"]
        assert TEACHERS.ids(connection, TeacherQuery(place="武昌"), given=GIVEN) == []
        connection.exec_driver_sql("INSERT INTO teacher_fts(teacher_fts) VALUES ('integrity-check')")


def test_every_list_sorts_by_every_column_both_ways(teachers: Engine) -> None:
    with teachers.begin() as connection:
        for number in range(4):
            add_filing(connection, number)
            add_score(connection, number, **PUBLISHED)
        for figure in Figure:
            for sort in BEHIND[figure].sorts:
                for descending in (False, True):
                    query = BehindQuery(
                        figure, (WUCHANG,), as_of="2030-01-01", sort=sort, descending=descending
                    )
                    ids = BEHIND[query.figure].ids(connection, query, given=GIVEN)
                    rows = BEHIND[query.figure].rows(connection, ids, query, given=GIVEN)
                    assert [row.id for row in rows] == ids
                    assert BEHIND[query.figure].first_page(connection, query, 2, given=GIVEN) == rows[:2]
        for sort in TEACHERS.sorts:
            up = TEACHERS.ids(connection, TeacherQuery(sort=sort, descending=False), given=GIVEN)
            assert TEACHERS.ids(connection, TeacherQuery(sort=sort), given=GIVEN) == up[::-1]
        with pytest.raises(KnownError, match="不能按这一列排序"):
            TEACHERS.ids(connection, TeacherQuery(sort="phone"), given=GIVEN)
        with pytest.raises(KnownError, match="不能按这一列排序"):
            BEHIND[Figure.FILED].ids(connection, BehindQuery(Figure.FILED, sort="phone"), given=GIVEN)


def test_people_behind_a_number_are_narrowed_by_name_and_teacher(store: Engine) -> None:
    with store.begin() as connection:
        study(connection, 1, student_name="欧阳青", student_pinyin="ou yang qing")
        study(connection, 2, teacher_id="t7", teacher_name="何静", teacher_pinyin="he jing")
        for number, name in ((1, "欧阳青"), (2, "陈亦舟")):
            add_score(connection, number, student_name=name, **PUBLISHED)
            add_filing(connection, number, student_name=name)
        for figure in (Figure.FILED, Figure.ASSESSED, Figure.SUBMITTED, Figure.PASSED):
            one = BehindQuery(figure, student="阳青")
            assert len(BEHIND[one.figure].ids(connection, one, given=GIVEN)) == 1
            assert BEHIND[one.figure].count(connection, one, given=GIVEN) == 1
        assert BEHIND[Figure.FILED].ids(connection, BehindQuery(Figure.FILED, teacher="hj"), given=GIVEN) == [
            "a000002"
        ]
        assert BEHIND[Figure.FILED].ids(
            connection, BehindQuery(Figure.FILED, teacher_id="t7"), given=GIVEN
        ) == ["a000002"]
        assert pass_total(connection, BehindQuery(Figure.PASSED, student="阳青")).passed == 1
        assert pass_total(connection, BehindQuery(Figure.PASSED, student="。")).passed == 0
        assert (
            BEHIND[Figure.FILED].ids(connection, BehindQuery(Figure.FILED, student="。"), given=GIVEN) == []
        )

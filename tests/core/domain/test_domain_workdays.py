"""Working days and the time limit for review (G16)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.workdays import Calendar, HolidayDataError, Remaining, load_calendar

if TYPE_CHECKING:
    from pathlib import Path

CHINA = load_calendar()
DAYS = st.dates(date(2022, 1, 1), date(2029, 12, 31))


def walked(calendar: Calendar, start: date, end: date) -> int:
    return sum(calendar.is_working_day(start + timedelta(step)) for step in range(1, (end - start).days + 1))


@pytest.mark.parametrize(
    ("year", "worked"),
    # Weekdays of the year, less the weekdays that are free, plus the weekend days that are worked.
    [(2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_g16_working_days_of_the_announced_years(year: int, worked: int) -> None:
    assert CHINA.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027])
def test_g16_the_days_the_law_names_are_free_and_exchanged_days_are_weekends(year: int) -> None:
    assert not any(CHINA.is_working_day(date(year, 10, day)) for day in (1, 2, 3))
    assert not any(CHINA.is_working_day(date(year, month, 1)) for month in (1, 5))
    exchanged = [day for day in CHINA.workdays if day.year == year]
    assert all(day.weekday() >= 5 and day not in CHINA.holidays for day in exchanged)


def test_g16_only_announced_years_are_called_known() -> None:
    assert CHINA.years == {2023, 2024, 2025, 2026}


def test_g16_twenty_working_days_across_the_national_holiday_2026() -> None:
    """From Friday 18 September: 20 Sep and 10 Oct are worked, 25 Sep and 1 to 7 Oct are free."""
    assert CHINA.deadline(date(2026, 9, 18)) == date(2026, 10, 22)
    assert Calendar().deadline(date(2026, 9, 18)) == date(2026, 10, 16)


def test_g16_the_day_of_submission_does_not_count() -> None:
    assert Calendar().deadline(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert Calendar().deadline(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert Calendar().deadline(date(2026, 11, 22), 0) == date(2026, 11, 22)
    with pytest.raises(ValueError, match="forwards"):
        Calendar().add_working_days(date(2026, 11, 22), -1)


def test_g16_a_year_without_data_knows_weekends_only() -> None:
    assert CHINA.is_working_day(date(2031, 10, 1))
    assert not CHINA.is_working_day(date(2031, 10, 4))


@settings(deadline=None)
@given(DAYS, DAYS)
def test_g16_counting_weeks_equals_walking_days(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert CHINA.working_days_between(start, end) == walked(CHINA, start, end)
    assert CHINA.working_days_between(end, start) == -walked(CHINA, start, end)


@settings(deadline=None)
@given(DAYS, st.integers(1, 300))
def test_g16_the_added_day_is_worked_and_the_count_is_right(start: date, count: int) -> None:
    day = CHINA.add_working_days(start, count)
    assert CHINA.is_working_day(day)
    assert walked(CHINA, start, day) == count


def test_g16_remaining_reads_as_a_clerk_says_it() -> None:
    assert (Remaining(3).text, Remaining(0).text, Remaining(-2).text) == (
        "剩 3 日",
        "今日到期",
        "已超期 2 日",
    )
    assert (Remaining(3).overdue, Remaining(0).overdue, Remaining(-1).overdue) == (False, False, True)
    assert [Remaining(days).within(3) for days in (-1, 0, 3, 4)] == [False, True, True, False]


def test_g16_remaining_counts_working_days_and_a_weekend_after_the_deadline_is_overdue() -> None:
    friday = date(2026, 11, 20)
    seen = {
        day: CHINA.remaining(friday, date(2026, 11, day)).text for day in (13, 14, 19, 20, 21, 22, 23, 24)
    }
    assert seen == {13: "剩 5 日", 14: "剩 5 日", 19: "剩 1 日", 20: "今日到期", 21: "已超期 1 日",
                    22: "已超期 1 日", 23: "已超期 1 日", 24: "已超期 2 日"}  # fmt: skip


def test_g16_a_deadline_that_became_a_holiday_is_not_due_before_its_day() -> None:
    assert CHINA.remaining(date(2026, 10, 3), date(2026, 10, 2)).text == "剩 1 日"
    assert CHINA.remaining(date(2026, 10, 3), date(2026, 10, 3)).text == "今日到期"


def test_holidays_are_data(tmp_path: Path) -> None:
    (tmp_path / "cn-2031.json").write_text(
        '{"year": 2031, "status": "announced", "source": "样例", "holidays": '
        '[{"name": "国庆节", "from": "2031-10-01", "to": "2031-10-07", "workdays": ["2031-10-11"]}]}',
        encoding="utf-8",
    )
    calendar = load_calendar(tmp_path)
    assert calendar.years == {2031}
    assert not calendar.is_working_day(date(2031, 10, 1))
    assert calendar.is_working_day(date(2031, 10, 11))


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"year": 2031}',
     '{"year":2031,"status":"announced","source":"","holidays":[{"name":"a","from":"2031-10-02","to":"2031-10-01"}]}',
     '{"year":2031,"status":"announced","source":"","holidays":[{"name":"a","from":"2013-10-01","to":"2013-10-02"}]}'],
)  # fmt: skip
def test_a_broken_holiday_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "cn-2031.json").write_text(text, encoding="utf-8")
    with pytest.raises(HolidayDataError, match=r"cn-2031\.json"):
        load_calendar(tmp_path)

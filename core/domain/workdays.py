"""Working days and the time limit for review (rule G16).

Holidays are data: `resources/holidays/cn-YYYY.json`, one file a year, as the State Council arranges them
(days off, and weekend days that are worked instead). A new year needs a new file and no new program. In a
year without a file only weekends are free. A file with the status `statutory` knows the holidays that the
law names but not yet the arrangement around them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import msgspec

from core.domain.clock import parse_day
from core.domain.errors import KnownError
from core.domain.values import Parameters, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable
    from pathlib import Path

_DEFAULT = Parameters()
REVIEW_DAYS = 20
"""Default of G16, a parameter of the office; no source sets a limit by law."""


class HolidayDataError(KnownError):
    """A holiday file that cannot be used; `message` names it."""


class Remaining(Value, frozen=True):
    """Working days left before a deadline: 0 on its last day, negative after it."""

    days: int

    @property
    def overdue(self) -> bool:
        return self.days < 0

    @property
    def text(self) -> str:
        """What the clerk reads."""
        if self.days == 0:
            return "今日到期"
        return f"已超期 {-self.days} 日" if self.overdue else f"剩 {self.days} 日"

    def within(self, days: int) -> bool:
        """Due soon: not yet overdue and at most `days` left."""
        return 0 <= self.days <= days


class Calendar:
    """Which days are worked. In years other than the known `years` only weekends are free."""

    def __init__(
        self,
        holidays: frozenset[date] = frozenset(),
        workdays: frozenset[date] = frozenset(),
        years: frozenset[int] = frozenset(),
    ) -> None:
        self.holidays = holidays
        self.workdays = workdays
        self.years = years
        self._free = sorted(day for day in holidays - workdays if day.weekday() < 5)
        self._extra = sorted(day for day in workdays if day.weekday() >= 5)

    def is_working_day(self, day: date) -> bool:
        """Worked: a weekday that is no holiday, or a weekend day worked in exchange."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before `start`.

        Whole weeks are counted, not walked: a span of years costs as much as one of days.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weekdays = _weekdays_until(end) - _weekdays_until(start)
        return weekdays - _inside(self._free, start, end) + _inside(self._extra, start, end)

    def add_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; `start` itself for 0. ValueError when negative."""
        if count < 0:
            raise ValueError("only forwards")
        if count == 0:
            return start
        longest = count * 7 // 5 + len(self._free) + 7
        offset = bisect_left(
            range(longest), count, key=lambda days: self.working_days_between(start, start + timedelta(days))
        )
        return start + timedelta(offset)

    def deadline(self, submitted_on: date, days: int = REVIEW_DAYS) -> date:
        """Last day for a decision (G16): the day of submission does not count."""
        return self.add_working_days(submitted_on, days)

    def remaining(self, due_on: date, today: date) -> Remaining:
        """Working days from `today` to the deadline; overdue by at least one on the weekend after it."""
        days = self.working_days_between(today, due_on)
        if today > due_on:
            return Remaining(min(days, -1))
        return Remaining(max(days, 1) if today < due_on else 0)


def due_on(
    submitted_on: date | str, calendar: Calendar, parameters: Parameters = _DEFAULT, days: int = 0
) -> date:
    """G16: last day for a decision on what was submitted on a day in Shanghai; ValueError for no date.

    `days` are the working days of a stage, 0 those of the parameters.
    """
    start = parse_day(submitted_on) if isinstance(submitted_on, str) else submitted_on
    if start is None:
        raise ValueError("the day of submission is missing or impossible")
    return calendar.deadline(start, days or parameters.review_working_days)


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from day 1 of the calendar (a Monday) to `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _inside(days: list[date], start: date, end: date) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


class _Holiday(Value, frozen=True, rename={"first": "from", "last": "to"}):
    name: str
    first: date
    last: date
    workdays: tuple[date, ...] = ()

    def days(self) -> Iterable[date]:
        return (self.first + timedelta(step) for step in range((self.last - self.first).days + 1))


class _Year(Value, frozen=True):
    year: int
    status: Literal["announced", "statutory"]
    source: str
    holidays: tuple[_Holiday, ...]


def load_calendar(folder: Traversable | Path | None = None) -> Calendar:
    """The calendar of all `*.json` in a folder (default: shipped ones); HolidayDataError names a bad file.

    The shipped ones are read once.
    """
    return _shipped() if folder is None else _load(folder)


@cache
def _shipped() -> Calendar:
    return _load(resources.files("resources") / "holidays")


def _load(place: Traversable | Path) -> Calendar:
    files = sorted((one for one in place.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    years = [_read(one) for one in files]
    return Calendar(
        frozenset(day for year in years for holiday in year.holidays for day in holiday.days()),
        frozenset(day for year in years for holiday in year.holidays for day in holiday.workdays),
        frozenset(year.year for year in years if year.status == "announced"),
    )


def _read(file: Traversable | Path) -> _Year:
    try:
        year = msgspec.json.decode(file.read_bytes(), type=_Year)
    except msgspec.DecodeError as error:
        raise HolidayDataError("HOLIDAY_FILE", f"节假日文件 {file.name} 无法读取：{error}") from error
    for holiday in year.holidays:
        if not 0 <= (holiday.last - holiday.first).days < 31 or abs(holiday.first.year - year.year) > 1:
            raise HolidayDataError(
                "HOLIDAY_DATES", f"节假日文件 {file.name} 中「{holiday.name}」的起止日期有误。"
            )
    return year

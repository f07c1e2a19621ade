"""Time: instants in UTC for the store and the wire, Asia/Shanghai for "today", deadlines and the screen.

An instant is text of fixed width, `2026-11-20T02:20:00.123Z`, so that it sorts as text everywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps +08:00 all year (no summer time since 1991). Fixed on purpose: Windows has no zone data."""

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


SKEW_SHOWN_MS = 5 * 60 * 1000
"""A difference between the clocks of PC and server above this is shown to the clerk (sync.md rule 7)."""


class Clock(Protocol):
    """Gives the present moment; injected wherever time matters."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved (tests, demo, sample data)."""

    def __init__(self, start: datetime | str) -> None:
        """`start` is an aware datetime or an instant text."""
        self._now = parse_instant(start) if isinstance(start, str) else _aware(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta | None = None, *, days: float = 0, seconds: float = 0) -> datetime:
        """Move by `step` plus days and seconds (negative: back) and return the new moment."""
        self._now += (step or timedelta()) + timedelta(days=days, seconds=seconds)
        return self._now

    def set(self, moment: datetime | str) -> None:
        """Jump to a moment, aware datetime or instant text."""
        self._now = parse_instant(moment) if isinstance(moment, str) else _aware(moment)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


def today(clock: Clock) -> date:
    """The present day in Shanghai."""
    return clock.now().astimezone(SHANGHAI).date()


def clock_ms(clock: Clock) -> int:
    """Milliseconds since 1970-01-01T00:00:00Z."""
    delta = clock.now() - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(milliseconds=1)


def instant(moment: datetime) -> str:
    """`2026-11-20T02:20:00.123Z`: UTC, fixed width, cut (not rounded) to milliseconds. Naive: ValueError."""
    return _aware(moment).isoformat(timespec="milliseconds")[:23] + "Z"


def parse_instant(text: str) -> datetime:
    """Aware datetime in UTC of an instant text; anything else than the fixed width form is a ValueError."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"not an instant: {text!r}")
    return datetime.fromisoformat(text)


def local_date(text: str) -> date:
    """The day in Shanghai of an instant text."""
    return parse_instant(text).astimezone(SHANGHAI).date()


def local_text(text: str, seconds: bool = False) -> str:
    """`2026-11-20 10:20` in Shanghai, for the screen; `seconds` adds `:00`; empty stays empty."""
    if not text:
        return ""
    local = parse_instant(text).astimezone(SHANGHAI)
    return local.isoformat(" ", "seconds")[: 19 if seconds else 16]


def parse_day(text: str) -> date | None:
    """The date of a strict `YYYY-MM-DD`; None when empty, of another form or impossible."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def full_years(start: date, end: date) -> int:
    """Full years from `start` to `end`, negative before; a 29 February is followed by 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def full_months(start: date, end: date) -> int:
    """Full months from `start` to `end`."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)

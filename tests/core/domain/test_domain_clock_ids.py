"""Time and identifiers."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.clock import (
    SHANGHAI,
    FixedClock,
    SystemClock,
    instant,
    local_date,
    local_text,
    parse_day,
    parse_instant,
    today,
)
from core.domain.ids import IdSource

MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001


def test_uuid7_is_the_example_of_rfc_9562() -> None:
    """Appendix A.6 of the RFC."""
    tail = (0xCC3 << 62 | 0x18C4DC0C0C07398F) << 6
    source = IdSource(FixedClock("2022-02-22T19:22:22.000Z"), lambda _: tail.to_bytes(10, "big"))
    assert source.new() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_uuid7_refuses_a_time_out_of_range() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        IdSource(FixedClock("1969-12-31T23:59:59.000Z"), lambda n: b"\0" * n).new()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ids_grow_within_a_millisecond_and_when_the_clock_is_set_back(seed: int) -> None:
    clock = FixedClock("2026-11-20T02:20:00.123Z")
    source = IdSource(clock, random.Random(seed).randbytes)
    made = [source.new() for _ in range(500)]
    clock.advance(days=-1)
    made += [source.new() for _ in range(500)]
    clock.advance(days=2)
    made += [source.new() for _ in range(5)]
    assert made == sorted(set(made))
    assert all(uuid.UUID(one).version == 7 and uuid.UUID(one).variant == uuid.RFC_4122 for one in made)


def test_ids_go_on_when_the_random_part_is_exhausted() -> None:
    source = IdSource(FixedClock("2026-11-20T02:20:00.123Z"), lambda n: b"\xff" * n)
    first, second, third = source.new(), source.new(), source.new()
    assert first < second < third
    assert int(second[:8] + second[9:13], 16) == int(first[:8] + first[9:13], 16) + 1


def test_today_is_the_day_in_shanghai() -> None:
    clock = FixedClock("2026-11-20T15:59:59.999Z")
    assert today(clock) == date(2026, 11, 20)
    clock.advance(timedelta(milliseconds=1))
    assert today(clock) == date(2026, 11, 21)


def test_instant_is_cut_to_milliseconds_and_read_back_in_shanghai() -> None:
    moment = datetime(2026, 11, 20, 10, 20, 0, 123999, tzinfo=SHANGHAI)
    assert instant(moment) == "2026-11-20T02:20:00.123Z"
    assert local_text("2026-11-20T02:20:00.123Z") == "2026-11-20 10:20"
    assert local_text("2026-11-20T02:20:07.999Z", seconds=True) == "2026-11-20 10:20:07"
    assert local_text("") == ""
    assert local_date("2026-11-20T16:00:00.000Z") == date(2026, 11, 21)


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_instants_sort_as_text_like_the_moments_do(one: datetime, other: datetime) -> None:
    assert len(instant(one)) == 24
    assert parse_instant(instant(one)) == one.replace(microsecond=one.microsecond // 1000 * 1000)
    if one <= other:
        assert instant(one) <= instant(other)


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-20", "2026-11-20T02:20:00Z", "2026-11-20T02:20:00.123+08:00", "2026-13-20T02:20:00.123Z"],
)
def test_other_forms_of_an_instant_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - from two places with different words
        parse_instant(text)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 20))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 11, 20))  # noqa: DTZ001


def test_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


@pytest.mark.parametrize("text", ["", "20261120", "2026-W01-1", "2026-02-29", "2026-1-1", "２０２６-01-01"])
def test_a_day_has_one_form_only(text: str) -> None:
    assert parse_day(text) is None


def test_a_day_is_read() -> None:
    assert parse_day("2024-02-29") == date(2024, 2, 29)

"""When to try again: full jitter from 1 s to 5 min, and never before the server's Retry-After (rule 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0


class Backoff:
    """Counts failures in a row. `random` gives numbers in [0, 1), `monotonic` seconds."""

    def __init__(self, random: Callable[[], float], monotonic: Callable[[], float]) -> None:
        self._random = random
        self._monotonic = monotonic
        self._failures = 0
        self._not_before = 0.0
        self._next = 0.0

    def succeeded(self) -> None:
        self._failures = 0
        self._not_before = self._next = 0.0

    def failed(self, retry_after: float | None = None) -> None:
        """Note a failure; `retry_after` in seconds is a floor that even a person's wish does not break."""
        self._failures += 1
        ceiling = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(self._failures, 16))
        now = self._monotonic()
        self._next = now + max(FIRST_SECONDS, self._random() * ceiling)
        if retry_after is not None:
            self._not_before = now + min(retry_after, LONGEST_SECONDS)
            self._next = max(self._next, self._not_before)

    def floor_seconds(self) -> float:
        """Seconds that the server asked to wait still."""
        return max(0.0, self._not_before - self._monotonic())

    def wait_seconds(self, poll_seconds: float, *, kicked: bool) -> float:
        """Give the pause before the next round."""
        if kicked:
            return self.floor_seconds()
        if self._failures:
            return max(0.0, self._next - self._monotonic())
        return poll_seconds

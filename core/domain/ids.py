"""Identifiers: UUID version 7 of RFC 9562, ordered by time, with injected clock and randomness."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

from core.domain.clock import clock_ms as milliseconds_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.clock import Clock

_TAIL_BITS = 74
_TAIL_BYTES = 10


class IdSource:
    """Gives ids that strictly grow, also within one millisecond and when the clock is set back.

    RFC 9562 §6.2 method 2: within a millisecond the random part is raised by a random step, so that
    ids stay hard to guess. Usable from any thread.
    """

    def __init__(self, clock: Clock, random: Callable[[int], bytes]) -> None:
        """`random(n)` gives n bytes; a real program passes `os.urandom`."""
        self._clock = clock
        self._random = random
        self._lock = threading.Lock()
        self._ms = -1
        self._tail = 0

    def new(self) -> str:
        """The next id."""
        with self._lock:
            now = milliseconds_of(self._clock)
            if now > self._ms:
                self._ms, self._tail = now, _random_tail(self._random)
            else:
                self._tail += 1 + int.from_bytes(self._random(4), "big")
                if self._tail >> _TAIL_BITS:
                    self._ms, self._tail = self._ms + 1, _random_tail(self._random)
            return _text(self._ms, self._tail)


def _random_tail(randomness: Callable[[int], bytes]) -> int:
    return int.from_bytes(randomness(_TAIL_BYTES), "big") >> (_TAIL_BYTES * 8 - _TAIL_BITS)


def _text(clock_ms: int, tail: int) -> str:
    """Canonical text of a UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds since 1970, 74 random bits."""
    if not 0 <= clock_ms < 1 << 48:
        raise ValueError("the time does not fit into a UUIDv7")
    value = clock_ms << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & ((1 << 62) - 1)
    return str(uuid.UUID(int=value))

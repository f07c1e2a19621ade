"""Wrong passwords are counted: after five a name is closed for 15 minutes, then for twice as long each time.

The count lies in the keyring, never in the store: an older copy of the store would bring it back to nothing
(security.md sections 1 and 2).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from core.domain.clock import instant
from core.domain.errors import KnownError

if TYPE_CHECKING:
    from core.domain.clock import Clock
    from sync.accounts.keyring_port import Keyring

FREE_TRIES = 5
FIRST_MINUTES = 15
MOST_MINUTES = 24 * 60


class _Count(msgspec.Struct, frozen=True):
    failures: int = 0
    until: str = ""


class LockOut:
    """Counts failures by name under one name of the keyring."""

    def __init__(self, keyring: Keyring, name: str, clock: Clock) -> None:
        self._keyring = keyring
        self._name = name
        self._clock = clock

    def check(self, user: str) -> None:
        """Raise `LOCKED` while the name is closed."""
        until = self._read().get(_plain(user), _Count()).until
        now = instant(self._clock.now())
        if until > now:
            minutes = max(1, -(-_seconds(now, until) // 60))
            raise KnownError("LOCKED", f"密码连续输错，该用户已暂时锁定，请 {minutes} 分钟后再试。")

    def failed(self, user: str) -> None:
        """Count one failure, and close the name after the fifth and each further one."""
        counts = self._read()
        failures = counts.get(_plain(user), _Count()).failures + 1
        until = ""
        if failures >= FREE_TRIES:
            minutes = min(FIRST_MINUTES * 2 ** min(failures - FREE_TRIES, 10), MOST_MINUTES)
            until = instant(self._clock.now() + timedelta(minutes=minutes))
        self._write({**counts, _plain(user): _Count(failures, until)})

    def passed(self, user: str) -> None:
        """Forget the failures of a name."""
        counts = self._read()
        if counts.pop(_plain(user), None) is not None:
            self._write(counts)

    def _read(self) -> dict[str, _Count]:
        text = self._keyring.get(self._name)
        return msgspec.json.decode(text, type=dict[str, _Count]) if text else {}

    def _write(self, counts: dict[str, _Count]) -> None:
        self._keyring.set(self._name, msgspec.json.encode(counts).decode())


def _seconds(earlier: str, later: str) -> int:
    return int((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())


def _plain(user: str) -> str:
    return user.strip().casefold()

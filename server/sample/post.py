"""The text messages of the sample: the centre's own worker, a carrier that fails where planned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.domain.clock import instant, parse_instant
from server.notices.gateway import PermanentFailure, TemporaryFailure
from server.notices.worker import Worker

if TYPE_CHECKING:
    from core.domain.clock import FixedClock
    from server.centre import Centre
    from server.sample.apprenticeship.steps import Plan, Unreachable

AFTER = timedelta(minutes=2)
ROUNDS = 50
"""Far more than one decision needs; a worker that never ends would be a mistake."""


class Carrier:
    """Takes every message into the recording gateway, but for the phones it cannot reach."""

    delivers_at_once = True

    def __init__(self, centre: Centre, unreachable: tuple[Unreachable, ...]) -> None:
        self._gateway = centre.gateway
        self._unreachable = {one.phone: one for one in unreachable}

    def send(self, key: str, phone: str, text: str) -> str:
        """Take a message; PermanentFailure or TemporaryFailure as planned."""
        found = self._unreachable.get(phone)
        if found is None:
            return self._gateway.send(key, phone, text)
        if found.for_good:
            raise PermanentFailure("SAMPLE_NUMBER", found.reason)
        raise TemporaryFailure("SAMPLE_BUSY", found.reason)

    def close(self) -> None:
        """The gateway belongs to the centre."""


class Post:
    """Sends what is due some minutes after each decision, and tries again what failed before."""

    def __init__(self, centre: Centre, clock: FixedClock, told: Plan) -> None:
        self._clock, self._until = clock, told.posted_until
        self._worker = Worker(centre, Carrier(centre, told.unreachable))

    def after(self, at: str) -> None:
        """Send what a decision of this moment caused; nothing after the plan's last post."""
        if at > self._until:
            return
        self._clock.set(instant(parse_instant(at) + AFTER))
        for _ in range(ROUNDS):
            tried, _well = self._worker.run_once()
            if not tried:
                return
        raise AssertionError("the messages of the sample never end")

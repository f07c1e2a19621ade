"""The one thread that sends messages; several servers may run one each."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from server.ledger import TEMPORARY
from server.notices.gateway import GatewayError, TemporaryFailure
from server.notices.queue import claim, release
from server.notices.results import note_failed, note_sent

if TYPE_CHECKING:
    from server.centre import Centre
    from server.notices.gateway import Gateway
    from server.notices.queue import Due

LOG = logging.getLogger("server.notices")
BATCH = 10
LEASE_MARGIN_SECONDS = 60
LONGEST_PAUSE_SECONDS = 300
END_SECONDS = 30


class Worker:
    """Sends what is due, oldest first.

    A temporary failure ends the pass: while the carrier is down one message is tried per pass, after pauses
    that grow to five minutes, and all others keep their tries.
    """

    def __init__(self, centre: Centre, gateway: Gateway | None = None) -> None:
        self._centre = centre
        self._gateway = gateway or centre.gateway
        config = centre.config
        one = config.gateway_connect_seconds + 2 * config.gateway_read_seconds
        self._lease_seconds = BATCH * one + LEASE_MARGIN_SECONDS
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the present sending end; what was not tried is given back."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    def run_once(self) -> tuple[int, bool]:
        """Claim a batch and send it; gives how many were tried and whether the carrier is well."""
        lease = self._centre.ids.new()
        tried, well = 0, True
        batch = claim(self._centre, lease, limit=BATCH, seconds=self._lease_seconds)
        for due in batch:
            if self._stop.is_set() or not well:
                break
            tried += 1
            try:
                carrier_id = self._send(due)
            except GatewayError as error:
                well = not isinstance(error, TemporaryFailure)
                note_failed(self._centre, due, error)
            else:
                note_sent(self._centre, due, carrier_id, delivered=self._gateway.delivers_at_once)
        if tried < len(batch):
            release(self._centre, lease)
        return tried, well

    def _send(self, due: Due) -> str:
        """One message that breaks the adapter must not stop all others."""
        try:
            return self._gateway.send(due.key, due.phone, due.text)
        except GatewayError:
            raise
        except Exception as error:
            LOG.error("notice %s broke the gateway: %s", due.notice_id, type(error).__name__)
            raise TemporaryFailure("GATEWAY_FAILED", "发送时出错，已记录") from error

    def _run(self) -> None:
        pause = usual = self._centre.config.notice_pause_seconds
        while not self._stop.wait(pause):
            try:
                tried, well = self.run_once()
            except (KnownError, *TEMPORARY) as error:
                LOG.info("notices wait: %s", type(error).__name__)
                tried, well = 0, False
            except Exception as error:
                LOG.error("notices failed: %s", type(error).__name__)
                tried, well = 0, False
            if not well:
                pause = min(max(pause, usual) * 2, LONGEST_PAUSE_SECONDS)
            else:
                pause = 0 if tried == BATCH else usual

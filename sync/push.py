"""Decisions up: first in, first out, at most 100 commands or 256 KB at a time (sync.md rules 6-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync import protocol
from sync.outbox import VerdictChange, store_verdicts, waiting
from sync.transactions import reading, writing
from sync.troubles import WireError, broken_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from sync.client import Client


class Pusher:
    """Sends what waits, as the actors who took it; the session only opens the door.

    Nothing is ever discarded here: a command leaves the queue by a final verdict alone.
    """

    def __init__(self, engine: Engine, client: Client) -> None:
        self._engine = engine
        self._client = client
        self._most = protocol.MAX_PUSH_COMMANDS

    def push(
        self,
        on_batch: Callable[[VerdictChange, str], None] = lambda change, server_time: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Push until nothing waits; raise `WireError` when the server cannot take more now."""
        while not stopped():
            with reading(self._engine) as session:
                batch = cut(waiting(session, self._most))
            if not batch:
                self._most = protocol.MAX_PUSH_COMMANDS
                return
            answer = self._send(batch)
            if answer is None:
                continue
            change = self._keep(batch, answer)
            on_batch(change, answer.server_time)
            later = next((v for v in answer.verdicts if v.status == "retry"), None)
            if later is not None:
                raise WireError(later.code or "SERVER_BUSY", later.message or BUSY, status=503)
            if not change:
                raise broken_answer()

    def _send(self, batch: list[protocol.Envelope]) -> protocol.Verdicts | None:
        """Send a batch; `None` after a 413, with a smaller batch next."""
        try:
            return self._client.push(protocol.Ops(tuple(batch)))
        except WireError as error:
            if error.status != 413 or len(batch) == 1:
                raise
            self._most = max(1, len(batch) // 2)
            return None

    def _keep(self, batch: list[protocol.Envelope], answer: protocol.Verdicts) -> VerdictChange:
        if [v.op_id for v in answer.verdicts] != [e.op_id for e in batch[: len(answer.verdicts)]]:
            raise broken_answer()
        with writing(self._engine, durable=True) as session:
            return store_verdicts(session, answer.verdicts)


BUSY = "服务器正忙，暂时无法处理上报的决定，稍后会自动重试。"


def cut(envelopes: list[protocol.Envelope]) -> list[protocol.Envelope]:
    """Give as many of the first commands as fit into one request; always at least one."""
    size = 0
    for number, envelope in enumerate(envelopes):
        size += len(msgspec.json.encode(envelope)) + 1
        if number and size > protocol.MAX_PUSH_BYTES:
            return envelopes[:number]
    return envelopes

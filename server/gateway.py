"""Where text messages go: the port, and the adapters that need no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import insert, select

from core.domain.clock import instant
from core.domain.errors import KnownError
from server.tables import MESSAGE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from core.domain.clock import Clock
    from core.domain.ids import IdSource
    from server.centre import Centre
    from server.config import Config

CODE_KEY = "code."
"""How the keys of one-time codes begin; all other keys are those of notices."""


class GatewayError(KnownError):
    """A message that did not go out; `message` says why, without phone or text."""


class TemporaryFailure(GatewayError):
    """It may go out later. Whether the carrier took it may be unknown: the same key is sent again.

    `retry_after` is what the carrier asked to wait, in seconds.
    """

    def __init__(self, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class PermanentFailure(GatewayError):
    """The carrier refused this message for good."""


class Gateway(Protocol):
    """Takes one message for one phone, outside any transaction.

    `send` gives the carrier's number of the message; the same key is one message however often it is sent.
    Raises TemporaryFailure or PermanentFailure. `delivers_at_once`: no report will come, sent is delivered.
    """

    delivers_at_once: bool

    def send(self, key: str, phone: str, text: str) -> str: ...

    def close(self) -> None: ...


class RecordingGateway:
    """For demo and tests: keeps messages in a table, where `recorded_code` finds them."""

    delivers_at_once = True

    def __init__(self, write: sessionmaker[Session], ids: IdSource, clock: Clock) -> None:
        self._write = write
        self._ids = ids
        self._clock = clock

    def send(self, key: str, phone: str, text: str) -> str:
        with self._write.begin() as session:
            same = (MESSAGE.c.recipient == phone) & (MESSAGE.c.cause == key)
            known = session.scalar(select(MESSAGE.c.id).where(same))
            if known is not None:
                return str(known)
            message_id = self._ids.new()
            session.execute(
                insert(MESSAGE).values(
                    id=message_id,
                    recipient=phone,
                    text=text,
                    cause=key,
                    state="recorded",
                    created_at=instant(self._clock.now()),
                )
            )
        return message_id

    def close(self) -> None:
        pass


class NoGateway:
    """None is configured: says so."""

    delivers_at_once = False

    def send(self, key: str, phone: str, text: str) -> str:
        raise TemporaryFailure("NO_GATEWAY", "短信通道尚未配置，暂时无法发送短信，请联系管理员。")

    def close(self) -> None:
        pass


def gateway_for(config: Config, write: sessionmaker[Session], ids: IdSource, clock: Clock) -> Gateway:
    """Give the gateway that the configuration names; KnownError GATEWAY_CONFIG when it cannot work."""
    if config.gateway == "recording":
        return RecordingGateway(write, ids, clock)
    if config.gateway == "http":
        # Imported here: most starts of the program (commands, tests) talk to no carrier.
        from server.carrier import HttpGateway

        return HttpGateway(config, clock)
    return NoGateway()


def recorded_code(centre: Centre, phone: str) -> str:
    """Give the newest one-time code that was recorded for a phone (demo and tests)."""
    with centre.reading() as session:
        codes = MESSAGE.c.cause.startswith(CODE_KEY, autoescape=True)
        wanted = select(MESSAGE.c.text).where(MESSAGE.c.recipient == phone, codes)
        text = session.scalars(wanted.order_by(MESSAGE.c.id.desc()).limit(1)).one()
    found = re.search(r"\d{6}", text)
    if found is None:
        raise LookupError("no code in the newest message")
    return found[0]

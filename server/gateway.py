"""Where text messages go. The production adapter comes later; until then nothing pretends to be one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import insert, select

from server.errors import WebError
from server.tables import MESSAGE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre


class Gateway(Protocol):
    """Takes one message for one phone within the caller's transaction."""

    def send(self, session: Session, recipient: str, text: str, cause: str) -> None: ...


class RecordingGateway:
    """For demo and tests: keeps messages in the table, where `recorded_code` finds them."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def send(self, session: Session, recipient: str, text: str, cause: str) -> None:
        session.execute(
            insert(MESSAGE).values(
                id=self._centre.ids.new(),
                recipient=recipient,
                text=text,
                cause=cause,
                state="recorded",
                created_at=self._centre.now,
            )
        )


class NoGateway:
    """None is configured: says so."""

    def send(self, session: Session, recipient: str, text: str, cause: str) -> None:
        raise WebError(503, "NO_GATEWAY", "短信通道尚未配置，暂时无法发送验证码，请联系管理员。")


def gateway_of(centre: Centre) -> Gateway:
    """Give the gateway the configuration names."""
    return RecordingGateway(centre) if centre.config.gateway == "recording" else NoGateway()


def recorded_code(centre: Centre, phone: str) -> str:
    """Give the newest one-time code that was recorded for a phone (demo and tests)."""
    with centre.reading() as session:
        wanted = select(MESSAGE.c.text).where(MESSAGE.c.recipient == phone).order_by(MESSAGE.c.id.desc())
        text = session.scalars(wanted.limit(1)).one()
    found = re.search(r"\d{6}", text)
    if found is None:
        raise LookupError("no code in the newest message")
    return found[0]

"""The gateway of demo and tests: messages are kept in a table instead of being sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from core.domain.clock import instant
from server.tables import MESSAGE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from core.domain.clock import Clock
    from core.domain.ids import IdSource

CODE_KEY = "code."
"""How the keys of one-time codes begin; all other keys are those of notices."""


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


def recorded_code(session: Session, phone: str) -> str:
    """Give the newest one-time code that was recorded for a phone (demo and tests)."""
    codes = MESSAGE.c.cause.startswith(CODE_KEY, autoescape=True)
    wanted = select(MESSAGE.c.text).where(MESSAGE.c.recipient == phone, codes)
    text = session.scalars(wanted.order_by(MESSAGE.c.id.desc()).limit(1)).one()
    found = re.search(r"\d{6}", text)
    if found is None:
        raise LookupError("no code in the newest message")
    return found[0]

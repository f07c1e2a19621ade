"""How the record that a refused command is about stands, as far as the actor may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.domain.commands import COMMANDS
from core.domain.refusals import OUT_OF_SCOPE
from core.store.base import KINDS, scopes_of
from server.tables import FEED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions import Actor
    from core.domain.errors import Refused
    from core.store.base import Record
    from sync.protocol import Envelope

GONE = "这件事项已转出您的管辖范围，本项决定没有生效，由接收的单位办理。"


def record_of(session: Session, envelope: Envelope) -> Record | None:
    """Give the record that a command is about."""
    table = _table(envelope)
    return session.get(table, envelope.subject) if table else None


def current_version(session: Session, envelope: Envelope, actor: Actor | None) -> int:
    """Version of the subject now, as far as the actor may see it."""
    row = record_of(session, envelope)
    if row is None or actor is None:
        return 0
    visible = actor.reads.intersection(scopes_of(row)) or actor.person_id
    return int(row.version) if visible else 0


def out_of_scope(session: Session, envelope: Envelope, actor: Actor | None, error: Refused) -> Refused:
    """Name the reason when the record was not found because it left the actor's districts (fault 19).

    What was never visible does not exist: only an office whose feed once had the record learns that it went.
    """
    table = _table(envelope)
    if actor is None or table is None or not error.code.endswith("_NOT_FOUND"):
        return error
    row = session.get(table, envelope.subject)
    if row is None:
        return error
    wanted = select(FEED.c.scope).where(
        FEED.c.kind == table.__tablename__, FEED.c.id == envelope.subject, FEED.c.scope.in_(actor.scopes)
    )
    if session.scalar(wanted.limit(1)) is None:
        return error
    return OUT_OF_SCOPE(GONE)


def _table(envelope: Envelope) -> type[Record] | None:
    kind = COMMANDS.get((envelope.name, envelope.version))
    return KINDS.get(kind.about) if kind else None

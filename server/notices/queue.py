"""Which message is due, and who sends it: a lease in the server's own table.

`notice_job` has one row per message that the worker ever saw. `next_at` is when it is due, empty when
nothing is to be done by itself; `lease_by` and `lease_until` are of the worker that sends it now; `round` is
part of the key that the carrier sees and grows once a try is known to have failed; `tries` counts the
automatic tries since a person last wanted it sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, literal, or_, select, update

from core.commons.tables import Notice
from core.domain.clock import instant
from core.domain.values import NoticeState
from core.store.engine import dialect_of
from server.tables import NOTICE_JOB

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from server.centre import Centre

ADOPTED_AT_ONCE = 500
JOB = NOTICE_JOB.c


@dataclass(frozen=True, slots=True)
class Due:
    """One message to send now. `lease` names this claim."""

    notice_id: str
    round: int
    lease: str
    phone: str = field(repr=False)
    text: str = field(repr=False)

    @property
    def key(self) -> str:
        """What makes repeated sendings one message at the carrier."""
        return key_of(self.notice_id, self.round)


def key_of(notice_id: str, round_: int) -> str:
    """`ID.1`: the message and which of its sendings."""
    return f"{notice_id}.{round_}"


def claim(centre: Centre, lease: str, *, limit: int, seconds: float) -> list[Due]:
    """Take the oldest due messages for `seconds`; no other worker sends them meanwhile.

    A worker that dies loses its lease when the time is over, and the same key is sent again.
    """
    if not _anything(centre):
        return []
    until = instant(centre.clock.now() + timedelta(seconds=seconds))
    with centre.writing() as session:
        _adopt(session, centre.now)
        wanted = (
            select(JOB.notice_id, JOB.round, Notice.phone, Notice.text)
            .join(Notice, Notice.id == JOB.notice_id)
            .where(_due(centre.now), Notice.state.in_((NoticeState.WAITING, NoticeState.FAILED)))
            .order_by(Notice.created_at, Notice.id)
            .limit(limit)
            .with_for_update(of=NOTICE_JOB, skip_locked=True)
        )
        found = [Due(id_, round_, lease, phone, text) for id_, round_, phone, text in session.execute(wanted)]
        mine = JOB.notice_id.in_([due.notice_id for due in found])
        session.execute(update(NOTICE_JOB).where(mine).values(lease_by=lease, lease_until=until))
    return found


def release(centre: Centre, lease: str) -> None:
    """Give back what was claimed and not tried."""
    with centre.writing() as session:
        held = update(NOTICE_JOB).where(JOB.lease_by == lease)
        session.execute(held.values(lease_by="", lease_until=""))


def _due(now: str) -> ColumnElement[bool]:
    return (JOB.next_at > "") & (JOB.next_at <= now) & (JOB.lease_until <= now)


def _anything(centre: Centre) -> bool:
    """A look without a lock: most of the time there is nothing to do."""
    with centre.reading() as session:
        waiting = select(Notice.id).where(Notice.state == NoticeState.WAITING).limit(1)
        due = select(JOB.notice_id).where(_due(centre.now)).limit(1)
        return session.scalar(waiting) is not None or session.scalar(due) is not None


def _adopt(session: Session, now: str) -> None:
    """Make jobs of new messages; wake those that a person wants sent again (A3 重发)."""
    known = exists().where(JOB.notice_id == Notice.id)
    new = (
        select(Notice.id, literal(now), literal(""), literal(""), literal(1), literal(0))
        .where(Notice.state == NoticeState.WAITING, ~known)
        .order_by(Notice.created_at, Notice.id)
        .limit(ADOPTED_AT_ONCE)
    )
    names = ["notice_id", "next_at", "lease_until", "lease_by", "round", "tries"]
    put = dialect_of(session).insert(NOTICE_JOB).from_select(names, new)
    session.execute(put.on_conflict_do_nothing())
    again = JOB.notice_id.in_(select(Notice.id).where(Notice.state == NoticeState.WAITING))
    asleep = or_(JOB.next_at == "", JOB.next_at > now)
    session.execute(
        update(NOTICE_JOB).where(again, asleep, JOB.lease_until <= now).values(next_at=now, tries=0)
    )

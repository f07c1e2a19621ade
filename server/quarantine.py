"""Commands that raised something unexpected three times: kept whole until a person has looked.

Later commands on the same subject, and those that build on them (`after`), are kept behind them; all others
go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, or_, select, update

from server import office_log
from server.tables import DEVICE, QUARANTINE
from sync.protocol import Verdict, payload_hash

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre
    from sync.protocol import Envelope

TABLE = QUARANTINE
KEPT = "服务器处理这项操作时出现意外，已原样保留并通知管理员，处理后会有结果。请勿重复办理。"
WAITS = "WAITS_BEHIND_QUARANTINED"
BEHIND = "同一事项的上一项操作正由管理员处理，这项操作已保留，随后会继续处理。"


def stored(session: Session, op_id: str) -> Any:
    """Give the row (payload_hash, verdict) of a command that is kept here."""
    wanted = select(TABLE.c.payload_hash, TABLE.c.verdict).where(TABLE.c.op_id == op_id)
    return session.execute(wanted).first()


def put_aside(session: Session, centre: Centre, envelope: Envelope, reason: str) -> Verdict:
    """Keep a command that failed for good; the device goes on with its next one."""
    verdict = _keep(session, centre, envelope, f"QUARANTINED_{reason}"[:80], KEPT)
    session.execute(
        update(DEVICE)
        .where(DEVICE.c.id == envelope.device_id, DEVICE.c.next_seq == envelope.device_seq)
        .values(next_seq=envelope.device_seq + 1)
    )
    subject, code = f"op:{envelope.op_id}", verdict.code
    office_log.link(session, centre, envelope.actor_id, "QUARANTINED", subject, ok=False)
    office_log.note(
        session, centre, envelope.actor_id, "QUARANTINED", subject, device=envelope.device_id, code=code
    )
    return verdict


def waiting_behind(session: Session, centre: Centre, envelope: Envelope) -> Verdict | None:
    """Keep a command whose subject or predecessor is in here."""
    if first_before(session, envelope) is None:
        return None
    return _keep(session, centre, envelope, WAITS, BEHIND)


def first_before(session: Session, envelope: Envelope) -> str | None:
    """Give the op_id of the oldest command in here that another one has to wait for."""
    same = or_(TABLE.c.subject == envelope.subject, TABLE.c.op_id.in_(envelope.after))
    wanted = select(TABLE.c.op_id).where(same).order_by(TABLE.c.last_at, TABLE.c.device_seq)
    return session.scalar(wanted.limit(1))


def _keep(session: Session, centre: Centre, envelope: Envelope, code: str, message: str) -> Verdict:
    verdict = Verdict(
        envelope.op_id, "quarantined", envelope.device_seq, code=code, message=message, judged_at=centre.now
    )
    session.execute(
        insert(TABLE).values(
            op_id=envelope.op_id,
            device_id=envelope.device_id,
            device_seq=envelope.device_seq,
            actor_id=envelope.actor_id,
            subject=envelope.subject,
            payload_hash=payload_hash(envelope),
            envelope=msgspec.json.encode(envelope),
            failures=3,
            status="quarantined",
            verdict=msgspec.json.encode(verdict).decode(),
            last_at=centre.now,
        )
    )
    return verdict

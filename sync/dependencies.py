"""What later commands build on: which of this PC's commands a new one depends on (fault 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from sync.overlay import IN_OVERLAY
from sync.protocol import MAX_AFTER
from sync.tables import OUTBOX, OUTBOX_SUBJECT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


def predecessors(session: Session, subjects: Iterable[str]) -> tuple[str, ...]:
    """Give the op_ids of the commands not settled that share one of the subjects, oldest first.

    At most the `MAX_AFTER` newest: an older one is named by those that came in between.
    """
    shared = select(OUTBOX_SUBJECT.c.device_seq).where(OUTBOX_SUBJECT.c.subject.in_(tuple(subjects)))
    wanted = select(OUTBOX.c.op_id).where(IN_OVERLAY, OUTBOX.c.device_seq.in_(shared))
    newest = session.scalars(wanted.order_by(OUTBOX.c.device_seq.desc()).limit(MAX_AFTER)).all()
    return tuple(reversed(newest))


def note_subjects(session: Session, device_seq: int, subjects: Iterable[str]) -> None:
    """Keep on which records a new command builds."""
    rows = [{"subject": one, "device_seq": device_seq} for one in dict.fromkeys(subjects) if one]
    if rows:
        session.execute(insert(OUTBOX_SUBJECT), rows)


def forget_subjects(session: Session, op_ids: Iterable[str]) -> None:
    """Nothing builds any more on commands that are settled or refused."""
    numbers = select(OUTBOX.c.device_seq).where(OUTBOX.c.op_id.in_(tuple(op_ids)))
    session.execute(delete(OUTBOX_SUBJECT).where(OUTBOX_SUBJECT.c.device_seq.in_(numbers)))

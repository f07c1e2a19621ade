"""Which waiting command changed which record (`FOOTPRINT`): what a page of the feed concerns.

Commands that share a record, directly or over others, are turned over together; all others stay where
they are. A register of 10,000 lines imported offline is 100 commands and 60,000 records: to run all of them
again for each page would keep the store from the clerk for half a minute.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, func, insert, select

from sync.tables import FOOTPRINT, OUTBOX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session
    from sqlalchemy.sql import ColumnElement

    from core.store.recorder import Key

_OF_RECORDS = """
SELECT DISTINCT device_seq FROM footprint
WHERE kind = ? AND id IN (SELECT value FROM json_each(?))
"""
_NEIGHBOURS = """
SELECT DISTINCT other.device_seq FROM footprint AS one
JOIN footprint AS other ON other.kind = one.kind AND other.id = one.id
WHERE one.device_seq IN (SELECT value FROM json_each(?))
"""


def note(session: Session, device_seq: int, keys: Iterable[Key]) -> None:
    """Keep which records a command changed."""
    rows = [{"device_seq": device_seq, "kind": kind, "id": record_id} for kind, record_id in keys]
    if rows:
        session.execute(insert(FOOTPRINT).prefix_with("OR IGNORE"), rows)


def concerned(session: Session, keys: Iterable[Key], numbers: Iterable[int]) -> frozenset[int]:
    """Give the commands that changed one of the records, `numbers`, and all that share records with these."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, record_id in keys:
        by_kind[kind].append(record_id)
    new = set(numbers)
    for kind, ids in by_kind.items():
        new |= _numbers(session, _OF_RECORDS, kind, _listed(ids))
    found: set[int] = set()
    while new:
        found |= new
        new = _numbers(session, _NEIGHBOURS, _listed(new)) - found
    return frozenset(found)


def left_over(session: Session, lying_over: ColumnElement[bool]) -> frozenset[int]:
    """Give the commands whose effect still stands although they are settled or refused."""
    those = select(OUTBOX.c.device_seq).where(lying_over)
    wanted = select(FOOTPRINT.c.device_seq).where(FOOTPRINT.c.device_seq.not_in(those)).distinct()
    return frozenset(session.scalars(wanted))


def count(session: Session, device_seq: int) -> int:
    """Give how many records a command changed."""
    return session.scalar(select(func.count()).where(FOOTPRINT.c.device_seq == device_seq)) or 0


def forget(session: Session, numbers: Collection[int] | None) -> None:
    """The effect of these commands, or of all, was taken off the facts."""
    wanted = delete(FOOTPRINT)
    session.execute(wanted if numbers is None else wanted.where(FOOTPRINT.c.device_seq.in_(numbers)))


def _numbers(session: Session, statement: str, *values: str) -> set[int]:
    return {number for (number,) in session.connection().exec_driver_sql(statement, values)}


def _listed(values: Iterable[str | int]) -> str:
    return msgspec.json.encode(list(values)).decode()

"""The audit chain (security.md section 4): who did what to what, when and on which device.

`hash` is SHA-256 over "shicheng-audit-v1\\0" and the canonical JSON of device, seq, time, user, action,
object, ok and prev; texts and integers only, no id numbers or names. One chain per device; the central
server keeps one per bureau, so that districts do not wait for each other. Links are only ever added:
a trigger refuses anything else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select, update

from core.store.engine import dialect_of
from core.store.tables import AuditEntry, AuditHead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

DOMAIN = b"shicheng-audit-v1\0"
START = "0" * 64
"""`prev` of the first link."""


class Link(msgspec.Struct, frozen=True):
    """One entry without its own hash; `ok` is 1 or 0, `time` an instant text, `object` is `kind:id`."""

    device: str
    seq: int
    time: str
    user: str
    action: str
    object: str
    ok: int
    prev: str

    def hash(self) -> str:
        """Give the link's hash, 64 hex digits."""
        return hashlib.sha256(DOMAIN + msgspec.json.encode(self, order="sorted")).hexdigest()


class Broken(msgspec.Struct, frozen=True):
    """Where a chain does not hold: `seq` of the first bad link and why, in Chinese."""

    device: str
    seq: int
    reason: str


def append(
    session: Session, *, device: str, time: str, user: str, action: str, subject: str, ok: bool = True
) -> str:
    """Add a link to a device's chain within the caller's transaction; give its hash.

    The chain's head is taken with an UPDATE first, so that two writers cannot take the same number.
    """
    seq, prev = _take_head(session, device)
    link = Link(device, seq, time, user, action, subject, int(ok), prev)
    digest = link.hash()
    session.add(AuditEntry(**msgspec.structs.asdict(link), hash=digest))
    session.flush()
    session.execute(update(AuditHead).where(AuditHead.device == device).values(hash=digest))
    return digest


def verify(entries: Iterable[AuditEntry]) -> Broken | None:
    """Check one chain, given in order of `seq`; `None` when every link holds."""
    prev = START
    for seq, entry in enumerate(entries, start=1):
        if entry.seq != seq:
            return Broken(entry.device, seq, f"缺少第 {seq} 条记录")
        if entry.prev != prev:
            return Broken(entry.device, seq, f"第 {seq} 条记录与上一条不相连")
        if link_of(entry).hash() != entry.hash:
            return Broken(entry.device, seq, f"第 {seq} 条记录的内容被改动过")
        prev = entry.hash
    return None


def verify_store(session: Session) -> list[Broken]:
    """Check every chain of a store and its head; an empty list when all hold."""
    broken = []
    for head in session.scalars(select(AuditHead).order_by(AuditHead.device)):
        chain = select(AuditEntry).where(AuditEntry.device == head.device).order_by(AuditEntry.seq)
        entries = list(session.scalars(chain))
        found = verify(entries)
        if found is None and (len(entries), entries[-1].hash if entries else START) != (head.seq, head.hash):
            found = Broken(head.device, head.seq, "末尾的记录被删除过")
        if found:
            broken.append(found)
    return broken


def link_of(entry: AuditEntry) -> Link:
    """Give the hashed part of a stored entry."""
    return Link(**{name: getattr(entry, name) for name in Link.__struct_fields__})


def _take_head(session: Session, device: str) -> tuple[int, str]:
    taken = dialect_of(session).insert(AuditHead).values(device=device, seq=1, hash=START)
    taken = taken.on_conflict_do_update(index_elements=["device"], set_={"seq": AuditHead.seq + 1})
    row = session.execute(taken.returning(AuditHead.seq, AuditHead.hash)).one()
    return int(row[0]), str(row[1])

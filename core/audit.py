"""The audit chain (security.md section 4): who did what to what, when and on which device.

`hash` is SHA-256 over "shicheng-audit-v1\\0" and the canonical JSON of device, seq, time, user, action,
object, ok and prev; texts and integers only, no id numbers or names. One chain per device; the central
server keeps one per office, so that offices do not wait for each other. Links are only ever added: a trigger
refuses anything else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select, update

from core.store.engine import dialect_of
from core.store.tables import AuditEntry, AuditHead

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

DOMAIN = b"shicheng-audit-v1\0"
START = "0" * 64
"""`prev` of the first link."""
AT_ONCE = 1000
"""How many links are read at once."""


CENTRE, ACCOUNTS = "centre", "accounts"
"""How the chains of the central server are called: of what concerns records, and of accounts.

The one of just the first name has the operator's acts, and everybody's of older versions.
"""


def chain_of(office: str, actor: str, what: str = CENTRE) -> str:
    """Give the centre's chain for an act: the office's, or else one of sixteen by who acts."""
    return f"{what}:{office}" if office else f"{what}/{hashlib.sha256(actor.encode()).hexdigest()[0]}"


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


def verify_store(session: Session) -> list[Broken]:
    """Check every chain of a store and its head, however long they are; an empty list when all hold."""
    heads = session.execute(select(*AuditHead.__table__.columns).order_by(AuditHead.device)).all()
    return [found for head in heads if (found := _verify(session, head)) is not None]


def _verify(session: Session, head: Row[Any]) -> Broken | None:
    """Check one chain link by link, a thousand in memory at a time."""
    chain = select(*AuditEntry.__table__.columns).where(AuditEntry.device == head.device)
    entries = session.execute(chain.order_by(AuditEntry.seq), execution_options={"yield_per": AT_ONCE})
    seq, prev = 0, START
    with entries:
        for seq, entry in enumerate(entries, start=1):
            reason = _fault(entry, seq, prev)
            if reason:
                return Broken(head.device, seq, reason)
            prev = entry.hash
    whole = (seq, prev) == (head.seq, head.hash)
    return None if whole else Broken(head.device, head.seq, "末尾的记录被删除过")


def _fault(entry: Row[Any], seq: int, prev: str) -> str:
    """Say what is wrong with the link that should be the next one; empty when it holds."""
    if entry.seq != seq:
        return f"缺少第 {seq} 条记录"
    if entry.prev != prev:
        return f"第 {seq} 条记录与上一条不相连"
    link = Link(**{name: getattr(entry, name) for name in Link.__struct_fields__})
    return "" if link.hash() == entry.hash else f"第 {seq} 条记录的内容被改动过"


def _take_head(session: Session, device: str) -> tuple[int, str]:
    taken = dialect_of(session).insert(AuditHead).values(device=device, seq=1, hash=START)
    taken = taken.on_conflict_do_update(index_elements=["device"], set_={"seq": AuditHead.seq + 1})
    row = session.execute(taken.returning(AuditHead.seq, AuditHead.hash)).one()
    return int(row[0]), str(row[1])

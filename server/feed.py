"""Writing the feed: one row per record and district, gapless numbers in commit order (sync.md rule 1)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, update

from core.store.base import scopes_of
from core.store.codec import columns_of
from core.store.engine import dialect_of
from core.store.tables import Document
from server.tables import BLOB_SCOPE, FEED, FEED_MARK, HEAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from core.store.recorder import Recorder

START = "0" * 64
"""Chain hash of a scope without changes."""


class Change(NamedTuple):
    """What one district learns of one record."""

    kind: str
    id: str
    version: int
    action: str


def write_feed(session: Session, recorder: Recorder, op_id: str) -> dict[str, int]:
    """Put what a command changed into the feed of every district concerned; give the number per district.

    Takes the heads last and in ascending order, so that writers wait briefly and never in a circle.
    """
    seqs: dict[str, int] = {}
    for scope, changes in sorted(_by_scope(recorder).items()):
        seqs[scope] = _append(session, scope, changes, op_id)
    return seqs


def grant_blobs(session: Session, recorder: Recorder) -> None:
    """Let the districts that see a document fetch its copy, also after a newer one took its place."""
    grants = [
        {"sha256": row.sha256, "scope": scope}
        for row in recorder.after.values()
        if isinstance(row, Document)
        for scope in scopes_of(row)
    ]
    if grants:
        session.execute(dialect_of(session).insert(BLOB_SCOPE).on_conflict_do_nothing(), grants)


def chained(before: str, seq: int, changes: Iterable[Change], op_id: str) -> str:
    """Give the chain hash of a scope after a transaction, 64 hex digits."""
    lines = [before, str(seq), op_id, *("/".join(map(str, change)) for change in changes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _by_scope(recorder: Recorder) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for (kind, record_id), row in recorder.after.items():
        before = recorder.before[kind, record_id]
        old = _scopes_in(kind, before)
        new = set(scopes_of(row)) if row is not None else set()
        if row is not None:
            version = row.version
        else:
            version = 1 + (int(before[columns_of(kind).index("version")]) if before else 0)
        gone = "delete" if row is None else "leave"
        for scope in old | new:
            found[scope].append(Change(kind, record_id, version, "put" if scope in new else gone))
    return found


def _scopes_in(kind: str, body: tuple[object, ...] | None) -> set[str]:
    if body is None:
        return set()
    text = str(body[columns_of(kind).index("scope")])
    return set(text.split(",")) if text else set()


def _append(session: Session, scope: str, changes: list[Change], op_id: str) -> int:
    seq, chain = _take(session, scope, len(changes))
    first = seq - len(changes) + 1
    rows = [
        {"scope": scope, "op_id": op_id, "seq": number, **change._asdict()}
        for number, change in enumerate(changes, start=first)
    ]
    put = dialect_of(session).insert(FEED)
    newest = {name: put.excluded[name] for name in ("seq", "version", "op_id", "action")}
    session.execute(put.on_conflict_do_update(index_elements=["scope", "kind", "id"], set_=newest), rows)
    after = chained(chain, seq, changes, op_id)
    session.execute(insert(FEED_MARK).values(scope=scope, seq=seq, chain=after))
    session.execute(update(HEAD).where(HEAD.c.scope == scope).values(chain=after))
    return seq


def _take(session: Session, scope: str, count: int) -> tuple[int, str]:
    """Take the next numbers of a scope; whoever comes next waits until this transaction ends."""
    put = dialect_of(session).insert(HEAD).values(scope=scope, seq=count, chain=START)
    put = put.on_conflict_do_update(index_elements=["scope"], set_={"seq": HEAD.c.seq + count})
    row = session.execute(put.returning(HEAD.c.seq, HEAD.c.chain)).one()
    return int(row[0]), str(row[1])

"""Facts down: pages of the feed, snapshots and digests (sync.md section 1).

Everything of one answer is read in one transaction that sees one moment, so rows, bodies and heads agree.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from core.store.base import KINDS
from core.store.codec import body_of, columns_of
from server.ledger import verdicts_after
from server.places import Place, chains_at, head_of, heads_of, place_of
from server.tables import FEED, FEED_MARK
from sync import protocol
from sync.protocol import (
    Bucket,
    Changes,
    CursorValue,
    Digest,
    Row,
    Snapshot,
    SnapshotRow,
    Span,
    encode_cursor,
    short_cursor,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from server.centre import Centre

IN_ONE_QUERY = 500


def changes(
    centre: Centre,
    scopes: frozenset[str],
    device_id: str,
    cursor: str,
    known: int,
    limit: int,
    *,
    public: bool = False,
) -> Changes:
    """Give the page of the feed after a cursor, over the scopes of the cursor that the caller may see.

    `public`: also over what everybody may read. `reset` is set when the cursor leads nowhere.
    """
    with centre.reading() as session:
        verdicts = verdicts_after(session, device_id, known)
        at = place_of(session, centre.epoch, scopes, cursor, public=public)
        if at is None:
            return Changes(cursor, {}, {}, (), verdicts, reset=True, server_time=centre.now)
        page = _Page(session, max(1, min(limit, protocol.MAX_PULL_ROWS)))
        heads = heads_of(session, at)
        for scope in sorted(at):
            page.take(scope, at[scope], heads[scope])
    return Changes(
        cursor=short_cursor(CursorValue(centre.epoch, page.places)),
        spans=page.spans,
        columns={kind: columns_of(kind) for kind in sorted({row.kind for row in page.rows})},
        rows=tuple(page.rows),
        verdicts=verdicts,
        more=any(span.end < span.head for span in page.spans.values()),
        server_time=centre.now,
    )


class _Page:
    """A page that fills up scope by scope; each scope ends where a transaction ended."""

    def __init__(self, session: Session, limit: int) -> None:
        self._session = session
        self._room = limit
        self._bytes = protocol.MAX_PULL_BYTES
        self.rows: list[Row] = []
        self.spans: dict[str, Span] = {}
        self.places: dict[str, Place] = {}

    def take(self, scope: str, place: Place, newest: Place) -> None:
        (start, chain), (head, head_chain) = place, newest
        if head == start or self._room <= 0 or self._bytes <= 0:
            self.spans[scope], self.places[scope] = Span(start, start, head), (start, chain)
            return
        rows, end = self._rows(scope, start, head)
        self.rows += rows
        self._room -= len(rows)
        self.spans[scope] = Span(start, end, head)
        at_end = head_chain if end == head else chains_at(self._session, {scope: end})[scope]
        self.places[scope] = (end, at_end)

    def _rows(self, scope: str, start: int, head: int) -> tuple[list[Row], int]:
        found = self._feed(scope, start, head, self._room + 1)
        end = head
        if len(found) > self._room:
            end = self._end(scope, start, found[self._room - 1].seq)
            found = self._feed(scope, start, end, None)
        rows = with_bodies(self._session, found)
        cut = self._within_bytes(rows)
        if cut < len(rows):
            end = self._end(scope, start, rows[max(cut - 1, 0)].seq)
            rows = [row for row in rows if row.seq <= end]
        return rows, end

    def _feed(self, scope: str, start: int, end: int, limit: int | None) -> list[Any]:
        wanted = select(FEED).where(FEED.c.scope == scope, FEED.c.seq > start, FEED.c.seq <= end)
        return list(self._session.execute(wanted.order_by(FEED.c.seq).limit(limit)))

    def _end(self, scope: str, start: int, seq: int) -> int:
        """Give the last end of a transaction up to `seq`; when the first one is longer, its end."""
        marks = select(FEED_MARK.c.seq).where(FEED_MARK.c.scope == scope)
        below = marks.where(FEED_MARK.c.seq > start, FEED_MARK.c.seq <= seq)
        last = self._session.scalar(below.order_by(FEED_MARK.c.seq.desc()).limit(1))
        if last is None:
            last = self._session.scalar(marks.where(FEED_MARK.c.seq > seq).order_by(FEED_MARK.c.seq).limit(1))
        return int(last or seq)

    def _within_bytes(self, rows: list[Row]) -> int:
        for number, row in enumerate(rows):
            self._bytes -= len(msgspec.json.encode(row)) + 1
            if self._bytes < 0:
                return number
        return len(rows)


def with_bodies(session: Session, found: Iterable[Any]) -> list[Row]:
    """Join feed rows with the bodies of now."""
    rows = list(found)
    bodies = bodies_of(session, [(row.kind, row.id) for row in rows if row.action == "put"])
    return [
        Row(
            row.scope,
            row.seq,
            row.kind,
            row.id,
            row.version,
            row.op_id,
            row.action,
            bodies[row.kind, row.id] if row.action == "put" else None,
        )
        for row in rows
    ]


def bodies_of(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Read bodies by kind and id."""
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, record_id in keys:
        ids[kind].append(record_id)
    bodies = {}
    for kind, some in ids.items():
        table = KINDS[kind]
        for start in range(0, len(some), IN_ONE_QUERY):
            wanted = select(table).where(table.id.in_(some[start : start + IN_ONE_QUERY]))
            for row in session.scalars(wanted):
                bodies[kind, row.id] = body_of(row)
    return bodies


class After(msgspec.Struct, frozen=True):
    """Inside of a snapshot's `after`: where it began and the last record given."""

    epoch: str
    scope: str
    seq: int
    chain: str
    kind: str = ""
    id: str = ""


def snapshot(centre: Centre, scope: str, after: str, limit: int = protocol.MAX_PULL_ROWS) -> Snapshot:
    """Give the next page of a district's records; an `after` that is not ours begins anew."""
    with centre.reading() as session:
        begun = _read_after(centre, scope, after)
        if begun is None:
            begun = After(centre.epoch, scope, *head_of(session, scope))
        keys = _next_keys(session, scope, begun, limit + 1)
        bodies = bodies_of(session, keys[:limit])
        total = session.scalar(
            select(func.count()).select_from(FEED).where(FEED.c.scope == scope, FEED.c.action == "put")
        )
    rows: list[SnapshotRow] = []
    size = 0
    for key in keys[:limit]:
        row = SnapshotRow(*key, bodies[key])
        size += len(msgspec.json.encode(row)) + 1
        if size > protocol.MAX_PULL_BYTES and rows:
            break
        rows.append(row)
    cursor = encode_cursor(CursorValue(centre.epoch, {scope: (begun.seq, begun.chain)}, short=True))
    more = len(rows) < len(keys)
    last = msgspec.structs.replace(begun, kind=rows[-1].kind, id=rows[-1].id) if more else None
    columns = {kind: columns_of(kind) for kind in KINDS if any(row.kind == kind for row in rows)}
    return Snapshot(cursor, columns, tuple(rows), _write_after(centre, last) if last else "", int(total or 0))


def _next_keys(session: Session, scope: str, begun: After, limit: int) -> list[tuple[str, str]]:
    kinds = list(KINDS)
    first = kinds.index(begun.kind) if begun.kind else 0
    keys: list[tuple[str, str]] = []
    for kind in kinds[first:]:
        wanted = select(FEED.c.id).where(FEED.c.scope == scope, FEED.c.kind == kind, FEED.c.action == "put")
        if kind == begun.kind:
            wanted = wanted.where(FEED.c.id > begun.id)
        found = session.scalars(wanted.order_by(FEED.c.id).limit(limit - len(keys)))
        keys += [(kind, record_id) for record_id in found]
        if len(keys) >= limit:
            break
    return keys


def _write_after(centre: Centre, value: After) -> str:
    raw = msgspec.json.encode(value)
    return base64.urlsafe_b64encode(_tag(centre, raw) + raw).rstrip(b"=").decode()


def _read_after(centre: Centre, scope: str, text: str) -> After | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if not hmac.compare_digest(_tag(centre, raw[16:]), raw[:16]):
        return None
    value = msgspec.json.decode(raw[16:], type=After)
    return value if (value.epoch, value.scope) == (centre.epoch, scope) and value.kind in KINDS else None


def _tag(centre: Centre, raw: bytes) -> bytes:
    return hmac.new(centre.token_key, b"snapshot\0" + raw, hashlib.sha256).digest()[:16]


def digest(centre: Centre, scope: str) -> Digest:
    """Give count and sum of marks per kind and last hex digit of the id."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    with centre.reading() as session:
        seq, _ = head_of(session, scope)
        wanted = select(FEED.c.kind, FEED.c.id, FEED.c.version)
        for kind, record_id, version in session.execute(
            wanted.where(FEED.c.scope == scope, FEED.c.action == "put")
        ):
            bucket = f"{kind}/{record_id[-1]}"
            counts[bucket] += 1
            sums[bucket] = (sums[bucket] + protocol.mark(record_id, version)) % 2**64
    buckets = {name: Bucket(counts[name], f"{sums[name]:016x}") for name in sorted(counts)}
    return Digest(scope, seq, buckets)

"""Facts down: pages of the feed or one of a snapshot, applied in one transaction (sync.md rule 4).

The order inside: base bodies back, rows written by the driver in batches, verdicts kept, waiting commands
run again, cursor moved. A page that does not start where the cursor stands is dropped whole.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.store.base import FINAL, KINDS, PUBLIC
from core.store.codec import columns_of, reorder, upsert_sql
from sync import overlay
from sync.cursor import Place, gap, move, place
from sync.footprints import concerned
from sync.outbox import VerdictChange, settle, store_verdicts
from sync.protocol import Changes, Verdict
from sync.tables import OUTBOX, UNKNOWN
from sync.transactions import writing
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from core.actions import Setting
    from core.store.recorder import Key
    from sync.protocol import Row

Columns = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Applied:
    """What pages did: the records that look different now, the verdicts they brought; `more` is to come."""

    keys: frozenset[Key] = frozenset()
    verdicts: VerdictChange = field(default_factory=VerdictChange)
    settled: frozenset[str] = frozenset()
    more: bool = False

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(record_id for _, record_id in self.keys) | self.verdicts.all | self.settled

    @property
    def kinds(self) -> frozenset[str]:
        own = {"outbox"} if self.verdicts or self.settled else set()
        return frozenset(kind for kind, _ in self.keys) | own


def apply_pages(
    engine: Engine, pages: Sequence[Changes], asked_at: str, setting: Setting, now: datetime
) -> Applied:
    """Apply pages that follow one another, the first fetched with the cursor `asked_at`; all or nothing.

    A later page that does not continue is dropped with all after it, and fetched again. Raises `WireError`
    FEED_GAP when the first one does not, `KnownError` of the store.
    """
    if all(page.cursor == asked_at and not page.rows and not page.verdicts for page in pages):
        return Applied(more=pages[-1].more)
    with writing(engine, durable=False) as session:
        here = place(session) or Place()
        if here.cursor != asked_at:
            raise gap("cursor")
        taken, positions = _contiguous(pages, here.positions)
        more = len(taken) < len(pages) or pages[-1].more
        return _apply(session, taken, positions, setting, now, more=more)


def _contiguous(
    pages: Sequence[Changes], positions: dict[str, int]
) -> tuple[Sequence[Changes], dict[str, int]]:
    """Give the pages from the first on that continue where we stand, and where they lead."""
    for number, page in enumerate(pages):
        try:
            positions = _advanced(page, positions)
        except WireError:
            if not number:
                raise
            return pages[:number], positions
    return pages, positions


def _apply(
    session: Session,
    pages: Sequence[Changes],
    positions: dict[str, int],
    setting: Setting,
    now: datetime,
    *,
    more: bool,
) -> Applied:
    rows = [row for page in pages for row in page.rows]
    told = [verdict for page in pages for verdict in page.verdicts]
    verdicts = store_verdicts(session, (*told, *_told_by_rows(session, rows)))
    settled = settle(session, positions)
    touched: set[Key] = {(row.kind, row.id) for row in rows}
    numbers = _concerned(session, touched, more=more)
    coming = {(row.kind, row.id) for row in rows if row.action == "put" and row.body is not None}
    under = overlay.unwind(session, numbers, coming) if numbers else set()
    for page in pages:
        write_rows(session, page.rows, page.columns, frozenset(positions))
    if numbers:
        touched |= under | overlay.replay(session, setting, now, numbers)
    move(session, pages[-1].cursor, positions)
    return Applied(frozenset(touched), verdicts, settled, more)


def _concerned(session: Session, touched: set[Key], *, more: bool) -> frozenset[int]:
    """Give the commands to be turned over: those of the records that came, and those whose effect is over.

    At the end of a pull that brought something nearly all are judged again.
    """
    again = overlay.judged_again(session) if touched and not more else frozenset()
    return concerned(session, touched, overlay.left_over(session) | again)


def _advanced(page: Changes, positions: Mapping[str, int]) -> dict[str, int]:
    """Check that the page is contiguous with where we stand and give where it leads."""
    new = dict(positions)
    for scope, span in page.spans.items():
        start = positions.get(scope, 0 if scope == PUBLIC else None)
        if span.start != start or span.end < span.start:
            raise gap(scope)
        new[scope] = span.end
    last: dict[str, int] = {}
    for row in page.rows:
        span_of = page.spans.get(row.scope)
        low = last.get(row.scope, span_of.start if span_of else 0)
        if span_of is None or not low < row.seq <= span_of.end:
            raise gap(row.scope)
        last[row.scope] = row.seq
    return new


def _told_by_rows(session: Session, rows: Sequence[Row]) -> list[Verdict]:
    """A command of ours whose effect stands in the feed was applied, whatever became of the answer."""
    op_ids = {row.op_id for row in rows if row.op_id}
    if not op_ids:
        return []
    wanted = select(OUTBOX.c.op_id).where(OUTBOX.c.state == overlay.WAITING)
    ours = op_ids.intersection(session.scalars(wanted))
    seqs: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.op_id in ours:
            seqs[row.op_id][row.scope] = max(row.seq, seqs[row.op_id].get(row.scope, 0))
    return [Verdict(op_id=op_id, status="applied", seqs=found) for op_id, found in seqs.items()]


def write_rows(session: Session, rows: Sequence[Row], columns: Columns, ours: frozenset[str]) -> None:
    """Write feed rows as they are: bodies in batches per kind, then departures."""
    connection = session.connection()
    puts: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        if row.action == "put" and row.body is not None:
            puts[row.kind].append(row.body)
    for kind, bodies in puts.items():
        write_bodies(session, kind, columns.get(kind, ()), bodies)
    for row in rows:
        if row.action != "put":
            _depart(connection, row, ours)
    session.expire_all()


def write_bodies(
    session: Session, kind: str, theirs: tuple[str, ...], bodies: Sequence[tuple[Any, ...]]
) -> None:
    """Write bodies of one kind; what this version does not know is kept beside (fault 31)."""
    if not bodies:
        return
    if kind not in KINDS:
        _keep_unknown(session, kind, theirs, bodies, frozenset())
        return
    ours = columns_of(kind)
    known = not theirs or theirs == ours
    mapped = list(bodies) if known else [reorder(body, theirs, kind) for body in bodies]
    if kind in FINAL:
        _thaw(session.connection(), kind, mapped)
    session.connection().exec_driver_sql(upsert_sql(kind, "?"), mapped)
    if known:
        return
    if not set(theirs) <= set(ours):
        _keep_unknown(session, kind, theirs, bodies, frozenset(ours) - {"id", "scope", "version"})


def _thaw(connection: Connection, kind: str, bodies: Sequence[tuple[Any, ...]]) -> None:
    """Take away settled records that the server knows otherwise; a trigger forbids to change them (G12).

    Happens only after the server was restored from a backup and lost or repeated what settled it (fault 23).
    """
    final = FINAL[kind]
    otherwise = " OR ".join(f"{column} IS NOT ?" for column in final.columns)
    names = columns_of(kind)
    places = [names.index(column) for column in final.columns]
    connection.exec_driver_sql(
        f"DELETE FROM {kind} WHERE id = ? AND {final.when} AND ({otherwise})",
        [(body[0], *(body[place] for place in places)) for body in bodies],
    )


def _keep_unknown(
    session: Session,
    kind: str,
    theirs: tuple[str, ...],
    bodies: Sequence[tuple[Any, ...]],
    known: frozenset[str],
) -> None:
    for body in bodies:
        values = dict(zip(theirs, body, strict=True)) if theirs else {"body": list(body)}
        row = {
            "kind": kind,
            "id": str(values.get("id", "")),
            "scope": str(values.get("scope", "")),
            "version": _number(values.get("version")),
            "body": msgspec.json.encode({k: v for k, v in values.items() if k not in known}).decode(),
        }
        session.execute(
            upsert(UNKNOWN).values(row).on_conflict_do_update(index_elements=["kind", "id"], set_=row)
        )


def _depart(connection: Connection, row: Row, ours: frozenset[str]) -> None:
    """A record was deleted, or left one district; it stays while another of ours sees it."""
    table = row.kind if row.kind in KINDS else "unknown"
    found = connection.exec_driver_sql(
        f'SELECT version, scope FROM "{table}" WHERE id = ?', (row.id,)
    ).first()
    if found is None:
        return
    version, scope = found
    if row.action == "leave":
        left = set(str(scope).split(","))
        if version < row.version:
            left.discard(row.scope)
        if left & ours:
            return
    elif version > row.version:
        return
    connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row.id,))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

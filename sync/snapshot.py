"""The first load of a PC, scope by scope, resumable where it was cut (sync.md faults 21, 22, 42).

A repeated load (new epoch, other districts) keeps what is on the screen and the outbox: rows are written
over the present ones, and what was not met is removed at the end. The cursor appears only with the last
page; it is the one noted when each scope's load began, so that what changed meanwhile comes by the feed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from core.domain.clock import instant
from core.store.base import KINDS
from core.store.derived import begin_load, end_load
from sync import overlay
from sync.cursor import decode_cursor, move, place
from sync.feed import write_bodies
from sync.outbox import settle
from sync.protocol import CursorValue, encode_cursor, short_cursor
from sync.tables import SNAPSHOT, SNAPSHOT_SEEN
from sync.transactions import get_meta, reading, set_meta, writing

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from core.actions import Setting
    from core.domain.clock import Clock
    from core.store.recorder import Key
    from sync.client import Client
    from sync.protocol import Snapshot, SnapshotRow


class Loader:
    """Loads all of a clerk's scopes. Progress is (records done, records in all)."""

    def __init__(self, engine: Engine, client: Client, setting: Setting, clock: Clock) -> None:
        self._engine = engine
        self._client = client
        self._setting = setting
        self._clock = clock

    def load(
        self,
        scopes: Iterable[str],
        progress: Callable[[int, int], None] = lambda done, total: None,
        stop: threading.Event | None = None,
    ) -> bool:
        """Load until complete; false when `stop` was set before. Goes on where an earlier call was cut."""
        self._begin(sorted(scopes))
        while (scope := self._next_scope()) is not None:
            if stop is not None and stop.is_set():
                return False
            name, after = scope
            page = self._client.snapshot(name, after)
            with writing(self._engine, durable=False) as session:
                self._apply(session, name, after, page)
                done, total = _progress(session)
            progress(done, total)
        return self._finish()

    def restart(self, scopes: Iterable[str]) -> None:
        """Forget how far a load has come: the server asked for a reset."""
        with writing(self._engine, durable=False) as session:
            _restart(session, sorted(scopes))

    def _begin(self, scopes: list[str]) -> None:
        with writing(self._engine, durable=False) as session:
            under_way = sorted(session.scalars(select(SNAPSHOT.c.scope)))
            if not under_way or under_way != scopes:
                _restart(session, scopes)

    def _next_scope(self) -> tuple[str, str] | None:
        """Give the next scope to ask for: first those whose size is not known yet."""
        with reading(self._engine) as session:
            row = session.execute(
                select(SNAPSHOT.c.scope, SNAPSHOT.c.after)
                .where(SNAPSHOT.c.finished == 0)
                .order_by(SNAPSHOT.c.cursor != "", SNAPSHOT.c.scope)
                .limit(1)
            ).first()
        return None if row is None else (row.scope, row.after)

    def _apply(self, session: Session, scope: str, after: str, page: Snapshot) -> None:
        row = session.execute(select(SNAPSHOT).where(SNAPSHOT.c.scope == scope)).one()
        if row.after != after:
            return
        _write(session, page)
        session.execute(
            update(SNAPSHOT)
            .where(SNAPSHOT.c.scope == scope)
            .values(
                cursor=row.cursor or page.cursor,
                after=page.after,
                done=row.done + len(page.rows),
                total=max(page.total, row.done + len(page.rows)),
                finished=int(not page.after),
            )
        )

    def _finish(self) -> bool:
        with writing(self._engine, durable=True) as session:
            cursors = list(session.scalars(select(SNAPSHOT.c.cursor).order_by(SNAPSHOT.c.scope)))
            joined = _joined(cursors)
            if joined is None:
                _restart(session, list(session.scalars(select(SNAPSHOT.c.scope))))
                return False
            overlay.unwind(session)
            _remove_unseen(session)
            end_load(session.connection())
            positions = {scope: seq for scope, (seq, _) in joined.scopes.items()}
            settle(session, positions)
            move(session, (short_cursor if joined.short else encode_cursor)(joined), positions)
            session.execute(delete(SNAPSHOT))
            session.execute(delete(SNAPSHOT_SEEN))
            set_meta(session, "snapshot_tracking", "")
            set_meta(session, "last_sync", instant(self._clock.now()))
            overlay.replay(session, self._setting, self._clock.now())
        return True


def _restart(session: Session, scopes: list[str]) -> None:
    session.execute(delete(SNAPSHOT))
    session.execute(delete(SNAPSHOT_SEEN))
    rows = [
        {"scope": scope, "cursor": "", "after": "", "done": 0, "total": 0, "finished": 0} for scope in scopes
    ]
    if rows:
        session.execute(insert(SNAPSHOT), rows)
    filled = any(session.execute(select(table.id).limit(1)).first() for table in KINDS.values())
    if not filled:
        # Nobody can look at an empty store: triggers and indexes come back once, when everything is there.
        begin_load(session.connection())
    set_meta(session, "snapshot_tracking", "1" if filled or place(session) else "")


def _progress(session: Session) -> tuple[int, int]:
    rows = session.execute(select(SNAPSHOT.c.done, SNAPSHOT.c.total)).all()
    return sum(row.done for row in rows), sum(row.total for row in rows)


def _write(session: Session, page: Snapshot) -> None:
    under = overlay.base_keys(session)
    bodies: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in page.rows:
        if (row.kind, row.id) in under:
            _put_under(session, page, row)
        else:
            bodies[row.kind].append(row.body)
    for kind, some in bodies.items():
        write_bodies(session, kind, page.columns.get(kind, ()), some)
    if get_meta(session, "snapshot_tracking"):
        _mark_seen(session, [(row.kind, row.id) for row in page.rows])


def _put_under(session: Session, page: Snapshot, row: SnapshotRow) -> None:
    """A waiting decision lies over this record: the new facts go below it."""
    from core.store.codec import columns_of, reorder

    theirs = page.columns.get(row.kind) or columns_of(row.kind)
    overlay.put_base(session, row.kind, row.id, reorder(row.body, theirs, row.kind))


def _mark_seen(session: Session, keys: list[Key]) -> None:
    if keys:
        session.connection().exec_driver_sql(
            "INSERT OR IGNORE INTO snapshot_seen (kind, id) VALUES (?, ?)", keys
        )


def _remove_unseen(session: Session) -> None:
    if not get_meta(session, "snapshot_tracking"):
        return
    connection = session.connection()
    for kind in (*KINDS, "unknown"):
        of_kind = '"unknown".kind' if kind == "unknown" else f"'{kind}'"
        connection.exec_driver_sql(
            f'DELETE FROM "{kind}" WHERE NOT EXISTS '
            f'(SELECT 1 FROM snapshot_seen AS s WHERE s.kind = {of_kind} AND s.id = "{kind}".id)'
        )


def _joined(cursors: list[str]) -> CursorValue | None:
    """Join the scopes' cursors; `None` when the server changed its epoch meanwhile."""
    values = [decode_cursor(cursor) for cursor in cursors]
    if len({value.epoch for value in values}) > 1:
        return None
    scopes = {scope: at for value in values for scope, at in value.scopes.items()}
    return CursorValue(values[0].epoch if values else "", scopes, all(value.short for value in values))

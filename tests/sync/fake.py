"""A small central server without HTTP, PCs, and a wire that fails: for the fault matrix and the model.

`Centre` implements the rules of sync.md section 2 in the least code (ledger, heads, feed), judging with the
same `core.actions`. The real server has its own tests; here it lets thousands of faults run in seconds.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.actions import Actor, Context, execute
from core.apprenticeship.tables import Filing
from core.domain.clock import FixedClock, instant
from core.domain.commands import decode_args
from core.domain.errors import Refused
from core.domain.ids import IdSource
from core.store.base import KINDS, scopes_of
from core.store.codec import body_of, columns_of
from core.store.derived import is_loading, wrong_counts
from core.store.engine import open_sqlite, session_factory
from core.store.migrations import migrate
from core.store.recorder import Recorder
from sync import protocol, troubles
from sync.accounts.account import unlock
from sync.accounts.keyring_port import FileKeyring, made_secret
from sync.accounts.profile import KnownUser, Profile
from sync.accounts.slots import CHEAP_FOR_TESTS, Opened, SlotFile
from sync.cursor import decode_cursor
from sync.engine import SyncEngine
from sync.migrations import PC_VERSIONS
from sync.outbox import Decider
from sync.protocol import (
    Changes,
    CursorValue,
    Envelope,
    Hello,
    Row,
    Snapshot,
    SnapshotRow,
    Span,
    Verdict,
    encode_cursor,
)
from sync.transactions import reading
from tests.kit import CITY, NOW, WUCHANG, World

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from core.apprenticeship.words.values import ScoreEntry
    from core.domain.commands.base import Command
    from core.store.recorder import Key

PASSWORD = "Mima-12345678"
STORE_KEY = bytes(range(32))


class Centre:
    """The central server. `page_rows` makes pages small enough to need several."""

    def __init__(self, path: Path, page_rows: int = 4, template: Path | None = None) -> None:
        if template is not None:
            shutil.copy(template, path)
        self.engine = open_sqlite(path)
        migrate(self.engine)
        self.clock = FixedClock(NOW)
        self.session = session_factory(self.engine, durable=False)()
        self.world = World(self.session, self.clock)
        self.page_rows = page_rows
        self.epoch = "epoch-1"
        self.heads: dict[str, int] = defaultdict(int)
        self.feed: dict[tuple[str, str, str], tuple[int, int, str, str]] = {}
        self.ledger: dict[str, tuple[str, Verdict]] = {}
        self.next_seq: dict[str, int] = defaultdict(lambda: 1)
        self.devices: dict[str, str] = {}
        self.actors: dict[str, Actor] = {}
        self.effects: dict[str, int] = defaultdict(int)
        self.blobs: dict[str, bytes] = {}
        self.down = False

    def close(self) -> None:
        self.session.close()
        self.engine.dispose()

    def clerk(self, name: str, district: str = WUCHANG) -> Actor:
        actor = self.world.reviewer(district, name)
        self.actors[actor.id] = actor
        return actor

    def city(self, name: str, *districts: str) -> Actor:
        """A clerk of the city TCM office; with `districts` the small city that has only these."""
        actor = self.world.city(name=name)
        if districts:
            actor = replace(actor, scopes=frozenset({CITY, *districts}))
        self.actors[actor.id] = actor
        return actor

    def study(self, sequence: int, tenths: int = 860) -> ScoreEntry:
        """Somebody in the studies for long enough; gives a score to enter."""
        made: list[str] = []
        self._record("", lambda: made.append(self.world.active(sequence)))
        entry = self.world.entry(made[0], tenths)
        self.session.rollback()
        return entry

    def file(self, sequence: int) -> str:
        """A resident's filing arrives."""
        made: list[str] = []
        self._record("", lambda: made.append(self.world.filed(sequence)[0]))
        return made[0]

    def decide(self, command: Command, actor: Actor) -> None:
        """Somebody decides at the centre or on a PC that is not looked at."""
        self._record("", lambda: self.world.run(command, actor))

    def hello(self, actor: Actor) -> Hello:
        self._up()
        return Hello(
            service=protocol.SERVICE,
            server_time=instant(self.clock.now()),
            epoch=self.epoch,
            app_version="0",
            protocol=1,
            push_versions=(1,),
            pull_versions=(1,),
            rules_version=1,
            scopes=tuple(sorted(actor.scopes)),
            actor_id=actor.id,
            actor_name=actor.name,
            role=actor.role,
        )

    def push(self, ops: Iterable[Envelope]) -> protocol.Verdicts:
        self._up()
        verdicts = tuple(self._judge(envelope) for envelope in ops)
        return protocol.Verdicts(verdicts, instant(self.clock.now()))

    def changes(self, actor: Actor, cursor: str, known: int, device: str) -> Changes:
        self._up()
        at = decode_cursor(cursor)
        if at.epoch != self.epoch or set(at.scopes) != actor.scopes:
            return Changes(cursor, {}, {}, (), reset=True)
        rows: list[Row] = []
        spans, place, room = {}, {}, self.page_rows
        for scope in sorted(actor.scopes):
            start, _ = at.scopes[scope]
            newer = sorted(
                (seq, kind, id_, version, op_id, action)
                for (where, kind, id_), (seq, version, op_id, action) in self.feed.items()
                if where == scope and seq > start
            )
            page = newer[:room]
            room -= len(page)
            end = self.heads[scope] if len(page) == len(newer) else (page[-1][0] if page else start)
            spans[scope] = Span(start, end, self.heads[scope])
            place[scope] = (end, "")
            rows += [self._row(scope, *one) for one in page]
        columns = {kind: columns_of(kind) for kind in {row.kind for row in rows}}
        more = any(span.end < span.head for span in spans.values())
        return Changes(
            encode_cursor(CursorValue(self.epoch, place)),
            spans,
            columns,
            tuple(rows),
            self._verdicts(device, known),
            more,
            server_time=instant(self.clock.now()),
        )

    def snapshot(self, scope: str, after: str) -> Snapshot:
        self._up()
        cursor = encode_cursor(CursorValue(self.epoch, {scope: (self.heads[scope], "")}))
        bodies = self.rows(scope)
        keys = sorted(bodies)
        rest = [key for key in keys if "/".join(key) > after]
        page = rest[: self.page_rows]
        rows = tuple(SnapshotRow(kind, id_, bodies[kind, id_]) for kind, id_ in page)
        columns = {kind: columns_of(kind) for kind in KINDS}
        last = "/".join(page[-1]) if len(rest) > len(page) else ""
        return Snapshot(cursor, columns, rows, last, len(keys))

    def rows(self, scope: str) -> dict[Key, tuple[Any, ...]]:
        """Everything that a district sees."""
        found = {
            (kind, row.id): body_of(row)
            for kind, table in KINDS.items()
            for row in self.session.query(table)
            if scope in scopes_of(row)
        }
        self.session.rollback()
        return found

    def _judge(self, envelope: Envelope) -> Verdict:
        digest = protocol.payload_hash(envelope)
        if envelope.op_id in self.ledger:
            known, verdict = self.ledger[envelope.op_id]
            assert known == digest, "an op_id was used for another command"
            return verdict
        if envelope.device_seq != self.next_seq[envelope.device_id]:
            return Verdict(envelope.op_id, "retry", code="SEQ_GAP", message="顺序不连续。")
        verdict = self._apply(envelope)
        self.next_seq[envelope.device_id] += 1
        self.ledger[envelope.op_id] = digest, verdict
        self.devices[envelope.op_id] = envelope.device_id
        return verdict

    def _apply(self, envelope: Envelope) -> Verdict:
        context = Context(
            actor=self.actors[envelope.actor_id],
            setting=self.world.setting,
            now=self.clock.now(),
            decided_at=envelope.decided_at,
            device_id=envelope.device_id,
            op_id=envelope.op_id,
            settles=True,
        )
        command = decode_args(envelope.name, envelope.version, envelope.args)
        at = instant(self.clock.now())
        try:
            self._require_accepted(envelope)
            seqs = self._record(envelope.op_id, lambda: execute(self.session, command, context))
        except Refused as error:
            return Verdict(
                envelope.op_id,
                "rejected",
                envelope.device_seq,
                code=error.code,
                message=error.message,
                judged_at=at,
            )
        self.effects[envelope.op_id] += 1
        return Verdict(envelope.op_id, "applied", envelope.device_seq, seqs=seqs, judged_at=at)

    def _require_accepted(self, envelope: Envelope) -> None:
        for op_id in envelope.after:
            if op_id in self.ledger and self.ledger[op_id][1].status == "rejected":
                raise Refused("PREDECESSOR_REJECTED", "前一项没有被接受，因此没有执行。")

    def _record(self, op_id: str, act: Callable[[], object]) -> dict[str, int]:
        try:
            with Recorder(self.session) as recorder:
                act()
        except BaseException:
            self.session.rollback()
            raise
        seqs: dict[str, int] = {}
        for key, row in recorder.after.items():
            before = recorder.before[key]
            old = set(str(before[2]).split(",")) - {""} if before else set()
            new = set(scopes_of(row)) if row is not None else set()
            version = row.version if row is not None else int(before[1]) + 1 if before else 0
            for scope in sorted(old | new):
                self.heads[scope] += 1
                action = "put" if scope in new else "leave" if row is not None else "delete"
                self.feed[scope, *key] = (self.heads[scope], version, op_id, action)
                seqs[scope] = self.heads[scope]
        self.session.commit()
        return seqs

    def _row(self, scope: str, seq: int, kind: str, id_: str, version: int, op_id: str, action: str) -> Row:
        row = self.session.get(KINDS[kind], id_) if action == "put" else None
        body = body_of(row) if row is not None else None
        self.session.rollback()
        return Row(scope, seq, kind, id_, version, op_id, action, body)  # type: ignore[arg-type]

    def _verdicts(self, device: str, known: int) -> tuple[Verdict, ...]:
        return tuple(
            verdict
            for _, verdict in self.ledger.values()
            if verdict.device_seq > known and self.devices[verdict.op_id] == device
        )

    def _up(self) -> None:
        if self.down:
            raise troubles.unreachable()


class Wire:
    """A client whose requests and answers get lost, doubled, delayed and mixed up, as `faults` says.

    `faults` is a list used up from the front: ok, lost (request), silent (answer lost), double, late (the
    request arrives after a later one), stale (the answer of an earlier request comes), cut (the server dies
    in the middle of a batch), expired (401).
    """

    def __init__(self, centre: Centre, pc: Pc) -> None:
        self._centre = centre
        self._pc = pc
        self.faults: list[str] = []
        self._late: list[Callable[[], object]] = []
        self._answers: dict[str, object] = {}
        self.sent = 0

    def hello(self) -> Hello:
        return self._centre.hello(self._actor)

    def push(self, ops: protocol.Ops) -> protocol.Verdicts:
        if self.faults and self.faults[0] == "cut":
            self.faults.pop(0)
            self._centre.push(ops.ops[: len(ops.ops) // 2])
            raise troubles.unreachable()
        return self._carry("push", lambda: self._centre.push(ops.ops))

    def changes(self, cursor: str, known: int) -> Changes:
        device = self._pc.profile.device_id
        return self._carry("changes", lambda: self._centre.changes(self._actor, cursor, known, device))

    def snapshot(self, scope: str, after: str) -> Snapshot:
        return self._carry("snapshot", lambda: self._centre.snapshot(scope, after))

    def blob(self, sha256: str) -> bytes:
        if sha256 not in self._centre.blobs:
            raise troubles.WireError("NOT_FOUND", "没有。", status=404)
        return self._carry("blob", lambda: self._centre.blobs[sha256])

    def close(self) -> None:
        pass

    @property
    def _actor(self) -> Actor:
        return self._centre.actors[self._pc.unlocked.actor.id]

    def _carry(self, name: str, call: Callable[[], Any]) -> Any:
        self.sent += 1
        fault = self.faults.pop(0) if self.faults else "ok"
        if fault == "expired":
            raise troubles.WireError("SESSION_EXPIRED", "登录已过期。", status=401)
        if fault == "lost":
            raise troubles.unreachable()
        if fault == "late":
            self._late.append(call)
            raise troubles.slow()
        before = self._answers.get(name)
        answer = call()
        if fault == "double":
            answer = call()
        for late in self._late:
            late()
        self._late.clear()
        self._answers[name] = answer
        if fault == "silent":
            raise troubles.slow()
        if fault == "stale" and before is not None:
            return before
        return answer


class Pc:
    """A clerk's PC with its real encrypted store. `close` and `open` are a restart of the program."""

    def __init__(
        self,
        folder: Path,
        centre: Centre,
        clerk: Actor,
        name: str,
        rng: random.Random,
        template: Path | None = None,
    ) -> None:
        self.centre = centre
        self.keyring = FileKeyring(folder / name / "keyring.json")
        self.profile = Profile(folder / name, "demo")
        self.profile.enrolled(f"device-{name}", name, centre.epoch)
        self.profile.save()
        self.clock = FixedClock(NOW)
        self.ids = IdSource(self.clock, rng.randbytes)
        self._rng = rng
        if template is not None:
            shutil.copy(template, self.profile.store_path)
        self.add_clerk(clerk)
        self.wire = Wire(centre, self)
        self.open(clerk)

    def add_clerk(self, clerk: Actor) -> None:
        secret = made_secret(self.keyring, self.profile.keyring_name("device-secret"))
        slots = SlotFile(
            self.profile.slots_path,
            self.profile.store_id,
            secret,
            cost=CHEAP_FOR_TESTS,
            minimum=CHEAP_FOR_TESTS,
        )
        slots.put(clerk.id, PASSWORD, Opened(STORE_KEY, self._rng.randbytes(32), clerk))
        self.profile.remember(KnownUser(clerk.id, clerk.name, clerk.id))

    def open(self, clerk: Actor) -> None:
        self.unlocked = unlock(self.profile, self.keyring, clerk.id, PASSWORD, kdf=CHEAP_FOR_TESTS)
        self.unlocked.token = "token"
        setting = self.centre.world.setting
        self.decider = Decider(self.unlocked, setting, self.clock, self.ids)
        self.sync = SyncEngine(
            self.unlocked,
            self.wire,  # type: ignore[arg-type]
            setting=setting,
            clock=self.clock,
            prefetch=False,
        )

    def close(self) -> None:
        """Whatever happened, the kept counts are those of the records."""
        with reading(self.unlocked.engine) as session:
            connection = session.connection()
            assert is_loading(connection) or wrong_counts(connection) == []
        self.unlocked.close()

    def filing(self, filing_id: str) -> Filing | None:
        with reading(self.unlocked.engine) as session:
            return session.get(Filing, filing_id)

    def rows(self) -> dict[Key, tuple[Any, ...]]:
        with reading(self.unlocked.engine) as session:
            return {
                (kind, row.id): body_of(row) for kind, table in KINDS.items() for row in session.query(table)
            }


def pc_template(folder: Path) -> Path:
    """A migrated, empty encrypted store to copy, so that each PC of the model opens in a moment."""
    from core.store.engine import open_store

    path = folder / "template.db"
    engine = open_store(path, STORE_KEY)
    migrate(engine, [PC_VERSIONS])
    with engine.connect() as connection:
        connection.commit()
    _fold_wal(engine)
    return path


def centre_template(folder: Path) -> Path:
    path = folder / "centre.db"
    engine = open_sqlite(path)
    migrate(engine)
    _fold_wal(engine)
    return path


def _fold_wal(engine: Any) -> None:
    raw = engine.raw_connection()
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    engine.dispose()

"""Waiting decisions over the server's facts: put the facts back, run the decisions again.

The facts of every record that a waiting command changed stand in `base`. `unwind` brings them back,
`replay` runs the commands again that the feed does not show yet. Both belong inside the caller's
transaction, so nobody ever sees the store without its waiting decisions. Both take the numbers of the
commands meant (`footprints.concerned` gives those that belong together); None means all.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.actions import Actor, Context, execute
from core.domain.commands import COMMANDS, decode_args
from core.domain.errors import KnownError
from core.domain.values import Role
from core.store.base import KINDS
from core.store.codec import body_of, columns_of, reorder, upsert_sql
from core.store.recorder import Recorder
from sync import footprints
from sync.protocol import Envelope
from sync.tables import BASE, FOOTPRINT, OUTBOX
from sync.transactions import get_meta, reading, set_meta, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from core.actions import Outcome, Setting
    from core.store.codec import Body
    from core.store.recorder import Key

log = logging.getLogger(__name__)

WAITING = "waiting"
APPLIED = "applied"
REJECTED = "rejected"
QUARANTINED = "quarantined"
TURN = "turn"

UNDECIDED = OUTBOX.c.state.in_((WAITING, QUARANTINED))
"""Commands without a final verdict."""
IN_OVERLAY = or_(UNDECIDED, (OUTBOX.c.state == APPLIED) & (OUTBOX.c.settled == 0))
"""Commands whose effect the feed does not show yet."""
AT_ONCE = 2000
"""Records of refused commands that are taken off in one transaction."""


class LocalRefusal(msgspec.Struct, frozen=True):
    """Why a waiting command no longer runs over newer facts; only the server's verdict counts."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A command of the outbox with the person who took it."""

    envelope: Envelope
    actor: Actor


def encode_actor(actor: Actor) -> str:
    """Give the JSON that is kept with a command."""
    values = {"id": actor.id, "name": actor.name, "role": actor.role, "scopes": sorted(actor.scopes)}
    return msgspec.json.encode({**values, "person_id": actor.person_id}).decode()


def decode_actor(text: str) -> Actor:
    values = msgspec.json.decode(text)
    return Actor(
        id=values["id"],
        name=values["name"],
        role=Role(values["role"]),
        scopes=frozenset(values["scopes"]),
        person_id=values["person_id"],
    )


def pending(session: Session, numbers: Collection[int] | None = None) -> list[Pending]:
    """Give the commands that lie over the facts, oldest first."""
    wanted = select(OUTBOX.c.envelope, OUTBOX.c.actor).where(IN_OVERLAY).order_by(OUTBOX.c.device_seq)
    if numbers is not None:
        wanted = wanted.where(OUTBOX.c.device_seq.in_(numbers))
    return [
        Pending(msgspec.json.decode(envelope, type=Envelope), decode_actor(actor))
        for envelope, actor in session.execute(wanted)
    ]


def has_pending(session: Session) -> bool:
    return session.execute(select(OUTBOX.c.op_id).where(IN_OVERLAY).limit(1)).first() is not None


def base_keys(session: Session) -> set[Key]:
    """Give the records that waiting commands changed."""
    return {(kind, record_id) for kind, record_id in session.execute(select(BASE.c.kind, BASE.c.id))}


def judged_again(session: Session) -> frozenset[int]:
    """Give the commands that are run again at the end of every pull: new facts may speak against them.

    Those that the server has applied stand: the feed brings what they did.
    """
    standing = {kind.name for kind in COMMANDS.values() if not kind.judged_again}
    again = OUTBOX.c.name.not_in(standing) | (OUTBOX.c.local_refusal != "")
    return frozenset(session.scalars(select(OUTBOX.c.device_seq).where(UNDECIDED, again)))


def left_over(session: Session) -> frozenset[int]:
    """Give the commands whose effect still stands although they are settled or refused."""
    return footprints.left_over(session, IN_OVERLAY)


def save_bases(session: Session, recorder: Recorder, device_seq: int) -> None:
    """Keep the body before a change, of every record that has none kept yet, and who changed it."""
    rows = [
        {"kind": kind, "id": record_id, "body": encode_body(kind, body)}
        for (kind, record_id), body in recorder.before.items()
    ]
    if rows:
        session.execute(upsert(BASE).on_conflict_do_nothing(), rows)
        footprints.note(session, device_seq, recorder.before)


def put_base(session: Session, kind: str, record_id: str, body: Body | None) -> None:
    """Replace what the server says of a record that a waiting command changed."""
    found = (BASE.c.kind == kind) & (BASE.c.id == record_id)
    session.execute(update(BASE).where(found).values(body=encode_body(kind, body)))


def unwind(
    session: Session, numbers: Collection[int] | None = None, coming: Collection[Key] = ()
) -> set[Key]:
    """Put the server's facts back; give the records concerned.

    In a few statements per kind: an imported register of a day is 60,000 records. What commands made is left
    where the same transaction writes the server's version over it (`coming`): taking a record out of the
    search and putting it in again costs more than all else.
    """
    session.flush()
    connection = session.connection()
    touched: set[Key] = set()
    made: defaultdict[str, list[tuple[str]]] = defaultdict(list)
    changed: defaultdict[str, list[Body]] = defaultdict(list)
    for kind, record_id, body in _bases(session, numbers):
        touched.add((kind, record_id))
        if kind not in KINDS:
            continue
        if body is None:
            if (kind, record_id) not in coming:
                made[kind].append((record_id,))
        else:
            changed[kind].append(decode_body(kind, body))
    for kind, ids in made.items():
        connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE id = ?', ids)
    for kind, bodies in changed.items():
        connection.exec_driver_sql(upsert_sql(kind, "?"), bodies)
    _forget_bases(session, numbers, touched)
    session.expunge_all()
    return touched


def _bases(session: Session, numbers: Collection[int] | None) -> list[Any]:
    wanted = select(BASE.c.kind, BASE.c.id, BASE.c.body)
    if numbers is not None:
        same = (FOOTPRINT.c.kind == BASE.c.kind) & (FOOTPRINT.c.id == BASE.c.id)
        wanted = wanted.join(FOOTPRINT, same).where(FOOTPRINT.c.device_seq.in_(numbers)).distinct()
    return list(session.execute(wanted).all())


def _forget_bases(session: Session, numbers: Collection[int] | None, keys: set[Key]) -> None:
    if numbers is None:
        session.execute(delete(BASE))
        if turn_needed(session):
            set_meta(session, TURN, "")
    elif keys:
        session.connection().exec_driver_sql("DELETE FROM base WHERE kind = ? AND id = ?", list(keys))
    footprints.forget(session, numbers)


def need_turn(session: Session) -> None:
    """Note that the effect of a refused command still lies over the facts; outlives the program."""
    set_meta(session, TURN, "1")


def turn_needed(session: Session) -> bool:
    """Whether a refused command still has to be taken off the facts."""
    return bool(get_meta(session, TURN))


def replay(
    session: Session, setting: Setting, now: datetime, numbers: Collection[int] | None = None
) -> set[Key]:
    """Run commands again that the feed does not show yet; give the records they changed."""
    touched: set[Key] = set()
    for one in pending(session, numbers):
        recorder = Recorder(session)
        refusal = _run(session, one, setting, now, recorder)
        if refusal is None:
            save_bases(session, recorder, one.envelope.device_seq)
            touched |= recorder.before.keys()
        text = "" if refusal is None else msgspec.json.encode(refusal).decode()
        session.execute(
            update(OUTBOX)
            .where(OUTBOX.c.op_id == one.envelope.op_id, OUTBOX.c.local_refusal != text)
            .values(local_refusal=text)
        )
    session.flush()
    session.expunge_all()
    return touched


def rebase(
    session: Session, setting: Setting, now: datetime, numbers: Collection[int] | None = None
) -> set[Key]:
    """Unwind and replay: after a verdict that takes a decision away."""
    return unwind(session, numbers) | replay(session, setting, now, numbers)


def take_off_refused(session: Session, setting: Setting, now: datetime) -> set[Key]:
    """Take the effect of some refused commands off the facts; nothing more to do when it gives no record."""
    numbers: set[int] = set()
    records = 0
    for number in sorted(left_over(session)):
        numbers.add(number)
        records += footprints.count(session, number)
        if records >= AT_ONCE:
            break
    if not numbers:
        return set()
    return rebase(session, setting, now, footprints.concerned(session, (), numbers))


def turns(session: Session) -> Iterator[frozenset[int]]:
    """Give all commands that the server has not judged, with those that share records with them."""
    left = set(session.scalars(select(OUTBOX.c.device_seq).where(UNDECIDED)))
    while left:
        group = footprints.concerned(session, (), (min(left),))
        left -= group
        yield group


def turn_over(
    engine: Engine, setting: Callable[[], Setting], now: Callable[[], datetime]
) -> Iterator[set[Key]]:
    """Take what was refused off the facts, judge what waits again; gives the records after each commit.

    In short transactions: a clerk decides meanwhile.
    """
    with reading(engine) as session:
        if not turn_needed(session):
            return
    while True:
        with writing(engine, durable=False) as session:
            touched = take_off_refused(session, setting(), now())
        if not touched:
            break
        yield touched
    with reading(engine) as session:
        groups = list(turns(session))
    for group in groups:
        with writing(engine, durable=False) as session:
            touched = rebase(session, setting(), now(), footprints.concerned(session, (), group))
        yield touched
    with writing(engine, durable=False) as session:
        if not left_over(session):
            set_meta(session, TURN, "")


def run(session: Session, one: Pending, context: Context) -> Outcome:
    """Execute a command of the outbox in the caller's transaction."""
    envelope = one.envelope
    return execute(session, decode_args(envelope.name, envelope.version, envelope.args), context)


def _run(
    session: Session, one: Pending, setting: Setting, now: datetime, recorder: Recorder
) -> LocalRefusal | None:
    """Run one command in a savepoint; a mistake in it must stall neither the feed nor the others."""
    context = Context(
        actor=one.actor,
        setting=setting,
        now=now,
        decided_at=one.envelope.decided_at,
        device_id=one.envelope.device_id,
        op_id=one.envelope.op_id,
        settles=False,
        audited=False,
        skew_ms=one.envelope.skew_ms,
    )
    try:
        try:
            with session.begin_nested(), recorder:
                run(session, one, context)
        except IntegrityError:
            with session.begin_nested():
                _set_aside(session, recorder)
                with recorder:
                    run(session, one, context)
    except KnownError as error:
        return LocalRefusal(error.code, error.message)
    except IntegrityError:
        return NOT_REPEATABLE
    except DBAPIError:
        raise
    except Exception as error:
        log.info("replay of %s failed: %s", one.envelope.op_id, type(error).__name__)
        return NOT_REPEATABLE
    return None


NOT_REPEATABLE = LocalRefusal("REPLAY_FAILED", "新数据到达后，这项决定无法在本机重现，等待服务器的处理结果。")


def _set_aside(session: Session, recorder: Recorder) -> None:
    """Move facts out of the way that are the server's own version of what the command makes.

    A page may end in the middle of a command's effect: the record it makes is there already, the one it
    changes is not. The server's version goes below, as the base, and comes back at the next unwind.
    """
    made = [key for key, before in recorder.before.items() if before is None]
    recorder.before.clear()
    recorder.after.clear()
    session.expunge_all()
    for kind, record_id in made:
        row = session.get(KINDS[kind], record_id)
        if row is not None:
            values = {"kind": kind, "id": record_id, "body": encode_body(kind, body_of(row))}
            session.execute(upsert(BASE).values(values).on_conflict_do_nothing())
            session.connection().exec_driver_sql(f'DELETE FROM "{kind}" WHERE id = ?', (record_id,))
    session.expunge_all()


def encode_body(kind: str, body: Iterable[Any] | None) -> str | None:
    if body is None:
        return None
    return msgspec.json.encode(dict(zip(columns_of(kind), body, strict=True))).decode()


def decode_body(kind: str, text: str) -> Body:
    values = msgspec.json.decode(text)
    return reorder(tuple(values.values()), tuple(values), kind)

"""Decisions of this PC: taken in one transaction, signed, kept in order until the server has judged them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, insert, select, update

from core.actions import Context, execute
from core.actions.descriptions import RecordedEffect
from core.domain.clock import instant
from core.domain.commands import encode_args
from core.domain.errors import KnownError
from core.domain.ruleset import rules_version
from core.store.recorder import Recorder
from sync import overlay
from sync.dependencies import forget_subjects, note_subjects, predecessors
from sync.overlay import APPLIED, QUARANTINED, REJECTED, WAITING, encode_actor, save_bases
from sync.protocol import Envelope, Verdict, canonical
from sync.tables import OUTBOX
from sync.transactions import get_meta, set_meta, writing
from sync.uploads import named_digests, want_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.actions import Outcome, Setting
    from core.domain.clock import Clock
    from core.domain.commands.base import Command
    from core.domain.commands.summary import Summary
    from core.domain.ids import IdSource
    from core.store.recorder import Key
    from sync.accounts.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is on the disk. `outcome` brings the findings seen, `keys` the records it changed."""

    op_id: str
    outcome: Outcome
    keys: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """What verdicts newly received did: op ids by their new state."""

    applied: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    quarantined: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.applied or self.rejected or self.quarantined)

    @property
    def all(self) -> frozenset[str]:
        return self.applied | self.rejected | self.quarantined


class Decider:
    """Takes decisions of the clerk in front of the PC. `ids` gives op ids, `clock` the PC's time."""

    def __init__(
        self,
        unlocked: Unlocked,
        setting: Setting,
        clock: Clock,
        ids: IdSource,
        on_decided: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_decided` is called after each commit, on the caller's thread (the engine's `kick`)."""
        self._unlocked = unlocked
        self._setting = setting
        self._clock = clock
        self._ids = ids
        self._on_decided = on_decided

    def decide(
        self,
        command: Command,
        base_version: int,
        blobs: tuple[str, ...] = (),
        supersedes: str = "",
    ) -> Decided:
        """Judge, write and sign a decision in one durable transaction.

        Raises `Refused` when rights or rules forbid it, `KnownError` (`DISK_FULL`, …) when the store
        cannot take it; nothing was saved then. `supersedes` closes a refused decision. `decided_at` is by the
        PC's clock, the rules are judged by the server's as far as the difference is known.
        """
        op_id = self._ids.new()
        now = self._clock.now()
        with writing(self._unlocked.engine, durable=True) as session:
            turned = self._stand_on_facts(session, now)
            context = Context(
                actor=self._unlocked.actor,
                setting=self._setting,
                now=now + skew(session),
                decided_at=instant(now),
                device_id=self._unlocked.device_id,
                op_id=op_id,
                settles=False,
                skew_ms=int(skew(session) / timedelta(milliseconds=1)),
            )
            if supersedes:
                close(session, supersedes, instant(now))
            with Recorder(session) as recorder:
                outcome = execute(session, command, context)
            envelope = self._signed(session, command, context, base_version, blobs, supersedes)
            save_bases(session, recorder, envelope.device_seq)
            effect = RecordedEffect(session, recorder, self._setting.dictionaries)
            self._append(session, envelope, command.summary(effect))
            note_subjects(session, envelope.device_seq, command.subjects)
            want_files(session, envelope.blobs)
        self._on_decided()
        return Decided(op_id, outcome, frozenset(turned | recorder.before.keys()))

    def accept(self, op_id: str) -> None:
        """Put a refused decision into history: a person has read why."""
        with writing(self._unlocked.engine, durable=True) as session:
            close(session, op_id, instant(self._clock.now()))

    def _stand_on_facts(self, session: Session, now: datetime) -> set[Key]:
        """Nothing is built on a decision that was refused a moment ago and still lies over the facts.

        The mark stays: the engine judges again what else was built on it. Gives the records turned over.
        """
        touched: set[Key] = set()
        if overlay.turn_needed(session):
            while some := overlay.take_off_refused(session, self._setting, now + skew(session)):
                touched |= some
        return touched

    def _signed(
        self,
        session: Session,
        command: Command,
        context: Context,
        base_version: int,
        blobs: tuple[str, ...],
        supersedes: str,
    ) -> Envelope:
        envelope = Envelope(
            op_id=context.op_id,
            device_id=context.device_id,
            device_seq=next_seq(session),
            actor_id=context.actor.id,
            name=command.name,
            version=command.version,
            args=encode_args(command),
            subject=command.subject,
            base_version=base_version,
            rules_version=rules_version(),
            decided_at=context.decided_at,
            skew_ms=context.skew_ms,
            blobs=blobs or named_digests(command),
            supersedes=supersedes,
            after=predecessors(session, command.subjects),
        )
        proof = self._unlocked.signer.sign(canonical(envelope))
        return msgspec.structs.replace(envelope, proof=proof)

    def _append(self, session: Session, envelope: Envelope, summary: Summary) -> None:
        actor = self._unlocked.actor
        row = {
            "device_seq": envelope.device_seq,
            "op_id": envelope.op_id,
            "subject": envelope.subject,
            "name": envelope.name,
            "envelope": msgspec.json.encode(envelope).decode(),
            "actor": encode_actor(actor),
            "actor_name": actor.name,
            "summary": msgspec.json.encode(summary).decode(),
            "decided_at": envelope.decided_at,
            "state": WAITING,
            "settled": 0,
            "verdict": "",
            "judged_at": "",
            "local_refusal": "",
            "supersedes": envelope.supersedes,
            "closed_at": "",
        }
        session.execute(insert(OUTBOX).values(row))
        set_meta(session, "next_seq", str(envelope.device_seq + 1))


def skew(session: Session) -> timedelta:
    """Server minus PC time as last measured: rules that look at the day are judged by the server's."""
    return timedelta(milliseconds=int(get_meta(session, "skew_ms", "0")))


def next_seq(session: Session) -> int:
    """Give the number of this device's next command; contiguous from 1."""
    return int(get_meta(session, "next_seq", "1"))


def known_seq(session: Session) -> int:
    """Give the number up to which this PC has every final verdict."""
    first_open = session.scalar(select(func.min(OUTBOX.c.device_seq)).where(overlay.UNDECIDED))
    return (first_open if first_open is not None else next_seq(session)) - 1


def waiting(session: Session, limit: int) -> list[Envelope]:
    """Give the oldest commands without a verdict, in order."""
    wanted = select(OUTBOX.c.envelope).where(OUTBOX.c.state == WAITING)
    texts = session.scalars(wanted.order_by(OUTBOX.c.device_seq).limit(limit))
    return [msgspec.json.decode(text, type=Envelope) for text in texts]


def counts(session: Session) -> tuple[int, int]:
    """Give how many commands wait for the server and how many wait for a person: refused ones that nobody
    has put away, and those that the server keeps aside. They are the lists 待上报 and 需处理 of 同步中心.
    """
    refused = (OUTBOX.c.state == REJECTED) & (OUTBOX.c.closed_at == "")
    number = select(func.count()).select_from(OUTBOX)
    waits = number.where(OUTBOX.c.state == WAITING)
    held = number.where(refused | (OUTBOX.c.state == QUARANTINED))
    return int(session.scalar(waits) or 0), int(session.scalar(held) or 0)


def close(session: Session, op_id: str, at: str) -> None:
    """Put a refused command into history; `NOT_REFUSED` when it is not one."""
    row = session.execute(select(OUTBOX.c.state, OUTBOX.c.closed_at).where(OUTBOX.c.op_id == op_id)).first()
    if row is None or row.state != REJECTED:
        raise KnownError("NOT_REFUSED", "这项决定没有被退回，不需要处理。")
    if not row.closed_at:
        session.execute(update(OUTBOX).where(OUTBOX.c.op_id == op_id).values(closed_at=at))


def store_verdicts(session: Session, verdicts: Iterable[Verdict]) -> VerdictChange:
    """Keep final verdicts; the first one stays, `retry` changes nothing, others' commands are skipped."""
    changed: dict[str, set[str]] = {APPLIED: set(), REJECTED: set(), QUARANTINED: set()}
    for verdict in verdicts:
        if verdict.status == "retry":
            continue
        taken = session.execute(
            update(OUTBOX)
            .where(OUTBOX.c.op_id == verdict.op_id, OUTBOX.c.state != verdict.status)
            .where(overlay.UNDECIDED)
            .values(
                state=verdict.status,
                verdict=msgspec.json.encode(verdict).decode(),
                judged_at=verdict.judged_at,
            )
            .returning(OUTBOX.c.op_id)
        ).first()
        if taken is not None:
            changed[verdict.status].add(verdict.op_id)
    if changed[REJECTED]:
        forget_subjects(session, changed[REJECTED])
        overlay.need_turn(session)
    return VerdictChange(*(frozenset(changed[state]) for state in (APPLIED, REJECTED, QUARANTINED)))


def settle(session: Session, positions: Mapping[str, int]) -> frozenset[str]:
    """Mark the applied commands whose effect the feed has passed in every scope of ours."""
    wanted = select(OUTBOX.c.op_id, OUTBOX.c.verdict).where(OUTBOX.c.state == APPLIED, OUTBOX.c.settled == 0)
    passed = []
    for op_id, text in session.execute(wanted).all():
        seqs = msgspec.json.decode(text, type=Verdict).seqs
        if all(positions[scope] >= seq for scope, seq in seqs.items() if scope in positions):
            passed.append(op_id)
    for op_id in passed:
        session.execute(update(OUTBOX).where(OUTBOX.c.op_id == op_id).values(settled=1))
    if passed:
        forget_subjects(session, passed)
    return frozenset(passed)

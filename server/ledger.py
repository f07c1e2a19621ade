"""The ledger: every command gets exactly one final verdict, and its effect happens at most once.

One transaction per command: ledger row, business rows, audit, feed, heads (sync.md rule 3). `Refused` becomes
`rejected`; a database error is `retry` and leaves no trace; anything else is tried again and the third time
`quarantined` with its payload kept, so that one bad command stops nobody else.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.actions import Context, execute
from core.domain.clock import parse_instant
from core.domain.commands import decode_args
from core.domain.errors import KnownError, Refused
from core.domain.refusals import ACTOR_DISABLED, BAD_ARGUMENTS, BAD_PROOF, OP_REUSED
from core.store.base import KINDS
from core.store.recorder import Recorder
from server import actors, office_log, predecessors, proofs, quarantine, standing
from server.errors import WebError
from server.feed import grant_blobs, write_feed
from server.tables import DEVICE, LEDGER
from sync.protocol import Envelope, Verdict, payload_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from core.actions import Actor, Outcome
    from core.domain.commands.base import Command
    from server.centre import Centre

LOG = logging.getLogger("server.ledger")
ATTEMPTS = 3
ID_MAX = 64
TEMPORARY = (OperationalError, InterfaceError, PoolTimeout)
LOST_RACES = ("40P01", "40001")
"""PostgreSQL's codes of a deadlock and of a serialisation failure."""
BUSY = "服务器暂时无法处理，稍后会自动重试，您的决定仍保存在本机。"


@dataclass(frozen=True, slots=True)
class Trusted:
    """A command made by the server itself for a resident: no PC's order and no PC's signature.

    `request_hash` tells a repeated request from another one under the same key; `actor` says who acts;
    `also` runs in the same transaction once the command was applied.
    """

    request_hash: str
    actor: Callable[[Session], Actor | None]
    also: Callable[[Session], None] = lambda session: None


def settle_all(centre: Centre, envelopes: Iterable[Envelope], device_id: str) -> tuple[Verdict, ...]:
    """Judge a PC's commands in order, as many as can be judged now.

    The answer may be shorter than the question: after a `retry`, and before a command that does not
    follow the last one. Raises `WebError` (SEQ_GAP, DEVICE_FORKED, …) when that is the first of them.
    """
    verdicts: list[Verdict] = []
    for envelope in envelopes:
        try:
            if envelope.device_id != device_id:
                raise WebError(409, "DEVICE_MISMATCH", "上报的内容不是由这台电脑作出的，服务器没有接收。")
            verdict = settle(centre, envelope)
        except WebError:
            if not verdicts:
                raise
            break
        verdicts.append(verdict)
        if verdict.status == "retry":
            break
    return tuple(verdicts)


def settle(centre: Centre, envelope: Envelope, trusted: Trusted | None = None) -> Verdict:
    """Judge one command for good, or give the verdict it got before."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(centre, envelope, trusted)
        except WebError:
            raise
        except TEMPORARY as error:
            LOG.info("op %s retry: %s", envelope.op_id, type(error).__name__)
            if trusted is not None and attempt < ATTEMPTS and _lost_a_race(error):
                continue
            return _retry(envelope)
        except Exception as error:
            LOG.error("op %s attempt %d failed: %s", envelope.op_id, attempt, type(error).__name__)
            if trusted is None and attempt == ATTEMPTS:
                return _put_aside(centre, envelope, type(error).__name__)
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _lost_a_race(error: Exception) -> bool:
    """Whether the database ended this transaction in favour of another: at once it may go through.

    A PC asks again by itself; a resident in front of a phone would be told that the server is busy.
    """
    return getattr(getattr(error, "orig", None), "sqlstate", None) in LOST_RACES


def _put_aside(centre: Centre, envelope: Envelope, reason: str) -> Verdict:
    try:
        with centre.writing() as session:
            return quarantine.put_aside(session, centre, envelope, reason)
    except TEMPORARY:
        return _retry(envelope)


def _retry(envelope: Envelope) -> Verdict:
    return Verdict(envelope.op_id, "retry", envelope.device_seq, code="SERVER_BUSY", message=BUSY)


def _once(centre: Centre, envelope: Envelope, trusted: Trusted | None) -> Verdict:
    digest = trusted.request_hash if trusted else payload_hash(envelope)
    with centre.writing() as session:
        _one_at_a_time(session, envelope.op_id)
        if trusted is None:
            expected = _next_seq(session, envelope)
        known = _known_verdict(session, envelope, digest)
        if known is not None:
            if known.code == OP_REUSED.code:
                _alarm(session, centre, envelope)
                if trusted is None and envelope.device_seq == expected:
                    _advance(session, envelope)
            return known
        if trusted is None:
            _require_order(envelope, expected)
            _advance(session, envelope)
            held = quarantine.waiting_behind(session, centre, envelope)
            if held is not None:
                return held
        verdict = judge(session, centre, envelope, trusted)
        write_ledger(session, envelope, digest, verdict)
    if verdict.status == "rejected":
        LOG.info("op %s rejected: %s", envelope.op_id, verdict.code)
    return verdict


def _one_at_a_time(session: Session, op_id: str) -> None:
    """On PostgreSQL the same command on a second connection waits here; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:op_id, 0))"), {"op_id": op_id})


def _next_seq(session: Session, envelope: Envelope) -> int:
    wanted = select(DEVICE.c.next_seq, DEVICE.c.active).where(DEVICE.c.id == envelope.device_id)
    row = session.execute(wanted.with_for_update()).first()
    if row is None or not row.active:
        raise WebError(403, "DEVICE_UNKNOWN", "这台电脑没有登记或已被停用，请联系系统管理员。")
    return int(row.next_seq)


def _require_order(envelope: Envelope, expected: int) -> None:
    if envelope.device_seq > expected:
        raise WebError(
            409, "SEQ_GAP", f"上报的决定不连续：应为第 {expected} 条，收到第 {envelope.device_seq} 条。"
        )
    if envelope.device_seq < expected:
        raise WebError(
            409,
            "DEVICE_FORKED",
            "这台电脑的数据可能来自另一台电脑的副本，请重新登记本机；已作的决定仍保存在本机。",
        )


def _advance(session: Session, envelope: Envelope) -> None:
    session.execute(
        update(DEVICE).where(DEVICE.c.id == envelope.device_id).values(next_seq=envelope.device_seq + 1)
    )


def _known_verdict(session: Session, envelope: Envelope, digest: str) -> Verdict | None:
    row = session.execute(
        select(LEDGER.c.payload_hash, LEDGER.c.verdict).where(LEDGER.c.op_id == envelope.op_id)
    ).first() or quarantine.stored(session, envelope.op_id)
    if row is None:
        return None
    if row.payload_hash == digest:
        return msgspec.json.decode(row.verdict, type=Verdict)
    return Verdict(
        envelope.op_id,
        "rejected",
        envelope.device_seq,
        code=OP_REUSED.code,
        message="同一编号的操作已用不同内容上报过，本次内容未采用，已记录并提醒管理员。",
    )


def _alarm(session: Session, centre: Centre, envelope: Envelope) -> None:
    LOG.error("op %s reused with another body by device %s", envelope.op_id, envelope.device_id)
    subject = f"op:{envelope.op_id}"
    office_log.link(session, centre, envelope.actor_id, "OP_REUSED", subject, ok=False)
    office_log.note(
        session,
        centre,
        envelope.actor_id,
        "OP_REUSED",
        subject,
        device=envelope.device_id,
        code=OP_REUSED.code,
    )


def judge(session: Session, centre: Centre, envelope: Envelope, trusted: Trusted | None = None) -> Verdict:
    """Apply within a savepoint, so that a refusal keeps its ledger row and nothing else."""
    actor: Actor | None = None
    try:
        actor = _actor(session, centre, envelope, trusted)
        command = _command(envelope)
        predecessors.require_accepted(session, envelope)
        with session.begin_nested(), Recorder(session) as recorder:
            outcome = execute(session, command, _context(centre, envelope, actor))
    except Refused as error:
        refusal = standing.out_of_scope(session, envelope, actor, error)
        return _rejected(session, centre, envelope, refusal, actor, trusted)
    grant_blobs(session, recorder)
    if trusted is not None:
        trusted.also(session)
    seqs = write_feed(session, recorder, envelope.op_id)
    return Verdict(
        envelope.op_id,
        "applied",
        envelope.device_seq,
        seqs=seqs,
        version=_version(session, outcome),
        findings=outcome.findings if trusted else (),
        judged_at=centre.now,
    )


def _actor(session: Session, centre: Centre, envelope: Envelope, trusted: Trusted | None) -> Actor:
    if trusted is not None:
        actor = trusted.actor(session)
    else:
        if not proofs.holds(session, envelope):
            raise BAD_PROOF("操作的签名无效，可能被改动过，未予采用。请重新登录后再办理。")
        actor = actors.clerk(session, centre.setting, envelope.actor_id)
    if actor is None:
        raise ACTOR_DISABLED("该用户已被停用，此操作未予采用。请联系本单位负责人。")
    return actor


def _command(envelope: Envelope) -> Command:
    """Build the command; what cannot be read at all is refused, never tried again."""
    try:
        command = decode_args(envelope.name, envelope.version, envelope.args)
        parse_instant(envelope.decided_at)
    except KnownError as error:
        raise Refused(error.code, error.message) from error
    except ValueError as error:
        raise BAD_ARGUMENTS("操作的时间格式不对，未予采用。") from error
    odd = command.subject != envelope.subject or len(command.subject) > ID_MAX
    if odd or _holds_nul(envelope.args):
        raise BAD_ARGUMENTS("操作内容前后不一致或含有无法保存的字符，未予采用。")
    return command


def _holds_nul(value: Any) -> bool:
    """PostgreSQL cannot keep the character NUL; SQLite could, but both must judge alike."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for part in value.values())
    return isinstance(value, list | tuple) and any(_holds_nul(part) for part in value)


def _context(centre: Centre, envelope: Envelope, actor: Actor) -> Context:
    return Context(
        actor=actor,
        setting=centre.setting,
        now=centre.clock.now(),
        decided_at=envelope.decided_at,
        device_id=envelope.device_id,
        op_id=envelope.op_id,
        settles=True,
        skew_ms=envelope.skew_ms,
    )


def _rejected(
    session: Session,
    centre: Centre,
    envelope: Envelope,
    error: Refused,
    actor: Actor | None,
    trusted: Trusted | None,
) -> Verdict:
    if trusted is None:
        action, subject = f"{envelope.name}:{error.code}"[:120], f"op:{envelope.op_id}"
        office_log.link(session, centre, envelope.actor_id, action, subject, ok=False)
        office_log.note_refusal(session, centre, envelope, standing.record_of(session, envelope), error.code)
    return Verdict(
        envelope.op_id,
        "rejected",
        envelope.device_seq,
        code=error.code,
        message=error.message,
        findings=error.findings,
        current_version=standing.current_version(session, envelope, actor),
        judged_at=centre.now,
    )


def _version(session: Session, outcome: Outcome) -> int:
    row = session.get(KINDS[outcome.kind], outcome.id)
    return row.version if row is not None else 0


def write_ledger(session: Session, envelope: Envelope, digest: str, verdict: Verdict) -> None:
    """Keep a final verdict with the command as it came."""
    session.execute(
        insert(LEDGER).values(
            op_id=envelope.op_id,
            device_id=envelope.device_id,
            device_seq=envelope.device_seq,
            actor_id=envelope.actor_id,
            name=envelope.name[:120],
            version=envelope.version,
            subject=envelope.subject[:120],
            payload_hash=digest,
            envelope=msgspec.json.encode(envelope),
            status=verdict.status,
            verdict=msgspec.json.encode(verdict).decode(),
            judged_at=verdict.judged_at,
        )
    )


def verdicts_after(session: Session, device_id: str, known: int, limit: int = 1000) -> tuple[Verdict, ...]:
    """Give the verdicts of a device's commands with a number above `known`, in order."""
    found: list[Any] = []
    for table in (LEDGER, quarantine.TABLE):
        wanted = select(table.c.device_seq, table.c.verdict).where(
            table.c.device_id == device_id, table.c.device_seq > known, func.length(table.c.verdict) > 0
        )
        found += session.execute(wanted.order_by(table.c.device_seq).limit(limit)).all()
    found.sort(key=lambda row: int(row.device_seq))
    return tuple(msgspec.json.decode(row.verdict, type=Verdict) for row in found[:limit])

"""The operator's way out of the quarantine (fault 10): judge a kept command again once mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, select

from core import audit
from core.domain.clock import local_text
from core.domain.errors import KnownError
from server import ledger, quarantine
from server.quarantine import TABLE
from sync.protocol import Envelope, Verdict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre

NONE = "没有暂存的操作。"


def kept(centre: Centre) -> list[str]:
    """Say what is kept, oldest first; a line names no person."""
    with centre.reading() as session:
        rows = session.execute(select(TABLE).order_by(TABLE.c.last_at, TABLE.c.device_seq)).all()
    lines = []
    for row in rows:
        envelope = msgspec.json.decode(row.envelope, type=Envelope)
        code = msgspec.json.decode(row.verdict, type=Verdict).code
        device = f"电脑 {row.device_id} 第 {row.device_seq} 条"
        lines.append(f"{row.op_id}  {envelope.name}  {code}  {local_text(row.last_at)}  {device}")
    return lines or [NONE]


def release(centre: Centre, op_id: str) -> list[str]:
    """Judge a kept command again, and then all that waited for it; gives a line for each.

    Raises KnownError: NOT_QUARANTINED, WAITS_BEHIND_QUARANTINED, STILL_FAILING (it stays kept),
    SERVER_BUSY (try again later).
    """
    lines = [_released(centre, op_id)]
    while (follower := _follower(centre)) is not None:
        try:
            lines.append(_released(centre, follower))
        except KnownError as error:
            lines.append(f"{follower}：{error.message}")
            break
    return lines


def _released(centre: Centre, op_id: str) -> str:
    try:
        with centre.writing() as session:
            verdict = _judged(session, centre, op_id)
    except KnownError:
        raise
    except ledger.TEMPORARY as error:
        raise KnownError("SERVER_BUSY", "数据库正忙，没有办理，操作仍然暂存。请稍后再试。") from error
    except Exception as error:
        ledger.LOG.info("op %s still failing: %s", op_id, type(error).__name__)
        message = f"再次办理时仍然出错（{type(error).__name__}），操作仍然暂存。请排除原因后再试。"
        raise KnownError("STILL_FAILING", message) from error
    if verdict.status == "applied":
        return f"{op_id}：已生效。"
    return f"{op_id}：未被接受（{verdict.code}）：{verdict.message}"


def _judged(session: Session, centre: Centre, op_id: str) -> Verdict:
    row = session.execute(select(TABLE).where(TABLE.c.op_id == op_id).with_for_update()).first()
    if row is None:
        raise KnownError("NOT_QUARANTINED", f"没有暂存编号为“{op_id}”的操作。用 --list 查看现有的。")
    envelope = msgspec.json.decode(row.envelope, type=Envelope)
    if msgspec.json.decode(row.verdict, type=Verdict).code == quarantine.WAITS:
        first = quarantine.first_before(session, envelope)
        if first not in (None, op_id):
            raise KnownError(quarantine.WAITS, f"这项操作要等前一项办完，请先办理 {first}。")
    session.execute(delete(TABLE).where(TABLE.c.op_id == op_id))
    audit.append(
        session,
        device=audit.CENTRE,
        time=centre.now,
        user="operator",
        action="RELEASE_QUARANTINED",
        subject=f"op:{op_id}",
    )
    verdict = ledger.judge(session, centre, envelope)
    ledger.write_ledger(session, envelope, row.payload_hash, verdict)
    return verdict


def _follower(centre: Centre) -> str | None:
    """Give the oldest command that only waited, and has nothing left to wait for."""
    with centre.reading() as session:
        rows = session.execute(select(TABLE).order_by(TABLE.c.last_at, TABLE.c.device_seq)).all()
        for row in rows:
            if msgspec.json.decode(row.verdict, type=Verdict).code != quarantine.WAITS:
                continue
            envelope = msgspec.json.decode(row.envelope, type=Envelope)
            if quarantine.first_before(session, envelope) in (None, row.op_id):
                return str(row.op_id)
    return None

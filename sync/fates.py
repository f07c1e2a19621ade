"""Read models of 同步中心: every command of this PC with its fate, in words (sync.md section 3).

What a kind of record is called and how it stands, its programme says (`core.actions.descriptions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import select

from core.actions.descriptions import OF_PAGE
from core.domain.commands.summary import Summary
from core.domain.refusals import REFUSALS
from core.domain.values import Finding, Value
from sync.overlay import LocalRefusal, turn_needed
from sync.protocol import Envelope, Verdict
from sync.tables import OUTBOX

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

State = Literal["waiting", "sent", "applied", "refused", "quarantined", "closed"]

STATE_WORDS: dict[str, str] = {
    "waiting": "待上报（未生效）",
    "sent": "已上报，等待数据回传",
    "applied": "已生效",
    "refused": "未被接受，待处理",
    "quarantined": "服务器暂存，等待人工处理",
    "closed": "未被接受，已处理",
}

REDO = "请查看服务器上的当前情况：同意则点“知道了”归入历史；仍需办理的，点“重新决定”。"
LOOK = "请查看服务器上的当前情况。确认后点“知道了”归入历史；仍需办理的，请到相应页面重新办理。"
COMING = "正在取回服务器上的最新情况，请稍候。"


class CentreEntry(Value, frozen=True):
    """One command. `reason` says why it is not (yet) in force, `what_to_do` what the clerk can do about it.

    `base` is how the record stood when the person decided, `server_present` how the server's facts stand
    now; `code` is the stable code of a refusal. `target` is the key of the page that shows the record
    `record_id` (empty for a batch); `redo` is what that page opens to decide anew, empty when it cannot be.
    `about` is whom or what it is about.
    """

    op_id: str
    state: State
    state_word: str
    what: str
    target: str
    record_id: str
    filing_no: str
    about: str
    decided_at: str
    actor_name: str
    reason: str
    what_to_do: str
    server_present: str
    base: str
    findings: tuple[Finding, ...]
    code: str
    supersedes: str
    judged_at: str
    redo: str


def overview(session: Session, limit: int = 500) -> tuple[CentreEntry, ...]:
    """Give the commands of this PC: those that need a person first, then those that wait, then history."""
    wanted = select(OUTBOX).order_by(OUTBOX.c.device_seq.desc()).limit(limit)
    entries = [_entry(session, row) for row in session.execute(wanted)]
    held = select(OUTBOX).where(OUTBOX.c.state.in_(("waiting", "quarantined", "rejected")))
    held = held.where(OUTBOX.c.closed_at == "").order_by(OUTBOX.c.device_seq.desc())
    known = {entry.op_id for entry in entries}
    entries += [_entry(session, row) for row in session.execute(held) if row.op_id not in known]
    return tuple(sorted(entries, key=lambda entry: _ORDER.index(entry.state)))


def entry(session: Session, op_id: str) -> CentreEntry | None:
    """Give one command."""
    row = session.execute(select(OUTBOX).where(OUTBOX.c.op_id == op_id)).first()
    return None if row is None else _entry(session, row)


_ORDER = ("refused", "quarantined", "waiting", "sent", "applied", "closed")


def _entry(session: Session, row: Row[tuple[object, ...]]) -> CentreEntry:
    state = _state(row)
    summary = msgspec.json.decode(row.summary, type=Summary)
    verdict = msgspec.json.decode(row.verdict, type=Verdict) if row.verdict else None
    code = verdict.code if verdict and verdict.status != "applied" else ""
    redo = _redo(session, summary) if state == "refused" else ""
    if state in ("refused", "closed"):
        summary = _standing(session, summary, row.envelope)
    return CentreEntry(
        op_id=row.op_id,
        state=state,
        state_word=STATE_WORDS[state],
        what=summary.what,
        target=summary.target,
        record_id=summary.record_id,
        filing_no=summary.filing_no,
        about=summary.about,
        decided_at=row.decided_at,
        actor_name=row.actor_name,
        reason=_reason(row, state, verdict),
        what_to_do=_advice(state, code, redo),
        server_present=_present(session, summary, state),
        base=summary.base,
        findings=verdict.findings if verdict else (),
        code=code,
        supersedes=row.supersedes,
        judged_at=row.judged_at,
        redo=redo,
    )


def advice(code: str, *, can_redo: bool) -> str:
    """What a clerk can do about a refusal; `can_redo` when the decision can be taken anew from here."""
    known = REFUSALS.get(code)
    return known.advice if known and known.advice else REDO if can_redo else LOOK


def _present(session: Session, summary: Summary, state: State) -> str:
    """How the record stands at the server, as far as this PC has been told; empty when nothing can be said.

    Until the refused decision is taken off the facts, what stands here is the clerk's own decision.
    """
    words = OF_PAGE.get(summary.target)
    if state not in ("refused", "closed"):
        return ""
    if state == "refused" and turn_needed(session):
        return COMING
    if words is None:
        return ""
    if summary.records:
        return words.all_stand(session, summary.records)
    return words.stands(session, summary.record_id) if summary.record_id else ""


def _redo(session: Session, summary: Summary) -> str:
    """What the page is to open when the decision is taken anew; empty when that makes no sense."""
    words = OF_PAGE.get(summary.target)
    if words is None:
        return ""
    if summary.records:
        return words.redo_all(session, summary.records)
    return words.redo(session, summary.record_id)


def _standing(session: Session, summary: Summary, envelope: str) -> Summary:
    """Point at what stands in place of a record that was never taken; `envelope` is the command's JSON."""
    words = OF_PAGE.get(summary.target)
    if words is None or summary.records:
        return summary
    args = msgspec.json.decode(envelope, type=Envelope).args
    found = words.stands_instead(session, summary.record_id, args)
    return msgspec.structs.replace(summary, record_id=found)


def _state(row: Row[tuple[object, ...]]) -> State:
    if row.state == "applied":
        return "applied" if row.settled else "sent"
    if row.state == "rejected":
        return "closed" if row.closed_at else "refused"
    return "quarantined" if row.state == "quarantined" else "waiting"


def _reason(row: Row[tuple[object, ...]], state: State, verdict: Verdict | None) -> str:
    if verdict is not None and state in ("refused", "closed", "quarantined"):
        return verdict.message
    if state == "waiting" and row.local_refusal:
        refusal = msgspec.json.decode(row.local_refusal, type=LocalRefusal)
        return f"收到新数据后，这项决定可能不会被接受：{refusal.message}"
    if state == "waiting":
        return "尚未上报到服务器，联网后自动上报；上报前不生效。"
    return ""


def _advice(state: State, code: str, redo: str) -> str:
    if state == "refused":
        return advice(code, can_redo=bool(redo))
    if state == "quarantined":
        return "服务器处理这项决定时出现异常，内容已完整保留，请联系系统管理员。"
    return "无需操作。" if state in ("waiting", "sent") else ""

"""Read models of 同步中心: every command of this PC with its fate, in words (sync.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import select

from core.domain.values import Finding, Value
from sync.overlay import LocalRefusal, turn_needed
from sync.present import present, redo_argument
from sync.protocol import Verdict
from sync.summaries import Summary
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

COMING = "正在取回服务器上的最新情况，请稍候。"
REDO = "请查看服务器上的当前情况：同意则点“知道了”归入历史；仍需办理的，点“重新决定”。"
LOOK = "请查看服务器上的当前情况。确认后点“知道了”归入历史；仍需办理的，请到相应页面重新办理。"
ADVICE = {
    "ACTOR_DISABLED": "办理人的账号已停用，本项决定不生效。仍需办理的，请由在岗人员重新办理。",
    "ALREADY_DECIDED": "该件已由他人办理，以服务器的结果为准。确认后点“知道了”。",
    "BAD_PROOF": "本机的签名没有通过核对。请重新登录后再办理；仍不行请联系系统管理员。",
    "CHANGED_MEANWHILE": "您办理时看到的内容已被他人修改，请打开查看最新内容，再决定是否重新办理。",
    "DISSOLUTION_FORBIDDEN": "请按列出的规则问题核对解除申请，再决定退回补正或不予解除。",
    "FILING_CHANGED": "申请人已更新材料，请打开该件，按新材料重新审核。",
    "FILING_FORBIDDEN": "请按列出的规则问题核对材料，再决定退回补正或不予备案。",
    "FILING_NOT_FOUND": "该件已不在本区管辖范围内，本项决定不生效。确认后点“知道了”。",
    "FINDINGS_NOT_CONFIRMED": "服务器核验时出现了需要确认的提示，请打开该件，核对列出的提示后重新办理。",
    "NOTICE_NOT_FAILED": "该短信已不是失败状态，无需重发。确认后点“知道了”。",
    "NOT_ALLOWED": "办理人当时的权限已被收回，请联系主管确认。",
    "OP_REUSED": "请联系系统管理员核查本机数据。",
    "OUT_OF_SCOPE": "该件已转出本区，本项决定不生效。确认后点“知道了”。",
    "PREDECESSOR_REJECTED": "请先处理前一项决定，再回到这里决定是否重新办理。",
    "POLICY_STATE": "该公告的状态已有变化，请打开公告查看现在的情况，再决定是否重新办理。",
    "PUBLICATION_FORBIDDEN": "这次公布整批没有生效。请按列出的问题处理，仍需公布的点“重新决定”。",
    "SCORES_FORBIDDEN": "这批成绩整批没有录入。请按列出的问题更正后，在“考核成绩批量录入”中重新录入。",
    "SCORE_FORBIDDEN": "请按列出的规则问题核对成绩和考核日期，更正后重新录入。",
    "SCORE_EXISTS": "这名学生该类型的成绩已有人录入，请在成绩列表中打开核对，需要时直接修改。",
    "TERMINATION_FORBIDDEN": "强制解除没有生效。请按列出的问题核对该师承关系现在的情况。",
    "SCORE_PUBLISHED": "已公布的成绩不能修改。确有错误的，请录入更正成绩。",
}
"""What the clerk can do about a refusal, by its stable code."""


class CentreEntry(Value, frozen=True):
    """One command. `reason` says why it is not (yet) in force, `what_to_do` what the clerk can do about it.

    `base` is how the record stood when the person decided, `server_present` how the server's facts stand
    now; `code` is the stable code of a refusal. `target` is the key of the page that shows the record
    `record_id` (empty for a batch); `redo` is what that page opens to decide anew, empty when it cannot be.
    `student_name` is whom or what it is about.
    """

    op_id: str
    state: State
    state_word: str
    what: str
    target: str
    record_id: str
    filing_no: str
    student_name: str
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
    redo = redo_argument(session, summary) if state == "refused" else ""
    return CentreEntry(
        op_id=row.op_id,
        state=state,
        state_word=STATE_WORDS[state],
        what=summary.what,
        target=summary.page,
        record_id=summary.record,
        filing_no=summary.filing_no,
        student_name=summary.student_name,
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


def _present(session: Session, summary: Summary, state: State) -> str:
    """Until the refused decision is taken off the facts, what stands here is the clerk's own decision."""
    if state not in ("refused", "closed"):
        return ""
    return COMING if state == "refused" and turn_needed(session) else present(session, summary)


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
        return ADVICE.get(code, REDO if redo else LOOK)
    if state == "quarantined":
        return "服务器处理这项决定时出现异常，内容已完整保留，请联系系统管理员。"
    return "无需操作。" if state in ("waiting", "sent") else ""

"""How the records behind a decision stand at the server, as far as this PC has been told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.applications.tables import CaseDecision
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Termination
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.commons.tables import Notice, PolicyNotice, Report
from core.domain.clock import local_text
from core.domain.values import FilingState, NoticeState, PolicyState
from sync.protocol import Envelope
from sync.summaries import score_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from sync.summaries import Summary

FILING_PAGES = ("filings", "dissolutions")
GONE = "该件已不在本机的管辖范围内。"
IN_ONE_QUERY = 500


def present(session: Session, summary: Summary) -> str:
    """Say in a sentence how the record stands now; empty when nothing can be said."""
    if summary.records:
        return _batch(session, summary)
    say = _SENTENCES.get(summary.target)
    return say(session, summary.record_id) if say and summary.record_id else ""


def standing(session: Session, summary: Summary, envelope: str) -> Summary:
    """Point at what stands in the place of a score that was never taken (G11): the other one of the type.

    Everything else stays as it is; `envelope` is the command's JSON.
    """
    if (
        summary.target != "scores"
        or summary.records
        or session.get(Assessment, summary.record_id) is not None
    ):
        return summary
    entry = msgspec.json.decode(envelope, type=Envelope).args.get("entry")
    if not isinstance(entry, dict):
        return summary
    student = select(Apprenticeship.student_id).where(Apprenticeship.id == entry.get("apprenticeship_id"))
    wanted = select(Assessment.id).where(
        Assessment.student_id == student.scalar_subquery(), Assessment.type == entry.get("type")
    )
    found = session.scalar(wanted.order_by(Assessment.id.desc()).limit(1))
    return msgspec.structs.replace(summary, record_id=found) if found else summary


def redo_argument(session: Session, summary: Summary) -> str:
    """Give what the page is to open when the decision is taken anew; empty when that makes no sense.

    A filing that still waits, a score that may still be edited; of a publication the scores that are left,
    as `publish:ID,ID`.
    """
    if summary.target in FILING_PAGES:
        filing = session.get(Filing, summary.record_id)
        return summary.record_id if filing is not None and filing.state == FilingState.PENDING else ""
    if summary.target != "scores":
        return ""
    left = ",".join(_unpublished(session, summary.records or (summary.record_id,)))
    return f"publish:{left}" if left and summary.records else left


def _unpublished(session: Session, ids: tuple[str, ...]) -> list[str]:
    left: set[str] = set()
    for start in range(0, len(ids), IN_ONE_QUERY):
        found = select(Assessment.id).where(
            Assessment.id.in_(ids[start : start + IN_ONE_QUERY]),
            Assessment.state == AssessmentState.UNPUBLISHED,
        )
        left.update(session.scalars(found))
    return [one for one in ids if one in left]


def _filing(session: Session, filing_id: str) -> str:
    filing = session.get(Filing, filing_id)
    if filing is None:
        return GONE
    word = FilingState(filing.state).label
    last = session.scalars(
        select(CaseDecision)
        .where(CaseDecision.case_id == filing_id, CaseDecision.settled_at != "")
        .order_by(CaseDecision.revision.desc(), CaseDecision.id.desc())
    ).first()
    if last is None or filing.state == FilingState.PENDING:
        return f"服务器上该件为“{word}”（第 {filing.revision} 次提交）。"
    when = local_text(last.decided_at)
    text = f"服务器上该件为“{word}”，由{last.decided_by_name}于 {when} 办理。"
    return f"{text}意见：{last.opinion}" if last.opinion else text


def _assessment(session: Session, assessment_id: str) -> str:
    score = session.get(Assessment, assessment_id)
    if score is None:
        return "服务器上没有这条成绩。"
    words = score_words({"tenths": score.tenths, "result": score.result})
    if score.state == AssessmentState.PUBLISHED:
        when = local_text(score.published_at)
        return f"服务器上这条成绩为“已公布”，{words}，由{score.published_by_name}于 {when} 公布。"
    when = local_text(score.entered_at)
    return f"服务器上这条成绩为“未公布”，{words}，由{score.entered_by_name}于 {when} 录入。"


def _batch(session: Session, summary: Summary) -> str:
    count = len(summary.records)
    if summary.target == "batch":
        return _entered(session, summary.records)
    left = len(_unpublished(session, summary.records))
    found: set[str] = set()
    for start in range(0, count, IN_ONE_QUERY):
        some = Assessment.id.in_(summary.records[start : start + IN_ONE_QUERY])
        published = Assessment.state == AssessmentState.PUBLISHED
        found.update(session.scalars(select(Assessment.id).where(some, published)))
    gone = count - left - len(found)
    words = f"这 {count} 条成绩中，服务器上未公布 {left} 条，已公布 {len(found)} 条"
    return f"{words}，已删除 {gone} 条。" if gone else f"{words}。"


def _entered(session: Session, apprenticeships: tuple[str, ...]) -> str:
    """Say for how many people of a batch a score stands at the server."""
    entered: set[str] = set()
    for start in range(0, len(apprenticeships), IN_ONE_QUERY):
        some = Assessment.apprenticeship_id.in_(apprenticeships[start : start + IN_ONE_QUERY])
        entered.update(session.scalars(select(Assessment.apprenticeship_id).where(some)))
    return f"这 {len(apprenticeships)} 人中，服务器上已有成绩的 {len(entered)} 人。"


def _apprenticeship(session: Session, apprenticeship_id: str) -> str:
    row = session.get(Apprenticeship, apprenticeship_id)
    if row is None:
        return GONE
    word = ApprenticeshipState(row.state).label
    ended = f"，{row.ended_on} 结束" if row.ended_on else ""
    text = f"服务器上该师承关系为“{word}”{ended}。"
    last = session.scalars(
        select(Termination)
        .where(Termination.apprenticeship_id == apprenticeship_id, Termination.settled_at != "")
        .order_by(Termination.id.desc())
    ).first()
    if last is None:
        return text
    return f"{text}{last.decided_by_name}于 {local_text(last.decided_at)} 办理强制解除。"


def _policy(session: Session, policy_id: str) -> str:
    row = session.get(PolicyNotice, policy_id)
    if row is None:
        return "服务器上没有这则公告，可能已被删除。"
    when = local_text(row.changed_at)
    word = PolicyState(row.state).label
    return f"服务器上该公告为“{word}”，由{row.changed_by_name}于 {when} 最后修改。"


def _notice(session: Session, notice_id: str) -> str:
    row = session.get(Notice, notice_id)
    if row is None:
        return "服务器上没有这条短信。"
    text = f"服务器上该短信为“{NoticeState(row.state).label}”，共发送 {row.attempts} 次。"
    return f"{text}{row.reason}" if row.reason else text


def _report(session: Session, report_id: str) -> str:
    row = session.get(Report, report_id)
    if row is None:
        return "服务器上没有这份报送版。"
    return f"服务器上有这份报送版，由{row.made_by_name}于 {local_text(row.made_at)} 生成。"


_SENTENCES: dict[str, Callable[[Session, str], str]] = {
    "filings": _filing,
    "dissolutions": _filing,
    "scores": _assessment,
    "search": _apprenticeship,
    "policies": _policy,
    "notices": _notice,
    "reports": _report,
}
"""By the key of the page that shows the record."""

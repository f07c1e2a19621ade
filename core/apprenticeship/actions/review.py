"""The bureau's side of a filing: approve, return, refuse (product.md D2, D3, G1-G8, G15).

Returning and refusing are the same for both kinds of filings; a dissolution that is not approved leaves its
apprenticeship as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.authority import filing_for_review
from core.actions.clean import BREAKS, clean_text
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import hold
from core.applications.tables import CaseDecision
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at, filing_facts
from core.apprenticeship.actions.filing_rows import decision_row, require_kind
from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.tables import Apprenticeship, Teacher
from core.apprenticeship.words.values import ApprenticeshipState, FilingKind
from core.commons.notice_actions import notify
from core.domain.clock import local_date, local_text
from core.domain.errors import Refused
from core.domain.notices import NoticeCause, item_words
from core.domain.values import FilingState, ReturnItem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.commands.filing import ApproveDissolution
    from core.apprenticeship.tables import Filing
    from core.apprenticeship.words.content import FilingContent
    from core.domain.values import Finding

RETURNED = {
    FilingKind.ESTABLISH: NoticeCause.RETURNED,
    FilingKind.DISSOLVE: NoticeCause.DISSOLUTION_RETURNED,
}
REFUSED = {
    FilingKind.ESTABLISH: NoticeCause.REFUSED,
    FilingKind.DISSOLVE: NoticeCause.DISSOLUTION_REFUSED,
}
"""What the messages tell of (G14)."""


@acts(ApproveFiling)
def approve_filing(session: Session, command: ApproveFiling, context: Context) -> Outcome:
    """通过备案: all rules are judged again, with the teacher's seats of this moment (G2)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    require_kind(filing, FilingKind.ESTABLISH)
    check_opinion(command.opinion, context)
    # Taken before counting, so that two approvals for one teacher are judged one after the other.
    session.scalars(select(Teacher).where(Teacher.id == filing.teacher_id).with_for_update()).first()
    content = content_at(session, filing)
    facts = filing_facts(session, filing, content)
    findings = rules.check_filing(
        facts, context.setting.parameters, context.today, context.setting.dictionaries
    )
    refuse_when_blocked("FILING_FORBIDDEN", findings)
    refuse_unconfirmed(findings, command.confirmed)
    require_seen(content, command)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    apprenticeship.state = ApprenticeshipState.ACTIVE
    apprenticeship.filed_on = context.decided_on(local_date(filing.submitted_at)).isoformat()
    decide(
        session,
        context,
        filing,
        FilingState.APPROVED,
        opinion=command.opinion,
        findings=findings,
        paper_seen=command.paper_seen,
    )
    notify(session, context, NoticeCause.APPROVED, apprenticeship, about=filing)
    return Outcome("filing", filing.id, findings)


@acts(ReturnFiling)
def return_filing(session: Session, command: ReturnFiling, context: Context) -> Outcome:
    """退回补正: names the items, each with a reason; the apprenticeship keeps its seat meanwhile (G15)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    check_opinion(command.opinion, context)
    keys = context.setting.dictionaries.labels_of(FilingKind(filing.kind))
    findings = rules.check_return(command.items, command.opinion, context.setting.parameters, keys)
    refuse_when_blocked("RETURN_INCOMPLETE", findings)
    decide(session, context, filing, FilingState.RETURNED, opinion=command.opinion, items=command.items)
    apprenticeship = session.get_one(Apprenticeship, filing.apprenticeship_id)
    named = tuple(item_words(keys[item.key]) for item in command.items)
    cause = RETURNED[FilingKind(filing.kind)]
    notify(session, context, cause, apprenticeship, about=filing, items=named)
    return Outcome("filing", filing.id)


@acts(RefuseFiling)
def refuse_filing(session: Session, command: RefuseFiling, context: Context) -> Outcome:
    """不予备案: needs a reason; the seat of what was never filed is free again (G15, G2)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    check_opinion(command.opinion, context)
    findings = rules.check_refusal(
        clean_text(command.opinion, BREAKS), context.setting.parameters, FilingKind(filing.kind)
    )
    refuse_when_blocked("REFUSAL_INCOMPLETE", findings)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    if filing.kind == FilingKind.ESTABLISH:
        apprenticeship.state = ApprenticeshipState.REFUSED
        apprenticeship.ended_on = context.decided_on(local_date(filing.submitted_at)).isoformat()
    decide(session, context, filing, FilingState.REFUSED, opinion=command.opinion)
    cause = REFUSED[FilingKind(filing.kind)]
    notify(session, context, cause, apprenticeship, about=filing, reason=command.opinion)
    return Outcome("filing", filing.id)


def pending_filing(session: Session, context: Context, filing_id: str, revision: int) -> Filing:
    """Load a filing that waits for review, as the clerk saw it; say who decided or what changed otherwise."""
    filing = filing_for_review(session, context, filing_id)
    if filing.state != FilingState.PENDING:
        raise Refused("ALREADY_DECIDED", _who_decided(session, filing))
    if filing.revision != revision:
        raise Refused("FILING_CHANGED", "申请人已重新提交，内容有变化，请重新审核。")
    return filing


def _who_decided(session: Session, filing: Filing) -> str:
    wanted = (
        select(CaseDecision)
        .where(CaseDecision.case_id == filing.id)
        .order_by(CaseDecision.revision.desc(), CaseDecision.id.desc())
    )
    last = session.scalars(wanted).first()
    word = FilingState(filing.state).label
    if last is None:
        return f"这件申请已是“{word}”，不能再次审核。"
    when = local_text(last.decided_at)
    if filing.state == FilingState.WITHDRAWN:
        return f"申请人已于 {when} 撤回这件申请，无需再审核。"
    return f"这件申请已由{last.decided_by_name}于 {when} 办理，结果为“{word}”，本次审核未生效。"


def check_opinion(opinion: str, context: Context) -> None:
    """Refuse an opinion that is too long."""
    findings = rules.check_opinion_length(opinion, context.setting.parameters)
    refuse_when_blocked("OPINION_TOO_LONG", findings)


def require_seen(content: FilingContent, command: ApproveFiling | ApproveDissolution) -> None:
    """Nothing is approved whose documents were never shown, unless the paper was seen (sync.md rule 10)."""
    if command.paper_seen:
        return
    shown = set(command.documents_shown)
    missing = [ref for ref in content.to_be_seen() if ref.sha256 not in shown]
    if missing:
        words = "、".join(dict.fromkeys(ref.kind.label for ref in missing))
        raise Refused(
            "DOCUMENTS_NOT_SEEN", f"还有材料没有在本机查看过：{words}。请查看后再通过，或确认已核对纸质原件。"
        )


def decide(
    session: Session,
    context: Context,
    filing: Filing,
    outcome: FilingState,
    *,
    opinion: str = "",
    items: tuple[ReturnItem, ...] = (),
    findings: tuple[Finding, ...] = (),
    paper_seen: bool = False,
) -> None:
    """Write the outcome into the filing and keep the decision."""
    filing.state = outcome
    filing.decided_at = context.decided_at
    filing.decided_by = context.actor.id
    filing.settled_at = context.settled_at
    session.add(
        decision_row(
            context,
            filing,
            outcome,
            opinion=clean_text(opinion, BREAKS),
            items=tuple(
                msgspec.structs.replace(item, reason=clean_text(item.reason, BREAKS)) for item in items
            ),
            findings=findings,
            paper_seen=paper_seen,
        )
    )

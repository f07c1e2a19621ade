"""An office decides on a case where it lies: the right to it, the next stage, the outcome (sync.md rule 10).

A right follows from the stage, the office and the role at the moment of judging, never from a scope alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import select

from core.actions.authority import may_decide, visible
from core.actions.clean import BREAKS, clean_text
from core.actions.judge import refuse_when_blocked
from core.actions.rows import require
from core.applications.returns import check_opinion_length, check_refusal, check_return
from core.applications.revisions import decision_row, due_today
from core.applications.tables import CaseDecision, CaseRevision, Reviewed
from core.domain.clock import local_text
from core.domain.refusals import (
    ALREADY_DECIDED,
    DOCUMENTS_NOT_SEEN,
    FILING_CHANGED,
    OPINION_TOO_LONG,
    REFUSAL_INCOMPLETE,
    RETURN_INCOMPLETE,
)
from core.domain.values import CaseState
from core.store.base import scopes_of, widen
from core.store.tables import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from core.actions.context import Actor, Context, Setting
    from core.applications.content import Content
    from core.applications.form import Stage
    from core.domain.errors import Refused
    from core.domain.values import Finding, ReturnItem

Case = TypeVar("Case", bound=Reviewed)


def waiting(session: Session, table: type[Case], case_id: str, revision: int, context: Context) -> Case:
    """Load the case that waits here, as the clerk saw it; Refused when it is not here, decided or changed."""
    case = require(session, table, case_id, table.missing)
    if not lies_with(case, context.actor, context.setting):
        raise _not_here(session, case, context)
    if case.state != CaseState.PENDING:
        raise ALREADY_DECIDED(_who_decided(session, case))
    if case.revision != revision:
        raise FILING_CHANGED("申请人已重新提交，内容有变化，请重新审核。")
    return case


def lies_with(case: Reviewed, actor: Actor, setting: Setting) -> bool:
    """Whether the actor's office is the one that decides at the stage where the case lies."""
    return may_decide(actor, case.form.stage(case.stage).office, case.bureau, setting.offices)


def office_at(case: Reviewed, stage: Stage, setting: Setting) -> str:
    """Give the code of the office of a stage's kind at or above where the case came in, empty without one."""
    office = setting.offices.at(case.bureau, stage.office)
    return office.code if office else ""


def step_on(
    session: Session,
    context: Context,
    case: Reviewed,
    *,
    opinion: str = "",
    findings: tuple[Finding, ...] = (),
    paper_seen: bool = False,
    step: str = "",
) -> Stage | None:
    """Pass a case at its stage: give the next stage, where it waits now, or None when it is approved.

    The office of the next stage sees from here on what the case says; the time limit starts anew for it. A
    stage is left out where no office of its kind lies above (a district right below the province).
    """
    later = case.form.after(case.stage)
    after = next((one for one in later if office_at(case, one, context.setting)), None)
    decide(
        session,
        context,
        case,
        CaseState.APPROVED,
        opinion=opinion,
        findings=findings,
        paper_seen=paper_seen,
        step=step,
    )
    if after is not None:
        case.state, case.stage = CaseState.PENDING, after.key
        case.due_on = due_today(context, after.days)
        _show(session, case, office_at(case, after, context.setting))
    return after


def return_(
    session: Session,
    context: Context,
    case: Reviewed,
    items: tuple[ReturnItem, ...],
    opinion: str,
    known: Collection[str],
) -> None:
    """退回补正: names the items, each with a reason (G15); `known` are the keys (and labels) there are."""
    check_opinion(opinion, context)
    findings = check_return(items, opinion, context.setting.parameters, known, case.form.title)
    refuse_when_blocked(RETURN_INCOMPLETE, findings)
    decide(session, context, case, CaseState.RETURNED, opinion=opinion, items=items)


def refuse(session: Session, context: Context, case: Reviewed, opinion: str) -> None:
    """不予通过: needs a reason (G15)."""
    check_opinion(opinion, context)
    cleaned = clean_text(opinion, BREAKS)
    findings = check_refusal(cleaned, context.setting.parameters, case.form.refusal)
    refuse_when_blocked(REFUSAL_INCOMPLETE, findings)
    decide(session, context, case, CaseState.REFUSED, opinion=opinion)


def check_opinion(opinion: str, context: Context) -> None:
    """Refuse an opinion that is too long."""
    refuse_when_blocked(OPINION_TOO_LONG, check_opinion_length(opinion, context.setting.parameters))


def require_seen(content: Content, shown: Iterable[str], *, paper_seen: bool, stage: str = "") -> None:
    """Nothing is approved whose documents were never shown, unless the paper was seen (sync.md rule 10)."""
    if paper_seen:
        return
    seen = set(shown)
    missing = [ref for ref in content.to_be_seen(stage) if ref.sha256 not in seen]
    if missing:
        words = "、".join(dict.fromkeys(ref.kind.label for ref in missing))
        raise DOCUMENTS_NOT_SEEN(f"还有材料没有在本机查看过：{words}。请查看后再通过，或确认已核对纸质原件。")


def decide(
    session: Session,
    context: Context,
    case: Reviewed,
    outcome: CaseState,
    *,
    opinion: str = "",
    items: tuple[ReturnItem, ...] = (),
    findings: tuple[Finding, ...] = (),
    paper_seen: bool = False,
    step: str = "",
) -> None:
    """Write the outcome into the case and keep the decision."""
    case.state = outcome
    case.decided_at = context.decided_at
    case.decided_by = context.actor.id
    case.settled_at = context.settled_at
    session.add(
        decision_row(
            context,
            case,
            outcome,
            opinion=clean_text(opinion, BREAKS),
            items=tuple(
                msgspec.structs.replace(item, reason=clean_text(item.reason, BREAKS)) for item in items
            ),
            findings=findings,
            paper_seen=paper_seen,
            step=step,
        )
    )


def _not_here(session: Session, case: Reviewed, context: Context) -> Refused:
    """An office that had the case is told where it went; for any other it does not exist."""
    stages, place = case.form.stages, case.form.stages.index(case.form.stage(case.stage))
    offices = {office_at(case, one, context.setting) for one in stages[:place]}
    if not offices.isdisjoint(context.actor.scopes) and visible(context, case):
        return ALREADY_DECIDED(_who_decided(session, case))
    return case.missing()


def _who_decided(session: Session, case: Reviewed) -> str:
    wanted = (
        select(CaseDecision)
        .where(CaseDecision.case_id == case.id)
        .order_by(CaseDecision.revision.desc(), CaseDecision.id.desc())
    )
    last = session.scalars(wanted).first()
    word = CaseState(case.state).label
    if last is None:
        return f"这件申请已是“{word}”，不能再次审核。"
    when = local_text(last.decided_at)
    if case.state == CaseState.WITHDRAWN:
        return f"申请人已于 {when} 撤回这件申请，无需再审核。"
    if case.state == CaseState.PENDING:
        word = CaseState(last.outcome).label
    return f"这件申请已由{last.decided_by_name}于 {when} 办理，结果为“{word}”，本次审核未生效。"


def _show(session: Session, case: Reviewed, office: str) -> None:
    """Let an office see a case with its revisions, decisions and documents, for ever."""
    session.flush()
    revisions = select(CaseRevision).where(CaseRevision.case_id == case.id)
    decisions = select(CaseDecision).where(CaseDecision.case_id == case.id)
    documents = select(Document).where(Document.owner_id == case.id)
    rows = (case, *session.scalars(revisions), *session.scalars(decisions), *session.scalars(documents))
    for row in rows:
        if office not in scopes_of(row):
            widen(row, office)

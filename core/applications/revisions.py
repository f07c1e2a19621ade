"""What every case shares: its revisions and decisions, submitting again, and what is locked (G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.judge import refuse_when_blocked
from core.actions.rows import derived_id
from core.applications.content import C, decode_content, encode_content, together_in
from core.applications.returns import check_locked, unlocked_keys
from core.applications.tables import CaseDecision, CaseRevision
from core.domain.refusals import CONTENT_NOT_HERE, FILING_CHANGED, FILING_STATE, ITEM_LOCKED
from core.domain.values import CaseState, ReturnItem
from core.domain.workdays import due_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.applications.content import Content
    from core.applications.tables import Reviewed
    from core.domain.values import Finding


def require_state(case: Reviewed, revision: int, *states: CaseState) -> None:
    """Refuse unless the case is in one of the states and at the revision that the applicant saw."""
    if case.state not in states:
        word = CaseState(case.state).label
        raise FILING_STATE(f"这件申请现在是“{word}”，不能办理此操作。")
    if case.revision != revision:
        raise FILING_CHANGED("这件申请已有更新，请刷新后再办理。")


def due_today(context: Context, days: int = 0) -> str:
    """Give the last day for a decision on what comes today to a stage with so many working days (G16)."""
    return due_on(context.today, context.setting.calendar, context.setting.parameters, days).isoformat()


def pend_first(context: Context, case: Reviewed) -> None:
    """Make a new case wait at the first stage of its form, as its first revision."""
    case.revision = 1
    case.first_submitted_at = context.now_text
    _pend(context, case)


def pend_again(context: Context, case: Reviewed) -> None:
    """Make a returned case wait for review once more, as its next revision; the time limit starts anew.

    It begins at the first stage again, whatever stage returned it.
    """
    case.revision += 1
    _pend(context, case)


def _pend(context: Context, case: Reviewed) -> None:
    first = case.form.stages[0]
    case.state, case.stage = CaseState.PENDING, first.key
    case.submitted_at = context.now_text
    case.due_on = due_today(context, first.days)
    case.decided_at = case.decided_by = case.settled_at = ""


def add_revision(session: Session, context: Context, case: Reviewed, content: Content) -> None:
    """Keep whole what was submitted under the case's present revision."""
    session.add(
        CaseRevision(
            id=derived_id(context.op_id, "revision"),
            version=1,
            scope=case.scope,
            case_id=case.id,
            number=case.revision,
            submitted_at=context.now_text,
            content=encode_content(content),
        )
    )


def content_at(session: Session, case: Reviewed, kind: type[C]) -> C:
    """Give what a case's newest revision says; CONTENT_NOT_HERE while a PC lacks it."""
    wanted = select(CaseRevision.content).where(
        CaseRevision.case_id == case.id, CaseRevision.number == case.revision
    )
    content = session.scalars(wanted).first()
    if content is None:
        # A page of changes may end between a case and its revision: the next one brings it.
        raise CONTENT_NOT_HERE("这件申请的内容还没有全部同步到本机，请稍候再办理。")
    return decode_content(content, kind)


def decision_row(
    context: Context,
    case: Reviewed,
    outcome: CaseState,
    *,
    opinion: str = "",
    items: tuple[ReturnItem, ...] = (),
    findings: tuple[Finding, ...] = (),
    paper_seen: bool = False,
    step: str = "",
) -> CaseDecision:
    """Make the record of a decision; one command makes one, so it has the command's id."""
    return CaseDecision(
        id=context.op_id,
        version=1,
        scope=case.scope,
        case_id=case.id,
        revision=case.revision,
        outcome=outcome,
        opinion=opinion,
        items=msgspec.json.encode(items).decode(),
        findings=msgspec.json.encode(findings).decode(),
        paper_seen=int(paper_seen),
        decided_by=context.actor.id,
        decided_by_name=context.actor.name,
        decided_at=context.decided_at,
        settled_at=context.settled_at,
        stage=case.stage,
        step=step,
    )


def returned_items(session: Session, case: Reviewed) -> tuple[ReturnItem, ...]:
    """Give the items that the last return of the present revision named; none when it was not returned.

    A revision may have several decisions: an earlier stage passed it, a later one returned it.
    """
    wanted = (
        select(CaseDecision.items)
        .where(
            CaseDecision.case_id == case.id,
            CaseDecision.revision == case.revision,
            CaseDecision.outcome == CaseState.RETURNED,
        )
        .order_by(CaseDecision.id.desc())
    )
    items = session.scalars(wanted).first()
    return msgspec.json.decode(items, type=tuple[ReturnItem, ...]) if items else ()


def refuse_locked_items(
    session: Session,
    case: Reviewed,
    before: Mapping[str, str],
    after: Mapping[str, str],
    labels: Mapping[str, str],
) -> None:
    """Refuse when an item differs that the return of this revision did not name (G15)."""
    unlocked = unlocked_keys(returned_items(session, case), together_in(case.form.content))
    refuse_when_blocked(ITEM_LOCKED, check_locked(before, after, unlocked, labels))

"""The bureau's side of a filing: approve, return, refuse (product.md D2, D3, G1-G8, G15).

Returning and refusing are the same for both kinds of filings; a dissolution that is not approved leaves its
apprenticeship as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import hold
from core.applications.deciding import check_opinion, refuse, require_seen, return_, step_on, waiting
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at, filing_facts
from core.apprenticeship.actions.filing_rows import FILING_FORBIDDEN, require_kind
from core.apprenticeship.actions.notices import notify
from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.tables import Apprenticeship, Filing, Teacher
from core.apprenticeship.words import notices as causes
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState, FilingKind
from core.domain.clock import local_date
from core.domain.notices import item_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context

RETURNED = {
    FilingKind.ESTABLISH: causes.RETURNED,
    FilingKind.DISSOLVE: causes.DISSOLUTION_RETURNED,
}
REFUSED = {
    FilingKind.ESTABLISH: causes.REFUSED,
    FilingKind.DISSOLVE: causes.DISSOLUTION_REFUSED,
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
    refuse_when_blocked(FILING_FORBIDDEN, findings)
    refuse_unconfirmed(findings, command.confirmed)
    require_seen(content, command.documents_shown, paper_seen=command.paper_seen)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    apprenticeship.state = ApprenticeshipState.ACTIVE
    apprenticeship.filed_on = context.decided_on(local_date(filing.submitted_at)).isoformat()
    step_on(
        session,
        context,
        filing,
        opinion=command.opinion,
        findings=findings,
        paper_seen=command.paper_seen,
    )
    notify(session, context, causes.APPROVED, apprenticeship, about=filing)
    return Outcome("filing", filing.id, findings)


@acts(ReturnFiling)
def return_filing(session: Session, command: ReturnFiling, context: Context) -> Outcome:
    """退回补正: names the items, each with a reason; the apprenticeship keeps its seat meanwhile (G15)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    keys = of(context.setting.dictionaries).labels_of(FilingKind(filing.kind))
    return_(session, context, filing, command.items, command.opinion, keys)
    apprenticeship = session.get_one(Apprenticeship, filing.apprenticeship_id)
    named = tuple(item_words(keys[item.key]) for item in command.items)
    cause = RETURNED[FilingKind(filing.kind)]
    notify(session, context, cause, apprenticeship, about=filing, items=named)
    return Outcome("filing", filing.id)


@acts(RefuseFiling)
def refuse_filing(session: Session, command: RefuseFiling, context: Context) -> Outcome:
    """不予备案: needs a reason; the seat of what was never filed is free again (G15, G2)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    refuse(session, context, filing, command.opinion)
    apprenticeship = hold(session, Apprenticeship, filing.apprenticeship_id)
    if filing.kind == FilingKind.ESTABLISH:
        apprenticeship.state = ApprenticeshipState.REFUSED
        apprenticeship.ended_on = context.decided_on(local_date(filing.submitted_at)).isoformat()
    cause = REFUSED[FilingKind(filing.kind)]
    notify(session, context, cause, apprenticeship, about=filing, reason=command.opinion)
    return Outcome("filing", filing.id)


def pending_filing(session: Session, context: Context, filing_id: str, revision: int) -> Filing:
    """Load a filing that waits for review, as the clerk saw it; say who decided or what changed otherwise."""
    return waiting(session, Filing, filing_id, revision, context)

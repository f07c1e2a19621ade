"""强制解除 (product.md C2, G9): the city commission ends an apprenticeship for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.actions.clean import BREAKS, clean_text
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import put_documents
from core.apprenticeship import rules
from core.apprenticeship.actions.notices import notify
from core.apprenticeship.actions.scoring import locked_studies
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.tables import Termination
from core.apprenticeship.words import notices as causes
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import OF_TERMINATION
from core.apprenticeship.words.values import ApprenticeshipState, TerminationFacts
from core.domain.clock import local_date, parse_day
from core.domain.refusals import Refusal
from core.store.base import scopes_of, widen

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.tables import Apprenticeship

TERMINATION_FORBIDDEN = Refusal(
    "TERMINATION_FORBIDDEN",
    short="不符合强制解除规定",
    advice="强制解除没有生效。请按列出的问题核对该师承关系现在的情况。",
)


@acts(ForceTerminate)
def force_terminate(session: Session, command: ForceTerminate, context: Context) -> Outcome:
    """End an apprenticeship that is 在教; cannot be undone.

    Another version than the one seen is no reason to refuse by itself: teacher and student of an
    apprenticeship never change, its state is judged here, the name is typed, and scores entered meanwhile
    come back as a warning. A dissolution that is open stays with its bureau: it cannot be approved any
    more (G8: not 在教), the reviewer is told so and refuses it, or the student withdraws it.
    """
    command = msgspec.structs.replace(
        command, basis=clean_text(command.basis), text=clean_text(command.text, BREAKS)
    )
    study = locked_studies(session, context, [command.apprenticeship_id])[command.apprenticeship_id]
    facts = TerminationFacts(ApprenticeshipState(study.state), study.student_name, study.unpublished_scores)
    setting = context.setting
    findings = rules.check_termination(
        facts, command, setting.parameters, of(setting.dictionaries).termination_reasons
    )
    refuse_when_blocked(TERMINATION_FORBIDDEN, findings)
    refuse_unconfirmed(findings, command.confirmed)
    study.state = ApprenticeshipState.TERMINATED
    study.ended_on = context.decided_on(_begun(study)).isoformat()
    row = _termination(command, context, study)
    session.add(row)
    put_documents(session, context, OF_TERMINATION, row.id, command.documents, row.scope)
    reason = of(setting.dictionaries).termination_reason(row.reason_code).name
    notify(session, context, causes.TERMINATED, study, about=row, reason=reason, basis=row.basis)
    return Outcome("apprenticeship", study.id, findings)


def _begun(study: Apprenticeship) -> date:
    """The first day it can have ended: that of its filing's approval, else of its making."""
    return parse_day(study.filed_on) or local_date(study.created_at)


def _termination(command: ForceTerminate, context: Context, study: Apprenticeship) -> Termination:
    row = Termination(
        id=context.op_id,
        version=1,
        scope=context.setting.dictionaries.city.code,
        apprenticeship_id=study.id,
        reason_code=command.reason_code,
        basis=command.basis,
        text=command.text,
        decided_at=context.decided_at,
        decided_by=context.actor.id,
        decided_by_name=context.actor.name,
        settled_at=context.settled_at,
    )
    widen(row, *scopes_of(study))
    return row

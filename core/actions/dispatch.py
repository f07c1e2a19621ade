"""`execute`: the one way to change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import audit
from core.actions import (
    dissolution,
    filings,
    notices,
    people,
    policies,
    publication,
    register_import,
    reports,
    review,
    scores,
    termination,
)
from core.actions.log import note_act
from core.domain import commands

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.actions.context import Context, Outcome
    from core.domain.commands import Command

ACTIONS: dict[type[Command], Callable[[Session, Any, Context], Outcome]] = {
    commands.RegisterTeacher: people.register_teacher,
    commands.UpdateTeacher: people.update_teacher,
    commands.RegisterStudent: people.register_student,
    commands.UpdateStudent: people.update_student,
    commands.SubmitFiling: filings.submit_filing,
    commands.ResubmitFiling: filings.resubmit_filing,
    commands.WithdrawFiling: filings.withdraw_filing,
    commands.SubmitDissolution: dissolution.submit_dissolution,
    commands.ResubmitDissolution: dissolution.resubmit_dissolution,
    commands.ApproveFiling: review.approve_filing,
    commands.ApproveDissolution: dissolution.approve_dissolution,
    commands.ReturnFiling: review.return_filing,
    commands.RefuseFiling: review.refuse_filing,
    commands.RecordScore: scores.record_score,
    commands.RecordScores: scores.record_scores,
    commands.RemoveScore: scores.remove_score,
    commands.PublishScores: publication.publish_scores,
    commands.ForceTerminate: termination.force_terminate,
    commands.ImportFilings: register_import.import_filings,
    commands.SavePolicyNotice: policies.save_policy_notice,
    commands.PublishPolicyNotice: policies.publish_policy_notice,
    commands.WithdrawPolicyNotice: policies.withdraw_policy_notice,
    commands.RemovePolicyNotice: policies.remove_policy_notice,
    commands.RetryNotice: notices.retry_notice,
    commands.FreezeReport: reports.freeze_report,
}


def execute(session: Session, command: Command, context: Context) -> Outcome:
    """Authorise, judge, write rows and the audit entry; never commits.

    Raises `Refused` when rights or rules forbid the command; the caller then rolls back to before it.
    """
    outcome = ACTIONS[type(command)](session, command, context)
    session.flush()
    if context.audited:
        audit.append(
            session,
            device=context.chain,
            time=context.now_text,
            user=context.actor.id,
            action=command.name,
            subject=f"{outcome.kind}:{outcome.id}",
        )
    if context.settles:
        note_act(session, command, context, outcome)
    return outcome

"""`execute`: the one way to change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import audit
from core.actions.authority import require_role
from core.actions.log import note_act
from core.actions.registry import ACTIONS
from core.store.base import KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context, Outcome
    from core.domain.commands.base import Command


def execute(session: Session, command: Command, context: Context) -> Outcome:
    """Authorise, judge, write rows and the audit entry; never commits.

    Raises `Refused` when rights or rules forbid the command; the caller then rolls back to before it.
    """
    require_role(context.actor, command)
    outcome = ACTIONS[type(command)](session, command, context)
    session.flush()
    if context.audited:
        record = session.get(KINDS[outcome.kind], outcome.id) if outcome.kind in KINDS else None
        audit.append(
            session,
            device=context.chain(record),
            time=context.now_text,
            user=context.actor.id,
            action=command.name,
            subject=f"{outcome.kind}:{outcome.id}",
        )
    if context.settles and command.logged:
        note_act(session, command, context, outcome)
    return outcome

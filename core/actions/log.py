"""操作日志 (A4): one entry beside each link of the centre's audit chain, for the office it belongs to.

An entry names filing numbers and counts, never a resident or an id number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.rows import derived_id
from core.domain.masking import redact
from core.store.base import KINDS
from core.store.tables import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Actor, Context, Outcome, Setting
    from core.domain.commands.base import Command
    from core.store.base import Record

LABEL_MAX = 60


def note_act(session: Session, command: Command, context: Context, outcome: Outcome) -> None:
    """Write the entry of a command that was applied; at the centre, in the command's transaction."""
    record = session.get(KINDS[outcome.kind], outcome.id) if outcome.kind in KINDS else None
    actor = context.actor
    scope, name = office_scope(actor, context.setting), actor.name
    if actor.role.resident:
        scope, name = record.scope if record is not None else "", actor.role.label
    session.add(
        LogEntry(
            id=derived_id(context.op_id, "log"),
            scope=scope,
            at=context.now_text,
            user=actor.id,
            user_name=name,
            device=context.device_id,
            action=command.act(record),
            object=f"{outcome.kind}:{outcome.id}",
            label=label_of(command, record),
            ok=1,
        )
    )
    session.flush()


def office_scope(actor: Actor, setting: Setting) -> str:
    """Give the scope of a clerk's own office: the districts of a bureau, the city's own code for the city."""
    return ",".join(actor.offices(setting.offices))


def label_of(command: Command, record: Record | None) -> str:
    """Give what a person calls the thing: a filing number, how many people, a public notice's title."""
    return redact(command.label(record))[:LABEL_MAX]

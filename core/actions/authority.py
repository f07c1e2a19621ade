"""Who may give which command (product.md section 1). What an actor may not see does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.refusals import NOT_ALLOWED, NOT_YOURS
from core.store.base import scopes_of

if TYPE_CHECKING:
    from core.actions.context import Actor, Context
    from core.domain.commands.base import Command
    from core.domain.offices import Offices
    from core.domain.values import OfficeKind, Role
    from core.store.base import Record


def may(role: Role, kind: type[Command]) -> bool:
    """Whether a role may give this kind of command; what of it the actor may not see is judged later."""
    return role in kind.roles


def require_role(actor: Actor, command: Command) -> None:
    """Refuse unless the actor has one of the command's roles."""
    if not may(actor.role, type(command)):
        words = "、".join(role.label for role in command.roles)
        raise NOT_ALLOWED(f"当前身份是“{actor.role.label}”，此操作只能由{words}办理。")


def require_self(actor: Actor, person_id: str) -> None:
    """Refuse unless a resident acts on the own record."""
    if actor.person_id != person_id:
        raise NOT_YOURS("只能办理本人的事项。")


def visible(context: Context, row: Record) -> bool:
    """Whether the actor may read the record."""
    return any(context.actor.sees(scope, context.setting.offices) for scope in scopes_of(row))


def may_decide(actor: Actor, stage: OfficeKind, case_office: str, tree: Offices) -> bool:
    """Whether a case that lies at a stage lies with the actor.

    It lies with the office of the stage's kind at or above the one it was handed in at; the actor must work
    there, in a role that is held at such offices. What the actor may read decides nothing.
    """
    place = tree.at(case_office, stage)
    return place is not None and place.code in actor.offices(tree)

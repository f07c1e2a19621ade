"""Who may give which command (product.md section 1). What an actor may not see does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.refusals import NOT_ALLOWED, NOT_YOURS
from core.store.base import scopes_of

if TYPE_CHECKING:
    from core.actions.context import Actor
    from core.domain.commands.base import Command
    from core.domain.values import Role
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


def visible(actor: Actor, row: Record) -> bool:
    """Whether the actor may read the record."""
    return not actor.reads.isdisjoint(scopes_of(row))

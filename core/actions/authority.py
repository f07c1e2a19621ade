"""Who may give which command (product.md section 1). What an actor may not see does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.errors import Refused
from core.store.base import scopes_of

if TYPE_CHECKING:
    from core.actions.context import Actor
    from core.domain.values import Role
    from core.store.base import Record


def require_role(actor: Actor, *roles: Role) -> None:
    """Refuse unless the actor has one of the roles."""
    if actor.role not in roles:
        words = "、".join(role.label for role in roles)
        raise Refused("NOT_ALLOWED", f"当前身份是“{actor.role.label}”，此操作只能由{words}办理。")


def require_self(actor: Actor, person_id: str) -> None:
    """Refuse unless a resident acts on the own record."""
    if actor.person_id != person_id:
        raise Refused("NOT_YOURS", "只能办理本人的事项。")


def visible(actor: Actor, row: Record) -> bool:
    """Whether the actor may read the record."""
    return not actor.reads.isdisjoint(scopes_of(row))

"""Who may give which command (product.md section 1). What an actor may not see does not exist for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.rows import require
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.roles import STUDENT
from core.domain.errors import Refused
from core.domain.values import Role
from core.store.base import scopes_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Actor, Context
    from core.store.base import Record

NO_FILING = "没有找到这件备案申请，它可能已转到其他区或不在您的管辖范围内。"


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


def filing_for_review(session: Session, context: Context, filing_id: str) -> Filing:
    """Load a filing that a reviewer may decide: it lies with a bureau of the own districts."""
    require_role(context.actor, Role.DISTRICT_REVIEWER)
    filing = require(session, Filing, filing_id, NO_FILING)
    if filing.bureau not in context.actor.scopes:
        raise Refused("FILING_NOT_FOUND", NO_FILING)
    return filing


def filing_of_student(session: Session, context: Context, filing_id: str) -> Filing:
    """Load a filing of the student who acts."""
    require_role(context.actor, STUDENT)
    filing = require(session, Filing, filing_id, NO_FILING)
    if filing.student_id != context.actor.person_id:
        raise Refused("FILING_NOT_FOUND", NO_FILING)
    return filing

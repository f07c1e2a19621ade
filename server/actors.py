"""Who an actor is at this moment: rights come from here, never from an envelope (security.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.actions import Actor
from core.domain.values import CITY_ROLES, Role
from server.tables import ACCOUNT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions import Setting

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def clerk(session: Session, setting: Setting, account_id: str) -> Actor | None:
    """Give a clerk with the role and districts of now; `None` when there is no active account."""
    row = session.execute(select(ACCOUNT).where(ACCOUNT.c.id == account_id, ACCOUNT.c.active == 1)).first()
    return None if row is None else _actor(setting, row)


def named(session: Session, setting: Setting, account_id: str) -> Actor | None:
    """Give whose account it is, also one that is disabled: for the log, never for rights."""
    row = session.execute(select(ACCOUNT).where(ACCOUNT.c.id == account_id)).first()
    return None if row is None else _actor(setting, row)


def _actor(setting: Setting, row: Any) -> Actor:
    role = Role(row.role)
    return Actor(row.id, row.display_name, role, scopes_of_role(setting, role, row.districts))


def scopes_of_role(setting: Setting, role: Role, districts: str) -> frozenset[str]:
    """Give an account's scopes: all districts and the city's own for the city, none for administrators."""
    if role in CITY_ROLES:
        dictionaries = setting.dictionaries
        return frozenset({dictionaries.city.code, *(one.code for one in dictionaries.districts)})
    if role in ADMINISTRATORS:
        return frozenset()
    return frozenset(filter(None, districts.split(",")))

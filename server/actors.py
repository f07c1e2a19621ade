"""Who an actor is at this moment: rights come from here, never from an envelope (security.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.actions import Actor
from core.domain.values import CITY_ROLES, OfficeKind, Role
from server.tables import ACCOUNT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions import Setting
    from core.domain.offices import Office, Offices

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


def scopes_of_role(setting: Setting, role: Role, offices: str) -> frozenset[str]:
    """Give an account's scopes: the codes of its offices, and for the city's roles all districts below.

    `offices` are the codes kept with the account; without one it works at the only office where its role may
    be held. Who sits higher up has one scope, however many offices lie below: what is to be seen there says
    so (`core.store.base.scope_for`). Administrators hold no business data and have none.
    """
    tree = setting.offices
    own = [code for code in offices.split(",") if code] or [one.code for one in only_office(tree, role)]
    below = [one for code in own for one in tree.children(code) if one.kind is OfficeKind.DISTRICT]
    return frozenset([*own, *(one.code for one in below)] if role in CITY_ROLES else own)


def only_office(tree: Offices, role: Role) -> tuple[Office, ...]:
    """Give the office where a role is held when there is only one such, as there is one city; else none."""
    places = tuple(one for kind in role.held_by for one in tree.of_kind(kind))
    return places if len(places) == 1 else ()

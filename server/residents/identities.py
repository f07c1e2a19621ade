"""Who a resident's account is: persons in roles, each bound once and freed by the operators (B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.actions import Actor
from core.store.engine import dialect_of
from server.tables import IDENTITY, RESIDENT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.values import Role
    from server.centre import Centre


@dataclass(frozen=True, slots=True)
class Identity:
    """One person in one role, at an office where the role needs one."""

    role: str
    person_id: str
    office: str = ""


def identities_of(session: Session, account_id: str) -> tuple[Identity, ...]:
    """Give the identities of an account, those bound first first."""
    wanted = select(IDENTITY.c.role, IDENTITY.c.person_id, IDENTITY.c.office).where(
        IDENTITY.c.account_id == account_id, IDENTITY.c.active == 1
    )
    rows = session.execute(wanted.order_by(IDENTITY.c.created_at, IDENTITY.c.person_id))
    return tuple(Identity(*row) for row in rows)


def holder_of(session: Session, role: Role, person_id: str) -> str:
    """Give the account that is a person in a role, empty when none is."""
    wanted = select(IDENTITY.c.account_id).where(
        IDENTITY.c.role == role, IDENTITY.c.person_id == person_id, IDENTITY.c.active == 1
    )
    return session.scalar(wanted) or ""


def bind(
    session: Session, centre: Centre, account_id: str, role: Role, person_id: str, office: str = ""
) -> None:
    """Make an account a person in a role."""
    put = dialect_of(session).insert(IDENTITY)
    put = put.values(
        account_id=account_id,
        role=role,
        person_id=person_id,
        office=office,
        active=1,
        created_at=centre.now,
    )
    keys = ["account_id", "role", "person_id"]
    session.execute(put.on_conflict_do_update(index_elements=keys, set_={"active": 1, "office": office}))


def free(session: Session, account_id: str) -> None:
    """Unbind every person of an account."""
    session.execute(update(IDENTITY).where(IDENTITY.c.account_id == account_id).values(active=0))


def resident(session: Session, account_id: str, role: Role, new_person: str = "") -> Actor | None:
    """Give a resident in a role; `new_person` is the record about to be registered.

    A resident's name is not kept with the account: audit and decisions name the account's id.
    """
    row = session.execute(select(RESIDENT).where(RESIDENT.c.id == account_id, RESIDENT.c.active == 1)).first()
    if row is None:
        return None
    mine = (one.person_id for one in identities_of(session, account_id) if one.role == role)
    return Actor(row.id, role.label, role, person_id=next(mine, new_person))

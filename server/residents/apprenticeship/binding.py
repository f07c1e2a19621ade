"""Which person a phone belongs to: bound at registration, or by name after an unbinding (B1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import audit
from core.apprenticeship.tables import Student, Teacher
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.domain.idnumber import normalise
from server.errors import WebError
from server.residents import identities

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.values import Role
    from server.centre import Centre
    from server.sessions import Caller

ACCOUNT_BOUND = "本手机号已与另一位人员绑定，一个手机号只能办理本人的事项。"
BOUND_ELSEWHERE = "该证件已与另一个手机号绑定。如需更换手机号，请联系区卫生健康局的业务人员解除绑定后再登录。"


def bind(centre: Centre, who: Caller, kind: type[Teacher | Student], id_number: str, name: str) -> None:
    """Bind a person whose old phone was unbound by the operators; nobody else's."""
    with centre.writing() as session:
        row = person_with(session, kind, id_number)
        if row is None or row.name != name.strip():
            raise WebError(422, "PERSON_NOT_FOUND", "没有找到与姓名和证件号码都相符的注册信息，请核对。")
        refuse_bound(session, who, row)
        identities.bind(session, centre, who.account_id, role_of(type(row)), row.id)
        audit.append(
            session,
            device=audit.chain_of(row.scope.rpartition(",")[2], who.account_id),
            time=centre.now,
            user=who.account_id,
            action="BIND",
            subject=f"{row.__tablename__}:{row.id}",
        )


def person_with(session: Session, kind: type[Teacher | Student], id_number: str) -> Teacher | Student | None:
    """Give the registered person of an id number."""
    table: type[Any] = kind
    wanted = select(table).where(table.id_number == normalise(id_number))
    found: Teacher | Student | None = session.scalars(wanted).first()
    return found


def refuse_bound(session: Session, who: Caller, row: Teacher | Student) -> None:
    """Refuse a person who belongs to another account, and an account that has another person."""
    role = role_of(type(row))
    if identities.holder_of(session, role, row.id) not in ("", who.account_id):
        raise WebError(422, "BOUND_ELSEWHERE", BOUND_ELSEWHERE)
    if who.person(role) not in ("", row.id):
        raise WebError(422, "ACCOUNT_BOUND", ACCOUNT_BOUND)


def role_of(kind: type[Teacher | Student]) -> Role:
    """In which role a person of a kind acts."""
    return TEACHER if kind is Teacher else STUDENT

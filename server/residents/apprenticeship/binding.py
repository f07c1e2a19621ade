"""Which person a phone belongs to: bound at registration, or by name after an unbinding (B1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core import audit
from core.actions import Actor
from core.apprenticeship.tables import Student, Teacher
from core.apprenticeship.words.roles import TEACHER
from core.domain.idnumber import normalise
from server.errors import WebError
from server.tables import RESIDENT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.values import Role
    from server.centre import Centre
    from server.sessions import Caller

BOUND_ELSEWHERE = "该证件已与另一个手机号绑定。如需更换手机号，请联系区卫生健康局的业务人员解除绑定后再登录。"


def bind(centre: Centre, who: Caller, kind: type[Teacher | Student], id_number: str, name: str) -> None:
    """Bind a person whose old phone was unbound by the operators; nobody else's."""
    with centre.writing() as session:
        row = person_with(session, kind, id_number)
        if row is None or row.name != name.strip():
            raise WebError(422, "PERSON_NOT_FOUND", "没有找到与姓名和证件号码都相符的注册信息，请核对。")
        refuse_bound(session, who, row)
        session.execute(update(RESIDENT).where(RESIDENT.c.id == who.account_id).values(**binding(row)))
        audit.append(
            session,
            device="centre",
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
    column = RESIDENT.c.teacher_id if isinstance(row, Teacher) else RESIDENT.c.student_id
    holder = session.scalar(select(RESIDENT.c.id).where(column == row.id))
    if holder is not None and holder != who.account_id:
        raise WebError(422, "BOUND_ELSEWHERE", BOUND_ELSEWHERE)
    mine = who.teacher_id if isinstance(row, Teacher) else who.student_id
    if mine and mine != row.id:
        raise WebError(422, "ACCOUNT_BOUND", "本手机号已与另一位人员绑定，一个手机号只能办理本人的事项。")


def binding(row: Teacher | Student) -> dict[str, str]:
    """The column of an account that names the person."""
    return {"teacher_id" if isinstance(row, Teacher) else "student_id": row.id}


def resident(session: Session, account_id: str, role: Role, new_person: str = "") -> Actor | None:
    """Give a resident as teacher or student; `new_person` is the record about to be registered.

    A resident's name is not kept with the account: audit and decisions name the account's id.
    """
    row = session.execute(select(RESIDENT).where(RESIDENT.c.id == account_id, RESIDENT.c.active == 1)).first()
    if row is None:
        return None
    person_id = row.teacher_id if role is TEACHER else row.student_id
    return Actor(row.id, role.label, role, person_id=person_id or new_person)

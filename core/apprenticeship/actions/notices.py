"""Whom a decision is told: the student and the teacher of the apprenticeship (product.md G14)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.tables import Apprenticeship, Student, Teacher
from core.apprenticeship.words.notices import PROGRAMME, ROLES
from core.commons.notice_actions import Occasion, Recipient, queue, reachable, recipient_of_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.commons.tables import Notice
    from core.domain.notices import Fact, NoticeCause
    from core.store.base import Record

_TABLES: Mapping[str, type[Student | Teacher]] = {"student": Student, "teacher": Teacher}
_IN_ONE_QUERY = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One apprenticeship to tell of, the record that is the cause of it, and what the message says."""

    apprenticeship: Apprenticeship
    about: Record
    facts: Mapping[str, Fact] = field(default_factory=dict)


def notify(
    session: Session,
    context: Context,
    cause: NoticeCause,
    apprenticeship: Apprenticeship,
    about: Record | None = None,
    **facts: Fact,
) -> None:
    """Queue a message to the student and one to the teacher of an apprenticeship (G14).

    `about` is the record that is the cause (a filing, a score), by default the apprenticeship. `facts` are
    those of the cause; names, bureau and filing number are known, a `date` is a day text.
    """
    notify_all(session, context, cause, [Told(apprenticeship, about or apprenticeship, facts)])


def notify_all(session: Session, context: Context, cause: NoticeCause, told: Sequence[Told]) -> None:
    """Queue the messages of many decisions of one command at once; only the central server writes them."""
    if not context.settles:
        return
    found = {role: _recipients(session, role, (_person_id(one, role) for one in told)) for role in ROLES}
    queue(session, context, cause, [_occasion(one, found) for one in told])


@recipient_of_now(PROGRAMME)
def recipient(session: Session, notice: Notice) -> Recipient | None:
    """Give the student or teacher of the apprenticeship as they stand here now."""
    apprenticeship = session.get(Apprenticeship, notice.subject_id)
    person_id = getattr(apprenticeship, f"{notice.recipient_role}_id", "")
    return _recipients(session, notice.recipient_role, [person_id]).get(person_id)


def _occasion(told: Told, found: Mapping[str, Mapping[str, Recipient]]) -> Occasion:
    row = told.apprenticeship
    return Occasion(
        subject=row,
        about=told.about,
        office=row.bureau,
        number=row.filing_no,
        recipients=[found[role].get(_person_id(told, role), _missing(told, role)) for role in ROLES],
        facts={"student": row.student_name, "teacher": row.teacher_name, **told.facts},
    )


def _person_id(told: Told, role: str) -> str:
    return str(getattr(told.apprenticeship, f"{role}_id"))


def _recipients(session: Session, role: str, ids: Iterable[str]) -> dict[str, Recipient]:
    """Load name and phone of many persons with few queries."""
    table, wanted = _TABLES[role], sorted(set(ids))
    found: dict[str, Recipient] = {}
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        some = table.id.in_(wanted[start : start + _IN_ONE_QUERY])
        for person_id, name, phone in session.execute(select(table.id, table.name, table.phone).where(some)):
            found[person_id] = reachable(role, name, phone)
    return found


def _missing(told: Told, role: str) -> Recipient:
    name = getattr(told.apprenticeship, f"{role}_name")
    return Recipient(role, name, "", "没有找到本人的登记信息。")

"""The history of one person (D8): apprenticeships and every step of their filings, in Chinese words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship.lists.detail import return_items
from core.apprenticeship.lists.register import RegisterRow
from core.apprenticeship.tables import (
    Apprenticeship,
    Filing,
    Student,
    Teacher,
)
from core.apprenticeship.words.values import FilingKind
from core.domain.values import CaseState, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

_ESTABLISH = {
    CaseState.PENDING: "提交备案申请",
    CaseState.APPROVED: "通过备案",
    CaseState.RETURNED: "退回补正",
    CaseState.REFUSED: "不予备案",
    CaseState.WITHDRAWN: "申请人撤回备案申请",
}
_DISSOLVE = {
    CaseState.PENDING: "提交解除申请",
    CaseState.APPROVED: "通过解除备案",
    CaseState.RETURNED: "退回补正",
    CaseState.REFUSED: "不予解除备案",
    CaseState.WITHDRAWN: "申请人撤回解除申请",
}
WORDS = {FilingKind.ESTABLISH: _ESTABLISH, FilingKind.DISSOLVE: _DISSOLVE}
"""What is said of a filing that was submitted (`PENDING`) or came to an outcome."""

RESUBMITTED = "补正后重新提交"
WAITING = "（待上报，未生效）"


class HistoryEntry(Value, frozen=True):
    """One event in a person's history, oldest first: submitted, returned, approved, …, in Chinese words."""

    at: str
    what: str
    who: str
    text: str
    filing_id: str
    filing_no: str


class PersonHistory(Value, frozen=True):
    """History of one person (D8): own data masked by the screen, apprenticeships and events."""

    person_id: str
    name: str
    id_number: str
    phone: str
    is_teacher: bool
    apprenticeships: tuple[RegisterRow, ...]
    events: tuple[HistoryEntry, ...]


def person_history(session: Session, person_id: str) -> PersonHistory | None:
    """Give the history of a teacher or student, oldest event first; None when not in this store.

    Id number and phone are whole: the screen masks them (A7).
    """
    person = session.get(Teacher, person_id) or session.get(Student, person_id)
    if person is None:
        return None
    is_teacher = isinstance(person, Teacher)
    registered = HistoryEntry(
        person.registered_at, "老师注册" if is_teacher else "学生注册", person.name, "", "", ""
    )
    owner = Filing.teacher_id if is_teacher else Filing.student_id
    filings = {row.id: row for row in session.scalars(select(Filing).where(owner == person_id))}
    events = [registered, *_submissions(session, filings), *_decisions(session, filings)]
    return PersonHistory(
        person_id=person.id,
        name=person.name,
        id_number=person.id_number,
        phone=person.phone,
        is_teacher=is_teacher,
        apprenticeships=_apprenticeships(session, person_id, is_teacher),
        events=tuple(sorted(events, key=lambda event: event.at)),
    )


def _apprenticeships(session: Session, person_id: str, is_teacher: bool) -> tuple[RegisterRow, ...]:
    owner = Apprenticeship.teacher_id if is_teacher else Apprenticeship.student_id
    columns = [getattr(Apprenticeship, name) for name in RegisterRow.__struct_fields__]
    wanted = select(*columns).where(owner == person_id)
    return tuple(RegisterRow(*row) for row in session.execute(wanted.order_by(Apprenticeship.id)))


def _submissions(session: Session, filings: dict[str, Filing]) -> Iterator[HistoryEntry]:
    columns = (CaseRevision.case_id, CaseRevision.number, CaseRevision.submitted_at)
    wanted = select(*columns).where(CaseRevision.case_id.in_(filings))
    for filing_id, number, at in session.execute(wanted.order_by(CaseRevision.id)):
        filing = filings[filing_id]
        words = WORDS[FilingKind(filing.kind)]
        what = words[CaseState.PENDING] if number == 1 else RESUBMITTED
        yield HistoryEntry(at, what, filing.student_name, "", filing.id, filing.filing_no)


def _decisions(session: Session, filings: dict[str, Filing]) -> Iterator[HistoryEntry]:
    wanted = select(CaseDecision).where(CaseDecision.case_id.in_(filings))
    for row in session.scalars(wanted.order_by(CaseDecision.id)):
        filing = filings[row.case_id]
        what = WORDS[FilingKind(filing.kind)][CaseState(row.outcome)]
        said = (row.opinion, *(item.reason for item in return_items(row)))
        text = joined([one for one in said if one])
        yield HistoryEntry(
            row.decided_at,
            what if row.settled_at else what + WAITING,
            row.decided_by_name,
            text,
            filing.id,
            filing.filing_no,
        )


def joined(sentences: list[str]) -> str:
    """Sentences in one line: 「照片模糊；姓名有误。」"""
    return "；".join([*(one.rstrip("。；") for one in sentences[:-1]), *sentences[-1:]])

"""The one fact of the sample that no command can make yet, written as its command will write it.

It goes through the recorder into the feed and into the audit chain, so that a PC learns of it like of
anything else. It falls away when the entry of old records (D9) comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import audit
from core.apprenticeship.actions.filing_rows import PERSON_COLUMNS
from core.apprenticeship.tables import Apprenticeship, Notarisation, Student, Teacher
from core.apprenticeship.words.kinds import OF_NOTARISATION, OF_STUDENT
from core.apprenticeship.words.values import ApprenticeshipState
from core.store.base import scopes_of, widen
from core.store.documents import document_rows
from core.store.recorder import Recorder
from server.feed import grant_blobs, write_feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from server.centre import Centre


def carry_over(centre: Centre, teacher_id: str, student_id: str, filed_on: str) -> None:
    """Enter an apprenticeship that was filed on paper; it takes one of the teacher's seats (G2)."""

    def change(session: Session) -> str:
        teacher = session.get_one(Teacher, teacher_id)
        student = session.get_one(Student, student_id)
        wanted = select(Notarisation).where(Notarisation.student_id == student_id)
        notarisation = session.scalars(wanted).one()
        row = _apprenticeship(centre, teacher, student, notarisation, filed_on)
        session.add(row)
        _show(session, teacher.district, student, notarisation)
        return row.id

    _write(centre, "SAMPLE_CARRY_OVER", change)


def _apprenticeship(
    centre: Centre, teacher: Teacher, student: Student, notarisation: Notarisation, filed_on: str
) -> Apprenticeship:
    prefix = centre.setting.dictionaries.district(teacher.district).prefix
    row = Apprenticeship(
        id=centre.ids.new(),
        version=1,
        scope=teacher.district,
        teacher_id=teacher.id,
        student_id=student.id,
        notarisation_id=notarisation.id,
        bureau=teacher.district,
        state=ApprenticeshipState.ACTIVE,
        filing_no=f"{prefix}-{filed_on[:4]}-纸0001",
        notarised_on=notarisation.notarised_on,
        created_at=centre.now,
        filed_on=filed_on,
        ended_on="",
    )
    persons = {"teacher": teacher, "student": student}
    short = {"title": "title", "name": "name", "pinyin": "name_pinyin", "id_number": "id_number"}
    for column in PERSON_COLUMNS:
        owner, _, name = column.partition("_")
        value = getattr(persons[owner], short[name]) if owner in persons else teacher.practice_place
        setattr(row, column, value)
    return row


def _show(session: Session, bureau: str, student: Student, notarisation: Notarisation) -> None:
    owners = ((OF_STUDENT, student.id), (OF_NOTARISATION, notarisation.id))
    documents = [row for owner, owner_id in owners for row in document_rows(session, owner, owner_id)]
    for row in (student, notarisation, *documents):
        if bureau not in scopes_of(row):
            widen(row, bureau)


def _write(centre: Centre, action: str, change: Callable[[Session], str]) -> None:
    with centre.writing() as session:
        with Recorder(session) as recorder:
            subject = change(session)
            audit.append(
                session,
                device=audit.CENTRE,
                time=centre.now,
                user="operator",
                action=action,
                subject=f"apprenticeship:{subject}",
            )
        grant_blobs(session, recorder)
        write_feed(session, recorder, centre.ids.new())

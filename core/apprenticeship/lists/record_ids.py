"""Which record is meant: the person or apprenticeship behind any id of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Student, Teacher
from core.commons.tables import Notice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def find_record(session: Session, kind: str, id_: str) -> str:
    """Give the id that a window of `kind` shows for a person, an apprenticeship or a record of one.

    Ids are UUIDs, so one names one record of all tables. A certificate goes by its apprenticeship.
    """
    person = {"teacher": Teacher, "student": Student}.get(kind)
    if person is not None and session.get(person, id_) is not None:
        return id_
    study = _study(session, id_)
    if study is None:
        return ""
    return {"teacher": study.teacher_id, "student": study.student_id, "notarisation": study.id}[kind]


def _study(session: Session, id_: str) -> Apprenticeship | None:
    """The apprenticeship itself, or that of a filing, a score or a notice."""
    study = session.get(Apprenticeship, id_)
    if study is not None:
        return study
    notice = session.get(Notice, id_)
    if notice is not None:
        return session.get(Apprenticeship, notice.subject_id)
    row = session.get(Filing, id_) or session.get(Assessment, id_)
    return session.get(Apprenticeship, row.apprenticeship_id) if row is not None else None

"""Tables of 师承备案, the same at both ends; what every record has stands in `core.store.base`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.applications.tables import Reviewed
from core.apprenticeship.words.content import FILING_NOT_FOUND, FORMS
from core.apprenticeship.words.values import FilingKind
from core.store.base import Record, final, travels
from core.store.derived import keeps, searched

if TYPE_CHECKING:
    from core.applications.form import Form


class Person(Record):
    __abstract__ = True

    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(default="")
    sex: Mapped[str]
    id_kind: Mapped[str]
    id_number: Mapped[str] = mapped_column(index=True)
    phone: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    born_on: Mapped[str] = mapped_column(default="")
    registered_at: Mapped[str]
    updated_at: Mapped[str]


@travels(1, "老师资料")
class Teacher(Person):
    """指导老师."""

    __tablename__ = "teacher"

    title: Mapped[str]
    title_level: Mapped[str]
    title_on: Mapped[str]
    qualification_no: Mapped[str]
    qualification_on: Mapped[str]
    licence_no: Mapped[str]
    licence_on: Mapped[str]
    practice_place: Mapped[str]
    organisation_code: Mapped[str] = mapped_column(default="")
    district: Mapped[str]


@travels(2, "学生资料")
class Student(Person):
    """学生."""

    __tablename__ = "student"

    education: Mapped[str]


@travels(3)
class Notarisation(Record):
    """公证."""

    __tablename__ = "notarisation"

    student_id: Mapped[str] = mapped_column(index=True)
    office: Mapped[str]
    certificate_no: Mapped[str]
    notarised_on: Mapped[str]
    teaching_start: Mapped[str]
    teaching_end: Mapped[str]
    teaching_place: Mapped[str]
    teacher_name: Mapped[str]
    teacher_phone: Mapped[str]
    teacher_id_number: Mapped[str]


@travels(5, "师承关系")
class Apprenticeship(Record):
    """师承关系: one teacher, one student, one notarisation, the reviewing bureau (a district code).

    `unpublished_scores` counts the scores entered and not yet published: a district may know that there are
    some (G8), not what they are (G13). `origin` is an `Origin`.
    """

    __tablename__ = "apprenticeship"
    __table_args__ = (Index(None, "bureau", "state", "id"),)

    teacher_id: Mapped[str] = mapped_column(index=True)
    student_id: Mapped[str] = mapped_column(index=True)
    notarisation_id: Mapped[str]
    bureau: Mapped[str]
    state: Mapped[str]
    filing_no: Mapped[str]
    teacher_name: Mapped[str]
    teacher_pinyin: Mapped[str]
    teacher_id_number: Mapped[str]
    teacher_title: Mapped[str]
    practice_place: Mapped[str]
    student_name: Mapped[str]
    student_pinyin: Mapped[str]
    student_id_number: Mapped[str]
    notarised_on: Mapped[str]
    created_at: Mapped[str]
    filed_on: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[str] = mapped_column(default="")
    unpublished_scores: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str] = mapped_column(default="")


@travels(6, "备案申请")
class Filing(Reviewed):
    """备案申请. What a list shows of teacher and student stands here as it was filed last."""

    __tablename__ = "filing"
    __table_args__ = (
        Index(None, "state", "due_on", "id"),
        Index(None, "submitted_at", "id"),
        Index(None, "due_on", "id"),
        Index(None, "filing_no", "id"),
        Index(None, "student_pinyin", "id"),
        Index(None, "teacher_pinyin", "id"),
        Index(None, "practice_place", "id"),
        Index(None, "notarised_on", "id"),
    )
    missing = FILING_NOT_FOUND

    kind: Mapped[str]
    apprenticeship_id: Mapped[str] = mapped_column(index=True)
    student_id: Mapped[str] = mapped_column(index=True)
    teacher_id: Mapped[str] = mapped_column(index=True)
    filing_no: Mapped[str] = mapped_column(sort_order=2)
    teacher_name: Mapped[str] = mapped_column(sort_order=4)
    teacher_pinyin: Mapped[str] = mapped_column(sort_order=4)
    teacher_id_number: Mapped[str] = mapped_column(sort_order=4)
    teacher_title: Mapped[str] = mapped_column(sort_order=4)
    practice_place: Mapped[str] = mapped_column(sort_order=4)
    student_name: Mapped[str] = mapped_column(sort_order=4)
    student_pinyin: Mapped[str] = mapped_column(sort_order=4)
    student_id_number: Mapped[str] = mapped_column(sort_order=4)
    notarised_on: Mapped[str] = mapped_column(sort_order=4)

    @property
    def form(self) -> Form:
        return FORMS[FilingKind(self.kind)]


@travels(9, "考核成绩")
@final("state", "settled_at", when="state = 'published' AND settled_at <> ''")
class Assessment(Record):
    """考核成绩 (C3): one score of a student in one type.

    `tenths` is the score in tenths of a point (0 to 1000), `result` pass or fail, `state` unpublished or
    published. Only the city sees an unpublished one (G13). A published one never changes: a trigger refuses
    it at both ends once `settled_at` is set (G12); a correction is another record whose `corrects` is the id
    of this one. Names stand here as they were when the score was entered. `settled_at` is the moment the
    centre accepted the last change, empty while it waits on a PC.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index(None, "state", "type", "id"),
        Index(None, "student_id", "type"),
        Index(None, "published_at", "id"),
    )

    apprenticeship_id: Mapped[str] = mapped_column(index=True)
    student_id: Mapped[str]
    teacher_id: Mapped[str] = mapped_column(index=True)
    bureau: Mapped[str]
    type: Mapped[str]
    assessed_on: Mapped[str]
    tenths: Mapped[int]
    result: Mapped[str]
    state: Mapped[str]
    corrects: Mapped[str] = mapped_column(default="", index=True)
    filing_no: Mapped[str]
    student_name: Mapped[str]
    student_pinyin: Mapped[str]
    student_id_number: Mapped[str]
    teacher_name: Mapped[str]
    teacher_pinyin: Mapped[str]
    practice_place: Mapped[str]
    notarised_on: Mapped[str]
    entered_at: Mapped[str]
    entered_by: Mapped[str]
    entered_by_name: Mapped[str]
    published_at: Mapped[str] = mapped_column(default="")
    published_by: Mapped[str] = mapped_column(default="")
    published_by_name: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[str] = mapped_column(default="")


@travels(10)
class Termination(Record):
    """强制解除 (C2, G9): why and by what authority an apprenticeship was ended; its pages are documents."""

    __tablename__ = "termination"

    apprenticeship_id: Mapped[str] = mapped_column(index=True)
    reason_code: Mapped[str]
    basis: Mapped[str]
    text: Mapped[str]
    decided_at: Mapped[str]
    decided_by: Mapped[str]
    decided_by_name: Mapped[str]
    settled_at: Mapped[str] = mapped_column(default="")


_PEOPLE = "applicant, teacher, place"
searched(1, "filing", _PEOPLE)
searched(2, "apprenticeship", _PEOPLE)
searched(3, "assessment", _PEOPLE)
searched(4, "teacher", "teacher, place")

keeps(1, "teacher_load", "teacher_id", "open")
keeps(2, "teaching", "teacher_id, bureau", "listed, pending, active, graduated, ended")
keeps(4, "first_pass", "student_id, type", "day")
keeps(5, "eligible_change", "level, period, part, bureau", "change")

"""Business tables, the same at both ends.

Every record has a UUIDv7 `id`, a `version` that grows by one with each change, and a `scope`: the sorted
district codes that see it, joined by commas (empty: nobody outside the central server). Columns are text
and integers only, so that a row and its body on the wire are the same values. Instants are UTC
`2026-11-20T02:20:00.123Z`, days `2026-11-20`; an unknown one is the empty string.

There are no foreign keys between these tables: a PC holds only what its district sees, so a record may
stand here without the one it points to.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.base import KINDS, NAMING, Base, Record, scopes_of, travels, widen
from core.store.city_tables import Assessment, LogEntry, Notice, PolicyNotice, Report, Termination

__all__ = [
    "KINDS",
    "NAMING",
    "Apprenticeship",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Document",
    "Filing",
    "FilingCounter",
    "FilingDecision",
    "FilingRevision",
    "LogEntry",
    "Notarisation",
    "Notice",
    "Person",
    "PolicyNotice",
    "Record",
    "Report",
    "Student",
    "Teacher",
    "Termination",
    "scopes_of",
    "widen",
]


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


@travels(1)
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


@travels(2)
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


@travels(4)
class Document(Record):
    """One image of an owner: digests of the watermarked copy and of the sealed original (G17)."""

    __tablename__ = "document"

    owner_kind: Mapped[str]
    owner_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    page: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    original_sha256: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    media_type: Mapped[str]
    uploaded_at: Mapped[str]


@travels(5)
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


@travels(6)
class Filing(Record):
    """备案申请. What a list shows of teacher and student stands here as it was filed last.

    `due_on` is the last working day of the review (G16). `decided_at` is the moment the clerk decided, by the
    PC's clock; `settled_at` the moment the central server accepted it, empty while a decision waits.
    """

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

    kind: Mapped[str]
    apprenticeship_id: Mapped[str] = mapped_column(index=True)
    student_id: Mapped[str] = mapped_column(index=True)
    teacher_id: Mapped[str] = mapped_column(index=True)
    bureau: Mapped[str]
    filing_no: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int]
    first_submitted_at: Mapped[str]
    submitted_at: Mapped[str]
    due_on: Mapped[str]
    teacher_name: Mapped[str]
    teacher_pinyin: Mapped[str]
    teacher_id_number: Mapped[str]
    teacher_title: Mapped[str]
    practice_place: Mapped[str]
    student_name: Mapped[str]
    student_pinyin: Mapped[str]
    student_id_number: Mapped[str]
    notarised_on: Mapped[str]
    decided_at: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[str] = mapped_column(default="")


@travels(7)
class FilingRevision(Record):
    """What was submitted, each time: `content` is the canonical JSON of `FilingContent`."""

    __tablename__ = "filing_revision"
    __table_args__ = (Index(None, "filing_id", "number"),)

    filing_id: Mapped[str]
    number: Mapped[int]
    submitted_at: Mapped[str]
    content: Mapped[str]


@travels(8)
class FilingDecision(Record):
    """One decision on one revision: approved, returned, refused, withdrawn, with opinion and items (JSON)."""

    __tablename__ = "filing_decision"
    __table_args__ = (Index(None, "filing_id", "revision"),)

    filing_id: Mapped[str]
    revision: Mapped[int]
    outcome: Mapped[str]
    opinion: Mapped[str]
    items: Mapped[str]
    findings: Mapped[str]
    paper_seen: Mapped[int]
    decided_by: Mapped[str]
    decided_by_name: Mapped[str]
    decided_at: Mapped[str]
    settled_at: Mapped[str] = mapped_column(default="")


class FilingCounter(Base):
    """Last filing number given per bureau and year; kept by the central server only.

    `bureau` is a district code, with `/J` behind it for the numbers of dissolutions.
    """

    __tablename__ = "filing_counter"

    bureau: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class AuditEntry(Base):
    """One link of the hash chain of a device (security.md section 4)."""

    __tablename__ = "audit"

    device: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[str]
    user: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    ok: Mapped[int]
    prev: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """Newest link of each chain; taken with UPDATE, so that writers of one chain come one after the other."""

    __tablename__ = "audit_head"

    device: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]

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

from core.store.base import Base, Record, travels


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


@travels(13)
class LogEntry(Record):
    """操作日志 (A4): one act as the centre recorded it, for the office it belongs to.

    `action` is a command's name or a stable word, `object` is `kind:id`, `label` what a person calls it
    (filing number, number of people; never a name or an id number), `ok` 1 or 0, `code` why it was refused.
    """

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "at", "id"),)

    at: Mapped[str]
    user: Mapped[str]
    user_name: Mapped[str]
    device: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    label: Mapped[str]
    ok: Mapped[int]
    code: Mapped[str] = mapped_column(default="")


class CaseCounter(Base):
    """Last number given per office, series and year; kept by the central server only.

    `bureau` is the code of the office, with the mark of the series behind it where it has one (`420106/J`).
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

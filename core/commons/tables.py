"""Tables of what every programme has: text messages, policy notices, frozen reports."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.base import Record, final, travels
from core.store.derived import searched


@travels(11, "短信")
class Notice(Record):
    """短信 (G14, A3): one text message to one person, written with the decision that is its cause.

    `template` is the cause's code, `cause_kind` and `cause_id` the record; `subject_id` is the record it is
    about (the column has the name it had on the wire first), `recipient_role` the role of who is told.
    `reason` says in Chinese why it failed; `attempts` counts the tries; `carrier_id` is the carrier's number.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "state", "created_at", "id"), Index(None, "created_at", "id"))

    template: Mapped[str]
    cause_kind: Mapped[str]
    cause_id: Mapped[str] = mapped_column(index=True)
    subject_id: Mapped[str] = mapped_column("apprenticeship_id", index=True)
    bureau: Mapped[str]
    filing_no: Mapped[str]
    recipient_role: Mapped[str]
    recipient_name: Mapped[str]
    phone: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    carrier_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]
    sent_at: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[str] = mapped_column(default="")


@travels(12, "政策公告")
class PolicyNotice(Record):
    """政策公告 (C8): `files` is the JSON of its `PolicyFile`s. Drafts are seen by the city only."""

    __tablename__ = "policy_notice"
    __table_args__ = (Index(None, "published_at", "id"),)

    title: Mapped[str]
    text: Mapped[str]
    files: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[str]
    changed_by_name: Mapped[str]
    published_at: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[str] = mapped_column(default="")


@travels(14, "报送版")
@final("settled_at", when="settled_at <> ''")
class Report(Record):
    """报送版: a statistic as it was sent upward, with the records it rests on; never changes.

    `kind` is the statistic, `filtered` the JSON of its filter, `as_of` the day it speaks of, `data_at` the
    instant of the data (last pull), `figures` the JSON of the table as printed, `files` the JSON of its
    `PolicyFile`s (the paper, the workbook with the records behind), `hash` the SHA-256 over all of these.
    """

    __tablename__ = "report"
    __table_args__ = (Index(None, "made_at", "id"),)

    office: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    filtered: Mapped[str]
    as_of: Mapped[str]
    data_at: Mapped[str]
    figures: Mapped[str]
    files: Mapped[str]
    hash: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str]
    made_by_name: Mapped[str]
    settled_at: Mapped[str] = mapped_column(default="")


searched(5, "notice", "words")
searched(6, "policy_notice", "words")
searched(7, "log_line", "words")

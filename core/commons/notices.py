"""短信记录 (A3)."""

from __future__ import annotations

from core.domain.values import NoticeState, Value
from core.store.kept import Kept
from core.store.lists import ListOf, one_of


class NoticeQuery(Value, frozen=True):
    """Filter and order of 短信记录 (A3). `text`: recipient, phone, filing no. or words of the message.

    `state` may be several, joined by commas (`failed,given_up`: 短信失败). Days are those of Wuhan, included.
    """

    text: str = ""
    state: str = ""
    template: str = ""
    created_from: str = ""
    created_to: str = ""
    bureau: str = ""
    sort: str = "created_at"
    descending: bool = True


class NoticeRow(Value, frozen=True):
    """One text message."""

    id: str
    version: int
    template: str
    cause_kind: str
    cause_id: str
    subject_id: str
    bureau: str
    filing_no: str
    recipient_role: str
    recipient_name: str
    phone: str
    text: str
    state: NoticeState
    reason: str
    attempts: int
    carrier_id: str
    created_at: str
    sent_at: str
    ended_at: str


NOTICES = ListOf(
    "notice",
    NoticeQuery,
    NoticeRow,
    sorts={
        "created_at": ("created_at",),
        "recipient_name": ("recipient_name",),
        "state": ("state", "created_at"),
        "template": ("template", "created_at"),
        "filing_no": ("filing_no",),
        "bureau": ("bureau", "state", "created_at"),
        "attempts": ("attempts", "created_at"),
        "sent_at": ("sent_at",),
        "ended_at": ("ended_at",),
    },
    columns={"subject_id": "apprenticeship_id"},
    filters={"state": one_of("state")},
    kept=Kept("notice", ("state", "template"), bureau="bureau"),
)

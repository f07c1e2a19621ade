"""Frozen read models of text messages, policy notices, the log and frozen reports."""

from __future__ import annotations

from core.domain.reports import ReportFacts, ReportKind
from core.domain.values import NoticeState, PolicyFile, PolicyState, Value


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
    apprenticeship_id: str
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


class PolicyQuery(Value, frozen=True):
    """Filter of 政策公告 (C8); newest first."""

    text: str = ""
    state: str = ""
    sort: str = "changed_at"
    descending: bool = True


class PolicyRow(Value, frozen=True):
    """One policy notice with its text and files."""

    id: str
    version: int
    title: str
    text: str
    files: tuple[PolicyFile, ...]
    state: PolicyState
    reason: str
    changed_at: str
    changed_by_name: str
    published_at: str
    withdrawn_at: str
    waiting: bool


class LogQuery(Value, frozen=True):
    """Filter and order of 操作日志 (A4). `ok` is "1", "0" or empty; days are those of Wuhan, included.

    `text` finds the user's name, the label or the object; `place` is `centre`, `pc` or empty.
    """

    text: str = ""
    action: str = ""
    ok: str = ""
    place: str = ""
    at_from: str = ""
    at_to: str = ""
    sort: str = "at"
    descending: bool = True


class LogRow(Value, frozen=True):
    """One act. `place`: recorded at the centre, or by this PC only (views, prints, exports, log-ins)."""

    id: str
    at: str
    user_name: str
    action: str
    object: str
    label: str
    ok: bool
    code: str
    place: str
    device: str


class ReportQuery(Value, frozen=True):
    """Filter and order of 报送版; `office` is a district's code or the city's, `text` part of a title.

    `made_from` and `made_to` are days in Wuhan, included.
    """

    text: str = ""
    kind: str = ""
    office: str = ""
    made_from: str = ""
    made_to: str = ""
    sort: str = "made_at"
    descending: bool = True


class ReportRow(Value, frozen=True):
    """One line of the list. `waiting` until the centre accepted it."""

    id: str
    office: str
    kind: ReportKind
    title: str
    as_of: str
    data_at: str
    made_at: str
    made_by_name: str
    hash: str
    waiting: bool


class FrozenReport(Value, frozen=True):
    """A whole report; `facts` are what `hash` is over."""

    facts: ReportFacts
    hash: str
    made_by_name: str
    waiting: bool

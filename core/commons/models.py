"""Frozen read models of text messages, policy notices, the log and frozen reports."""

from __future__ import annotations

from core.domain.reports import ReportFacts, ReportKind
from core.domain.values import PolicyFile, PolicyState, Value


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

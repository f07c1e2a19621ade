"""政策公告 (C8)."""

from __future__ import annotations

from core.domain.values import PolicyFile, PolicyState, Value
from core.store.lists import ListOf


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


POLICIES = ListOf(
    "policy_notice",
    PolicyQuery,
    PolicyRow,
    sorts={
        "changed_at": ("changed_at",),
        "published_at": ("published_at",),
        "title": ("title",),
        "state": ("state", "changed_at"),
    },
    columns={"waiting": "settled_at = ''"},
)

"""The tone of the chips of text messages and policy notices (design.md)."""

from __future__ import annotations

from core.domain.values import NoticeState, PolicyState

NOTICE = {
    NoticeState.WAITING: "neutral",
    NoticeState.SENT: "info",
    NoticeState.DELIVERED: "ok",
    NoticeState.FAILED: "bad",
    NoticeState.GIVEN_UP: "bad",
}
POLICY = {PolicyState.DRAFT: "neutral", PolicyState.PUBLISHED: "ok", PolicyState.WITHDRAWN: "bad"}

"""The tone of every state's chip, in one place: the same state looks the same on every page (design.md)."""

from __future__ import annotations

from core.domain.values import ApprenticeshipState, FilingState, NoticeState, PolicyState

WAITING = "warn"
"""Of 待上报, whatever it stands beside: taken on this PC, not in force."""

FILING = {
    FilingState.PENDING: "warn",
    FilingState.APPROVED: "ok",
    FilingState.RETURNED: "info",
    FilingState.REFUSED: "bad",
    FilingState.WITHDRAWN: "neutral",
}
STUDY = {
    ApprenticeshipState.PENDING: "warn",
    ApprenticeshipState.ACTIVE: "ok",
    ApprenticeshipState.PASSED: "info",
    ApprenticeshipState.DISSOLVED: "neutral",
    ApprenticeshipState.TERMINATED: "bad",
    ApprenticeshipState.REFUSED: "bad",
    ApprenticeshipState.WITHDRAWN: "neutral",
}
NOTICE = {
    NoticeState.WAITING: "neutral",
    NoticeState.SENT: "info",
    NoticeState.DELIVERED: "ok",
    NoticeState.FAILED: "bad",
    NoticeState.GIVEN_UP: "bad",
}
POLICY = {PolicyState.DRAFT: "neutral", PolicyState.PUBLISHED: "ok", PolicyState.WITHDRAWN: "bad"}

"""The tone of a state's chip, in one place: the same state looks the same on every page (design.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.values import CaseState

if TYPE_CHECKING:
    from core.domain.workdays import Remaining

URGENT, SOON = 2, 6
"""Working days left (G16) up to which a time limit is red, and up to which it is yellow."""

WAITING = "warn"
"""Of 待上报, whatever it stands beside: taken on this PC, not in force."""

FILING = {
    CaseState.PENDING: "warn",
    CaseState.APPROVED: "ok",
    CaseState.RETURNED: "info",
    CaseState.REFUSED: "bad",
    CaseState.WITHDRAWN: "neutral",
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


def limit_tone(left: Remaining) -> str:
    """Give the tone of a time limit; empty while there is time."""
    if left.days <= URGENT:
        return "bad"
    return "warn" if left.days <= SOON else ""

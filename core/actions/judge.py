"""From findings to a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.refusals import FINDINGS_NOT_CONFIRMED
from core.domain.values import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.domain.refusals import Refusal
    from core.domain.values import Finding


def refuse_when_blocked(refusal: Refusal, findings: tuple[Finding, ...]) -> None:
    """Refuse with all findings when one of them blocks; the sentences of those that block are joined."""
    blocking = [finding for finding in findings if finding.blocking]
    if blocking:
        raise refusal("；".join(finding.message for finding in blocking), findings)


def refuse_unconfirmed(findings: tuple[Finding, ...], confirmed: Iterable[str]) -> None:
    """Refuse when a warning was not seen by the person who decides.

    A warning that came up after the decision (the facts moved on meanwhile) comes back this way too.
    """
    seen = set(confirmed)
    new = [finding for finding in findings if finding.level is not Level.PASS and finding.code not in seen]
    if new:
        sentences = "；".join(finding.message for finding in new)
        raise FINDINGS_NOT_CONFIRMED(f"以下提示需要您确认后才能通过：{sentences}", findings)

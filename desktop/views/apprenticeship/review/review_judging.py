"""The rules with a desk's day, words and parameters, for what the screen shows before anybody decides.

The command is judged again where it is carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship import rules
from core.apprenticeship.words.dictionaries import of
from core.domain.clock import local_date
from core.domain.values import CaseState, Origin

if TYPE_CHECKING:
    from core.apprenticeship.lists.detail import Dissolving, FilingDetail
    from core.apprenticeship.words.values import FilingKind
    from core.domain.values import Finding, ReturnItem
    from desktop.desk import Desk


def judged(desk: Desk, detail: FilingDetail) -> tuple[Finding, ...]:
    """What G1-G7 find in a filing, or G8 in a dissolution."""
    if detail.dissolving is not None:
        return _dissolution(desk, detail, detail.dissolving)
    if detail.origin == Origin.REGISTER:
        return rules.imported_findings(_decided(detail))
    facts = detail.content.facts(
        detail.apprenticeship_id,
        detail.row.bureau,
        local_date(detail.row.submitted_at).isoformat(),
        detail.teacher_open,
        detail.student_others,
    )
    return rules.check_filing(facts, desk.parameters, desk.today(), desk.words)


def return_problems(
    desk: Desk, kind: FilingKind, items: tuple[ReturnItem, ...], opinion: str
) -> list[Finding]:
    """What forbids to return these items (G15)."""
    known = of(desk.words).labels_of(kind)
    return _blocking(rules.check_return(items, opinion, desk.parameters, known))


def refusal_problems(desk: Desk, kind: FilingKind, opinion: str) -> list[Finding]:
    """What forbids to refuse with this opinion (G15)."""
    return _blocking(rules.check_refusal(opinion, desk.parameters, kind))


def opinion_problems(desk: Desk, opinion: str) -> list[Finding]:
    """Whether an opinion is too long."""
    return _blocking(rules.check_opinion_length(opinion, desk.parameters))


def _dissolution(desk: Desk, detail: FilingDetail, case: Dissolving) -> tuple[Finding, ...]:
    """G8 while it waits; afterwards what was found when it was decided."""
    if detail.row.state is not CaseState.PENDING:
        return _decided(detail)
    facts = detail.content.dissolution_facts(
        case.state, other_open=case.other_open, unpublished_score=case.unpublished
    )
    return rules.check_dissolution(facts, desk.today(), desk.parameters)


def _decided(detail: FilingDetail) -> tuple[Finding, ...]:
    return detail.decisions[-1].findings if detail.decisions else ()


def _blocking(findings: tuple[Finding, ...]) -> list[Finding]:
    return [one for one in findings if one.blocking]

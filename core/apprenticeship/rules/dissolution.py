"""G8: when an apprenticeship may be dissolved (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.applications.returns import check_length
from core.apprenticeship.rules._common import day
from core.apprenticeship.words.kinds import DISSOLUTION_PROOF
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.findings import check, error, field, image, passed
from core.domain.values import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.apprenticeship.words.values import DissolutionFacts
    from core.domain.values import Finding

_DEFAULT = Parameters()
_DATE = "dissolution.dissolved_on"
_PROOF = "dissolution.dissolution_proof"


def check_dissolution(
    facts: DissolutionFacts, today: date, parameters: Parameters = _DEFAULT
) -> tuple[Finding, ...]:
    """在教, a date from teaching start to today, a proof, no other open one; an unpublished score warns."""
    problems = (
        *_state(facts),
        *_date(facts, today),
        *_proof(facts, parameters),
        *_reason(facts, parameters),
        *_warnings(facts),
    )
    return problems or (passed("G8", "G8_OK", "师承关系在教，解除时间有效，解除证明齐全", field(_DATE)),)


def _state(facts: DissolutionFacts) -> Iterator[Finding]:
    if facts.state is not ApprenticeshipState.ACTIVE:
        message = f"只有在教的师承关系才能解除，目前是“{facts.state.label}”"
        yield error("G8", "G8_NOT_ACTIVE", message)
    if facts.other_open:
        yield error("G8", "G8_ANOTHER_OPEN", "已有一件解除申请正在办理，不能重复提交")


def _date(facts: DissolutionFacts, today: date) -> Iterator[Finding]:
    on, start = day(facts.dissolved_on), day(facts.teaching_start)
    if on is None:
        yield error("G8", "G8_DATE_MISSING", "请填写解除时间", field(_DATE))
    elif on > today:
        yield error("G8", "G8_DATE_FUTURE", "解除时间不能晚于今天", field(_DATE, facts.dissolved_on))
    elif start is not None and on < start:
        message = f"解除时间不能早于教学开始时间 {facts.teaching_start}"
        yield error("G8", "G8_DATE_BEFORE_START", message, field(_DATE, facts.dissolved_on))


def _proof(facts: DissolutionFacts, parameters: Parameters) -> Iterator[Finding]:
    count, limit = len(facts.proofs), parameters.of(Limits).dissolution_pages_max
    shown = image(_PROOF, DISSOLUTION_PROOF)
    kinds = {ref.kind for ref in facts.proofs}
    if DISSOLUTION_PROOF not in kinds:
        yield error("G8", "G8_PROOF_MISSING", "请上传师承关系解除证明", shown)
    elif len(kinds) > 1:
        yield error("G8", "G8_WRONG_KIND", "解除证明中混有其他证件的图片", shown)
    elif count > limit:
        yield error("G8", "G8_TOO_MANY_PAGES", f"解除证明 {count} 页，超过 {limit} 页", shown)
    elif sorted(ref.page for ref in facts.proofs) != list(range(1, count + 1)):
        yield error("G8", "G8_PAGE_NUMBERS", f"解除证明共 {count} 页，页码应依次为 1 至 {count}", shown)


def _reason(facts: DissolutionFacts, parameters: Parameters) -> Iterator[Finding]:
    yield from check_length("解除事由", facts.reason, parameters, "dissolution.reason")


def _warnings(facts: DissolutionFacts) -> Iterator[Finding]:
    if facts.unpublished_score:
        yield check("G8", "G8_UNPUBLISHED_SCORE", "该学生有尚未公布的考核成绩，解除前请核对")

"""G9: when the city commission may end an apprenticeship by force (manual 2.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.findings import check, error, field, passed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.words.dictionaries import TerminationReason
    from core.apprenticeship.words.values import TerminationFacts
    from core.domain.values import Finding, Parameters

BASIS_MAX = 200
"""Most characters of 依据文号."""


def check_termination(
    facts: TerminationFacts,
    command: ForceTerminate,
    parameters: Parameters,
    reasons: Sequence[TerminationReason],
) -> tuple[Finding, ...]:
    """在教, a known reason, basis and text given, the student's name typed; unpublished scores warn."""
    problems = (
        *_state(facts),
        *_words(command, parameters, reasons),
        *_name(facts, command),
        *_pages(command, parameters),
        *_warnings(facts),
    )
    return problems or (passed("G9", "G9_OK", "师承关系在教，强制解除的原因、依据和说明齐全"),)


def _state(facts: TerminationFacts) -> Iterator[Finding]:
    if facts.state is not ApprenticeshipState.ACTIVE:
        message = f"只有在教的师承关系才能强制解除，目前是“{facts.state.label}”"
        yield error("G9", "G9_NOT_ACTIVE", message)


def _words(
    command: ForceTerminate, parameters: Parameters, reasons: Sequence[TerminationReason]
) -> Iterator[Finding]:
    basis, text = command.basis.strip(), command.text.strip()
    if command.reason_code not in {one.code for one in reasons}:
        yield error("G9", "G9_REASON_MISSING", "请选择强制解除原因", field("termination.reason_code"))
    if not basis:
        yield error("G9", "G9_BASIS_MISSING", "请填写依据文号", field("termination.basis"))
    elif len(basis) > BASIS_MAX:
        message = f"依据文号不能超过 {BASIS_MAX} 字"
        yield error("G9", "G9_BASIS_TOO_LONG", message, field("termination.basis"))
    if not text:
        yield error("G9", "G9_TEXT_MISSING", "请填写情况说明", field("termination.text"))
    elif len(text) > parameters.opinion_max:
        message = f"情况说明不能超过 {parameters.opinion_max} 字，现有 {len(text)} 字"
        yield error("G9", "G9_TEXT_TOO_LONG", message, field("termination.text"))


def _name(facts: TerminationFacts, command: ForceTerminate) -> Iterator[Finding]:
    typed, shown = same_name(command.typed_name), field("termination.typed_name")
    if not typed:
        yield error("G9", "G9_NAME_MISSING", "请输入学生姓名以确认强制解除", shown)
    elif typed != same_name(facts.student_name):
        message = "输入的姓名与该学生的姓名不一致，请核对后重新输入"
        yield error("G9", "G9_NAME_DIFFERS", message, shown)


def same_name(text: str) -> str:
    """A name as it is compared: without white space, full-width forms brought to the usual ones."""
    return "".join(normalize("NFKC", text).split())


def _pages(command: ForceTerminate, parameters: Parameters) -> Iterator[Finding]:
    shown = field("termination.termination_basis")
    places = {(ref.kind, ref.page) for ref in command.documents}
    if len(command.documents) > parameters.of(Limits).termination_pages_max:
        message = f"强制解除依据最多上传 {parameters.of(Limits).termination_pages_max} 页"
        yield error("G9", "G9_TOO_MANY_PAGES", message, shown)
    if any(ref.kind is not TERMINATION_BASIS for ref in command.documents):
        yield error("G9", "G9_PAGE_KIND", "强制解除只能上传强制解除依据", shown)
    if len(places) < len(command.documents) or any(ref.page < 1 for ref in command.documents):
        yield error("G9", "G9_PAGE_NUMBERS", "强制解除依据的页码有误，请重新上传", shown)


def _warnings(facts: TerminationFacts) -> Iterator[Finding]:
    if facts.unpublished_scores:
        message = f"该学生有 {facts.unpublished_scores} 条尚未公布的考核成绩，强制解除后不能再公布，请核对"
        yield check("G9", "G9_UNPUBLISHED_SCORES", message)

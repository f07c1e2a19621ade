"""G9: forced termination needs 在教, reason, basis, text and the typed name."""

from __future__ import annotations

from typing import Any

import pytest

from core.apprenticeship import rules
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import DIPLOMA, TERMINATION_BASIS
from core.apprenticeship.words.values import ApprenticeshipState, TerminationFacts
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Finding, Level, Parameters
from tests.kit import ref

REASONS = of(load_dictionaries()).termination_reasons
FACTS = TerminationFacts(ApprenticeshipState.ACTIVE, "陈亦舟")


def judged(facts: TerminationFacts = FACTS, **changes: Any) -> tuple[Finding, ...]:
    values: dict[str, Any] = {
        "apprenticeship_id": "a",
        "seen_version": 1,
        "reason_code": "false_materials",
        "basis": "武卫医罚〔2026〕18 号",
        "text": "学历证书系伪造。",
        "typed_name": "陈亦舟",
    }
    return rules.check_termination(facts, ForceTerminate(**{**values, **changes}), Parameters(), REASONS)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    assert all(one.rule == "G9" for one in findings)
    return [one.code for one in findings]


def test_g9_a_complete_command_is_kept() -> None:
    assert codes(judged()) == ["G9_OK"]


@pytest.mark.parametrize("typed", [" 陈亦舟　", "陈 亦 舟", "陈亦舟\n"])
def test_g9_spaces_in_the_typed_name_do_not_matter(typed: str) -> None:
    assert codes(judged(typed_name=typed)) == ["G9_OK"]


def test_g9_a_name_is_compared_in_its_usual_form() -> None:
    facts = TerminationFacts(ApprenticeshipState.ACTIVE, "Ａnna 李")
    assert codes(judged(facts, typed_name="Anna李")) == ["G9_OK"]


@pytest.mark.parametrize("state", [one for one in ApprenticeshipState if one != "active"])
def test_g9_only_what_is_active_is_ended(state: ApprenticeshipState) -> None:
    findings = judged(TerminationFacts(state, "陈亦舟"))
    assert codes(findings) == ["G9_NOT_ACTIVE"]
    assert state.label in findings[0].message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typed_name": "陈亦州"}, "G9_NAME_DIFFERS"),
        ({"typed_name": "陈亦"}, "G9_NAME_DIFFERS"),
        ({"typed_name": "  "}, "G9_NAME_MISSING"),
        ({"reason_code": ""}, "G9_REASON_MISSING"),
        ({"reason_code": "whim"}, "G9_REASON_MISSING"),
        ({"basis": " "}, "G9_BASIS_MISSING"),
        ({"basis": "号" * 201}, "G9_BASIS_TOO_LONG"),
        ({"text": ""}, "G9_TEXT_MISSING"),
        ({"text": "字" * 2001}, "G9_TEXT_TOO_LONG"),
        (
            {"documents": tuple(ref(TERMINATION_BASIS, "t", n) for n in range(1, 12))},
            "G9_TOO_MANY_PAGES",
        ),
        ({"documents": (ref(DIPLOMA, "t"),)}, "G9_PAGE_KIND"),
        ({"documents": (ref(TERMINATION_BASIS, "t"),) * 2}, "G9_PAGE_NUMBERS"),
        ({"documents": (ref(TERMINATION_BASIS, "t", 0),)}, "G9_PAGE_NUMBERS"),
    ],
)
def test_g9_what_is_missing_is_said(changes: dict[str, Any], code: str) -> None:
    findings = judged(**changes)
    assert codes(findings) == [code]
    assert findings[0].blocking


def test_g9_unpublished_scores_are_a_warning() -> None:
    (finding,) = judged(TerminationFacts(ApprenticeshipState.ACTIVE, "陈亦舟", 2))
    assert (finding.code, finding.level, finding.blocking) == ("G9_UNPUBLISHED_SCORES", Level.CHECK, False)
    assert "2 条尚未公布" in finding.message

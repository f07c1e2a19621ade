"""G9 to G12 exactly at their limits: what is still allowed, what no longer is."""

from __future__ import annotations

from datetime import date

import pytest

from core.apprenticeship import rules
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.rules.scores import NAMED_MAX, people
from core.apprenticeship.rules.termination import BASIS_MAX
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    CandidateFacts,
    ScoreEntry,
    TerminationFacts,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from tests.kit import ref

DICTIONARIES, LIMITS = load_dictionaries(), Parameters()


def termination(**changes: object) -> set[str]:
    values = {"basis": "武卫〔2026〕1 号", "text": "原因", **changes}
    command = ForceTerminate(
        "a", 1, of(DICTIONARIES).termination_reasons[0].code, typed_name="陈亦舟", **values
    )  # type: ignore[arg-type]
    facts = TerminationFacts(ApprenticeshipState.ACTIVE, "陈亦舟", 0)
    found = rules.check_termination(facts, command, LIMITS, of(DICTIONARIES).termination_reasons)
    return {one.code for one in found}


@pytest.mark.parametrize("more", [0, 1])
def test_g9_the_longest_texts_and_most_pages(more: int) -> None:
    pages = [
        ref(TERMINATION_BASIS, "x", page)
        for page in range(1, LIMITS.of(Limits).termination_pages_max + more + 1)
    ]
    wanted = ({"G9_OK"}, {"G9_BASIS_TOO_LONG"})[more]
    assert termination(basis="字" * (BASIS_MAX + more)) == wanted
    assert termination(text="字" * (LIMITS.opinion_max + more)) == ({"G9_OK"}, {"G9_TEXT_TOO_LONG"})[more]
    assert termination(documents=tuple(pages)) == ({"G9_OK"}, {"G9_TOO_MANY_PAGES"})[more]


def test_g10_the_day_of_the_notarisation_is_too_early_not_before_it() -> None:
    facts = CandidateFacts(ApprenticeshipState.ACTIVE, "2026-09-01")
    kind = of(DICTIONARIES).assessment_type("graduation")
    (finding,) = rules.check_candidate(facts, kind, date(2026, 9, 1))
    assert finding.code == "G10_TOO_EARLY"
    (finding,) = rules.check_candidate(facts, kind, date(2026, 8, 31))
    assert finding.code == "G10_BEFORE_NOTARISATION"


@pytest.mark.parametrize("tenths", [-1, 1001])
def test_g11_an_impossible_score_is_said_once(tenths: int) -> None:
    """A result cannot disagree with what is no score."""
    kind = of(DICTIONARIES).assessment_type("graduation")
    result = AssessmentResult.PASS if tenths < 0 else AssessmentResult.FAIL
    entry = ScoreEntry("a", "graduation", "2026-11-20", tenths, result)
    found = rules.check_score(entry, kind, date(2026, 11, 20))
    assert [one.code for one in found] == ["G11_OUT_OF_RANGE"]


def test_g12_five_are_named_and_of_six_the_number() -> None:
    names = [str(number) for number in range(NAMED_MAX)]
    assert people(names) == "、".join(names)
    assert people([*names, "x"]) == "、".join(names) + f"等 {NAMED_MAX + 1} 人"

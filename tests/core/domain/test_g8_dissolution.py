"""G8: dissolution of an apprenticeship."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.apprenticeship.rules import check_dissolution
from core.apprenticeship.words.kinds import DIPLOMA, DISSOLUTION_PROOF
from core.apprenticeship.words.values import ApprenticeshipState, DissolutionFacts
from tests.kit import proofs, ref

TODAY = date(2026, 11, 20)
PROOF = (ref(DISSOLUTION_PROOF, "filing"),)


def facts(**changes: Any) -> DissolutionFacts:
    values: dict[str, Any] = {
        "state": ApprenticeshipState.ACTIVE,
        "teaching_start": "2024-02-29",
        "dissolved_on": "2026-11-20",
        "proofs": PROOF,
    }
    return DissolutionFacts(**{**values, **changes})


@pytest.mark.parametrize("day", ["2024-02-29", "2025-06-01", "2026-11-20"])
def test_g8_passes_from_teaching_start_to_today(day: str) -> None:
    assert [one.code for one in check_dissolution(facts(dissolved_on=day), TODAY)] == ["G8_OK"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dissolved_on": "2026-11-21"}, "G8_DATE_FUTURE"),
        ({"dissolved_on": "2024-02-28"}, "G8_DATE_BEFORE_START"),
        ({"dissolved_on": ""}, "G8_DATE_MISSING"),
        ({"proofs": ()}, "G8_PROOF_MISSING"),
        ({"proofs": (ref(DIPLOMA, "filing"),)}, "G8_PROOF_MISSING"),
        ({"proofs": (*PROOF, ref(DIPLOMA, "filing"))}, "G8_WRONG_KIND"),
        ({"proofs": proofs(11)}, "G8_TOO_MANY_PAGES"),
        ({"proofs": proofs(3)[1:]}, "G8_PAGE_NUMBERS"),
        ({"proofs": PROOF * 2}, "G8_PAGE_NUMBERS"),
        ({"other_open": True}, "G8_ANOTHER_OPEN"),
    ],
)
def test_g8_refuses(changes: dict[str, Any], code: str) -> None:
    found = check_dissolution(facts(**changes), TODAY)
    assert [one.code for one in found if one.blocking] == [code]


@pytest.mark.parametrize("count", [1, 10])
def test_g8_takes_one_to_ten_pages_of_proof(count: int) -> None:
    assert [one.code for one in check_dissolution(facts(proofs=proofs(count)), TODAY)] == ["G8_OK"]


@pytest.mark.parametrize(
    "state", [state for state in ApprenticeshipState if state is not ApprenticeshipState.ACTIVE]
)
def test_g8_only_an_active_apprenticeship_is_dissolved(state: ApprenticeshipState) -> None:
    found = check_dissolution(facts(state=state), TODAY)
    assert found[0].code == "G8_NOT_ACTIVE"
    assert state.label in found[0].message


def test_g8_an_unpublished_score_warns_only() -> None:
    found = check_dissolution(facts(unpublished_score=True), TODAY)
    assert [(one.code, one.blocking) for one in found] == [("G8_UNPUBLISHED_SCORE", False)]

"""同步中心 says what can be done about a refusal, whether this version knows its code or not (A2)."""

from core.domain.refusals import ALREADY_DECIDED
from sync.fates import LOOK, REDO, advice


def test_a_known_refusal_brings_its_own_advice() -> None:
    assert advice("ALREADY_DECIDED", can_redo=True) == ALREADY_DECIDED.advice
    assert advice("ALREADY_DECIDED", can_redo=False) == ALREADY_DECIDED.advice


def test_an_unknown_code_still_says_what_to_do() -> None:
    assert advice("SOMETHING_NEW", can_redo=True) == REDO
    assert advice("SOMETHING_NEW", can_redo=False) == LOOK

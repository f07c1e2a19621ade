"""Every refusal a clerk can be told has words in the log and advice in 同步中心 (A2, A4)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from core.domain.acts import REFUSALS, refusal_word
from sync.advice import ADVICE, LOOK, REDO, advice

ROOT = Path(__file__).parents[2]
JUDGES = (*sorted((ROOT / "core" / "actions").glob("*.py")), *sorted((ROOT / "server").glob("*.py")))
RAISED = ("Refused", "refuse_when_blocked", "Verdict")
RESIDENTS = frozenset(
    {
        "ALREADY_REGISTERED", "FIELD_LOCKED", "ITEM_LOCKED", "NOTARISATION_USED", "STUDENT_INCOMPLETE",
        "TEACHER_NOT_QUALIFIED", "TEACHER_NOT_REGISTERED", "UNKNOWN_DISTRICT",
    }
)  # fmt: skip
"""Refusals of commands that only residents give: they read the sentence itself on their phone."""
PASSING = frozenset({"SERVER_BUSY"})
"""Not a verdict that stays: the command goes up again by itself."""
COMPUTED = frozenset({"BAD_ARGUMENTS", "UNKNOWN_COMMAND", "TEACHER_NOT_FOUND", "STUDENT_NOT_FOUND"})
"""Codes that are no constant where they are raised: what cannot be decoded, and `rows.require`."""


def codes() -> set[str]:
    """Every code that stands in the source as the constant of a refusal."""
    found: set[str] = set(COMPUTED)
    for path in JUDGES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                named = [one.value for one in node.keywords if one.arg == "code"]
                found |= {
                    one.value
                    for one in (*node.args[:1], *named)
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found - RESIDENTS - PASSING


def test_the_codes_are_found() -> None:
    assert {"ALREADY_DECIDED", "SCORES_FORBIDDEN", "PREDECESSOR_REJECTED", "OP_REUSED"} <= codes()
    assert len(codes()) > 40


@pytest.mark.parametrize("code", sorted(codes()))
def test_a_refusal_has_advice_and_a_short_word(code: str) -> None:
    assert advice(code, can_redo=True) not in (REDO, LOOK), "a clerk is told what to do about it"
    assert ADVICE[code].endswith("。")
    assert code not in refusal_word(code)
    assert len(REFUSALS[code]) <= 10, "it stands in a column of the log"


def test_an_unknown_code_still_says_what_to_do() -> None:
    assert advice("SOMETHING_NEW", can_redo=True) == REDO
    assert advice("SOMETHING_NEW", can_redo=False) == LOOK

"""操作日志 (A4) says in words why something was refused: no code of a refusal is without them."""

from __future__ import annotations

import ast
from pathlib import Path

from core.domain.acts import REFUSALS, refusal_word

ROOT = Path(__file__).parents[2]
RAISED_BY = {"Refused", "refuse_when_blocked", "_rejected", "rejected"}
LOGGED = {"WRONG_CREDENTIALS"}
"""Written by the log-in, which refuses no command."""


def name_of(function: ast.expr) -> str:
    return str(getattr(function, "id", getattr(function, "attr", "")))


def codes(path: Path) -> set[str]:
    """Codes that a file refuses commands with: text constants in capitals given to what refuses."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in RAISED_BY
        ):
            given = [one.value for one in node.args if isinstance(one, ast.Constant)]
            found |= {one for one in given if isinstance(one, str) and one.isupper() and one.isascii()}
    return found


def test_every_refusal_has_words_for_the_log() -> None:
    files = [*(ROOT / "core").rglob("*.py"), *(ROOT / "server").glob("*.py")]
    used = LOGGED.union(*map(codes, files))
    assert {"NOT_ALLOWED", "DISSOLUTION_FORBIDDEN", "BAD_PROOF"} <= used, "the codes are found"
    assert sorted(code for code in used if code in refusal_word(code)) == []
    assert refusal_word("QUARANTINED_ValueError") == "办理时出现意外"
    assert refusal_word("NEW_CODE") == "其他原因（NEW_CODE）", "nothing is hidden"
    assert refusal_word("") == ""
    assert all(word and len(word) <= 12 for word in REFUSALS.values()), "they stand in a column"

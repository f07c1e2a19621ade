"""Every refusal has short words for the log and, where a clerk meets it, advice in 同步中心 (A2, A4)."""

from __future__ import annotations

import pytest

from core.domain.errors import Refused
from core.domain.refusals import ALREADY_DECIDED, REFUSALS, Refusal, refusal_word
from core.domain.values import Finding, Level

RESIDENTS = {
    *("ALREADY_REGISTERED", "FIELD_LOCKED", "ITEM_LOCKED", "NOTARISATION_USED", "STUDENT_INCOMPLETE"),
    *("TEACHER_NOT_QUALIFIED", "TEACHER_NOT_REGISTERED", "UNKNOWN_DISTRICT"),
    *("FORM_INCOMPLETE", "OFFICE_WRONG"),
}
"""Refusals of commands that only residents give: they read the sentence itself on their phone."""
LOG_IN = {"WRONG_CREDENTIALS", "WRONG_PASSWORD", "LOCKED"}
"""Written by the log-in, which refuses no command."""


def test_the_refusals_are_known() -> None:
    assert {"NOT_ALLOWED", "DISSOLUTION_FORBIDDEN", "POLICY_STATE", "OP_REUSED"} <= REFUSALS.keys()
    assert len(REFUSALS) > 70


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_has_a_short_word_and_advice(code: str) -> None:
    refusal = REFUSALS[code]
    assert refusal.code == code
    assert code.isascii()
    assert code.isupper()
    assert 0 < len(refusal.short) <= (10 if refusal.advice else 12), "it stands in a column of the log"
    assert refusal_word(code) == refusal.short
    assert bool(refusal.advice) is (code not in RESIDENTS | LOG_IN), "a clerk is told what to do about it"
    assert not refusal.advice or refusal.advice.endswith("。")


def test_what_is_not_known_is_not_hidden() -> None:
    assert refusal_word("QUARANTINED_ValueError") == "办理时出现意外"
    assert refusal_word("LOAN_NOT_FOUND") == "没有找到这条记录"
    assert refusal_word("NEW_CODE") == "其他原因（NEW_CODE）"
    assert refusal_word("") == ""


def test_calling_a_refusal_gives_the_error_to_raise() -> None:
    finding = Finding("G1", "G1_X", Level.CONFLICT, "不符", blocking=True)
    error = ALREADY_DECIDED("已由他人办理。", (finding,))
    assert isinstance(error, Refused)
    assert (error.code, error.message, error.findings) == ("ALREADY_DECIDED", "已由他人办理。", (finding,))
    assert REFUSALS["POLICY_NOTICE_NOT_FOUND"]().message == "没有找到这条公告，它可能已被删除。"


def test_one_code_has_one_meaning() -> None:
    with pytest.raises(TypeError):
        Refusal("ALREADY_DECIDED", short="别的意思")
    assert REFUSALS["ALREADY_DECIDED"] is ALREADY_DECIDED

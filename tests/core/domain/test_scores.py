"""G11: a score as it is typed and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score, result_for, score_text
from core.apprenticeship.words.values import AssessmentResult
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError

GRADUATION = of(load_dictionaries()).assessment_type("graduation")


@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("86", 860),
        ("86.5", 865),
        ("86.50", 865),
        ("0", 0),
        ("-0", 0),
        ("0.5", 5),
        ("100", 1000),
        ("100.0", 1000),
        ("086", 860),
        ("８６．５", 865),
        ("86。5", 865),
        (" 8 6 . 5\u3000", 865),
        ("\t60\n", 600),
    ],
)
def test_g11_what_people_type_is_read(text: str, tenths: int) -> None:
    assert parse_score(text) == tenths


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("", "SCORE_EMPTY", "请填写成绩"),
        (" \u3000", "SCORE_EMPTY", "请填写成绩"),
        ("九十", "SCORE_NOT_A_NUMBER", "九十"),
        ("86分", "SCORE_NOT_A_NUMBER", "86分"),
        ("86.", "SCORE_NOT_A_NUMBER", "数字"),
        (".5", "SCORE_NOT_A_NUMBER", "数字"),
        ("8,6", "SCORE_NOT_A_NUMBER", "数字"),
        ("1e1", "SCORE_NOT_A_NUMBER", "数字"),
        ("٨٦", "SCORE_NOT_A_NUMBER", "数字"),
        ("nan", "SCORE_NOT_A_NUMBER", "数字"),
        ("=1+1" * 2000, "SCORE_NOT_A_NUMBER", "…"),
        ("100.1", "SCORE_OUT_OF_RANGE", "0 到 100"),
        ("101", "SCORE_OUT_OF_RANGE", "0 到 100"),
        ("-1", "SCORE_OUT_OF_RANGE", "0 到 100"),
        ("\u22120.5", "SCORE_OUT_OF_RANGE", "0 到 100"),
        ("9" * 6000, "SCORE_OUT_OF_RANGE", "0 到 100"),
        ("86.55", "SCORE_TOO_FINE", "一位小数"),
    ],
)
def test_g11_what_is_no_score_is_explained(text: str, code: str, word: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_score(text)
    assert caught.value.code == code
    assert word in caught.value.message
    assert len(caught.value.message) < 60


@given(st.integers(0, 1000))
def test_g11_a_score_is_read_back_as_it_is_shown(tenths: int) -> None:
    assert parse_score(score_text(tenths)) == tenths


@given(st.text(max_size=20))
def test_g11_any_text_is_a_score_or_refused(text: str) -> None:
    try:
        tenths = parse_score(text)
    except KnownError:
        return
    assert 0 <= tenths <= 1000


def test_g11_the_pass_mark_itself_passes() -> None:
    assert result_for(599, GRADUATION) is AssessmentResult.FAIL
    assert result_for(600, GRADUATION) is AssessmentResult.PASS

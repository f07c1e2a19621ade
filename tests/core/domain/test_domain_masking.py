"""Masking on the screen (A7) and redaction in logs. All numbers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.idnumber import check_character
from core.domain.masking import mask_id_number, mask_phone, redact

NUMBER = "42010619960821001" + check_character("42010619960821001")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("420106199608211234", "420106********1234"),
        ("42010619960821123x", "420106********123X"),
        ("４２０１０６ 19960821 1234", "420106********1234"),
        ("420106960821123", "420106*****1123"),
        ("E12345678", "E1*****78"),
        ("12345678901234", "123456****1234"),
        ("1234567890123", "123*******123"),
        ("123", "***"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_a7_id_numbers_show_front_6_and_back_4(text: str, masked: str) -> None:
    assert mask_id_number(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [("13812345678", "138****5678"), ("+86 138 1234 5678", "138****5678"), ("87654321", "87****21"),
     ("02787654321", "027****4321"), ("110", "***"), ("", "")],
)  # fmt: skip
def test_a7_phones_show_front_3_and_back_4(text: str, masked: str) -> None:
    assert mask_phone(text) == masked


@settings(deadline=None)
@given(st.text(alphabet="0123456789X-中 ", max_size=40))
def test_a7_nothing_is_shown_whole(text: str) -> None:
    for masked in (mask_id_number(text), mask_phone(text)):
        assert not masked or "*" in masked


@pytest.mark.parametrize(
    "text",
    [NUMBER, NUMBER.lower(), f"id={NUMBER},", f"学生{NUMBER}的申请", "４２０１０６１９９６０８２１００１Ｘ",
     "420106 19960821 001X", "420106-1996-08-21-001x", "420106\u200b19960821001X",
     f"{NUMBER}㏠", f"1{NUMBER}", NUMBER[:17], "420106\u201319960821\u2013001X",
     "٤٢٠١٠٦١٩٩٦٠٨٢١٠٠١٢", f"x{NUMBER}y", f'{{"id_number": "{NUMBER}"}}', "420106960821001"],
)  # fmt: skip
def test_logs_never_carry_an_id_number(text: str) -> None:
    assert "[身份证号]" in redact(text)
    assert "0821" not in redact(text)
    assert "08-21" not in redact(text)


@pytest.mark.parametrize(
    "text",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678", "86 138 1234 5678", "tel:13812345678",
     "１３８１２３４５６７８", "手机13812345678。", "1 381 234 5678"],
)  # fmt: skip
def test_logs_never_carry_a_phone(text: str) -> None:
    assert redact(text).count("[手机号]") == 1
    assert "5678" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T02:20:00.123Z pulled 1000 rows, 262144 bytes",
        "2026-11-20 10:20:00,123 INFO",
        "op 019a9f3c-2b7e-7c1d-9a40-5d0e8f1a2b3c seq 42",
        "WC-2026-1284 127.0.0.1:50123",
        "2026-11-20 2026-11-21",
    ],
)
def test_ordinary_log_lines_stay_readable(text: str) -> None:
    assert redact(text) == text


@settings(deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
    st.text(alphabet=st.characters(exclude_categories=["Nd", "No", "Nl", "Cs"]), max_size=10),
)
def test_logs_never_carry_an_id_number_whatever_stands_around_it(
    born: date, sequence: int, around: str
) -> None:
    first17 = f"420106{born:%Y%m%d}{sequence:03}"
    number = first17 + check_character(first17)
    assert first17 not in redact(around + number + around)

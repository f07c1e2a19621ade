"""Identity numbers (G3), phones and e-mail addresses. All numbers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.idnumber import IdNumberError, check_character, normalise, parse_id_number
from core.domain.phone import ContactError, normalise_phone, parse_email, parse_phone
from core.domain.values import Sex

TODAY = date(2026, 11, 20)


def number(area: str = "420106", born: str = "19960821", sequence: str = "001") -> str:
    first17 = area + born + sequence
    return first17 + check_character(first17)


def code_of(text: str, today: date = TODAY) -> str:
    with pytest.raises(IdNumberError) as caught:
        parse_id_number(text, today)
    assert caught.value.message.endswith("。")
    assert not any(text[at : at + 6] in caught.value.message for at in range(len(text) - 5))
    return caught.value.code


def test_g3_the_example_of_the_standard_is_valid() -> None:
    """GB 11643-1999, 4.4: 11010519491231002X."""
    parsed = parse_id_number("11010519491231002X", TODAY)
    assert (parsed.area, parsed.born_on, parsed.sex) == ("110105", date(1949, 12, 31), Sex.FEMALE)
    assert check_character("44052418800101001") == "4"


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105-19491231-002X",
        "\ufeff110105\u200b19491231\u2011002X\u3000",
        "110105—19491231—002X\r\n",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_g3_typing_habits_are_forgiven(typed: str) -> None:
    assert normalise(typed) == "11010519491231002X"
    assert parse_id_number(typed, TODAY).number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ID_EMPTY"),
        (" \u200b", "ID_EMPTY"),
        ("110105491231002", "ID_OLD_15"),
        ("1101051949123100", "ID_LENGTH"),
        ("11010519491231002X1", "ID_LENGTH"),
        ("1101051949123100XX", "ID_CHARACTERS"),
        ("11010519491231002Y", "ID_CHARACTERS"),
        ("11010519491231002٣", "ID_CHARACTERS"),
        (number(area="000106"), "ID_AREA"),
        (number(area="200106"), "ID_AREA"),
        (number(area="900106"), "ID_AREA"),
        (number(born="20230229"), "ID_DATE"),
        (number(born="19000229"), "ID_DATE"),
        (number(born="19960431"), "ID_DATE"),
        (number(born="19961301"), "ID_DATE"),
        (number(born="00000101"), "ID_DATE"),
        (number(born="20261121"), "ID_FUTURE"),
        (number(born="18761119"), "ID_TOO_OLD"),
        ("110105194912310021", "ID_CHECK"),
    ],
)
def test_g3_each_fault_has_its_own_code_and_sentence(text: str, code: str) -> None:
    assert code_of(text) == code


def test_g3_the_29th_of_february_is_named_when_the_year_has_none() -> None:
    with pytest.raises(IdNumberError, match="2 月 29 日"):
        parse_id_number(number(born="20230229"), TODAY)


@pytest.mark.parametrize("born", ["20240229", "20000229", "20261120", "18761120"])
def test_g3_edges_of_the_date_are_valid(born: str) -> None:
    assert f"{parse_id_number(number(born=born), TODAY).born_on:%Y%m%d}" == born


def test_g3_a_foreigners_residence_card_is_valid() -> None:
    assert parse_id_number(number(area="942156"), TODAY).area == "942156"


def test_a_repr_does_not_show_the_number() -> None:
    assert "19960821" not in repr(parse_id_number(number(), TODAY))


@settings(deadline=None)
@given(
    st.sampled_from(["110101", "420106", "420117", "650102", "810000"]),
    st.dates(date(1876, 11, 20), TODAY),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_g3_any_number_is_read_and_any_single_wrong_digit_is_found(
    area: str, born: date, sequence: int, place: int, shift: int
) -> None:
    text = number(area, f"{born:%Y%m%d}", f"{sequence:03}")
    parsed = parse_id_number(text, TODAY)
    assert (parsed.area, parsed.born_on) == (area, born)
    assert parsed.sex is (Sex.MALE if sequence % 2 else Sex.FEMALE)
    wrong = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
    with pytest.raises(IdNumberError):
        parse_id_number(wrong, TODAY)


@settings(deadline=None)
@given(st.integers(0, 10**17 - 1), st.integers(0, 15))
def test_g3_two_neighbours_exchanged_are_found(value: int, place: int) -> None:
    text = f"{value:017}"
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        assert check_character(swapped) != check_character(text)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_g3_any_text_gives_a_number_or_a_known_error(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    try:
        parse_id_number(text, TODAY)
    except IdNumberError:
        return


def test_check_character_needs_17_digits() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_character("1101051949123100２")


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "8613812345678",
        "008613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_phones_are_brought_to_eleven_digits(typed: str) -> None:
    assert normalise_phone(typed) == parse_phone(typed) == "13812345678"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "PHONE_EMPTY"),
        ("1381234567", "PHONE_LENGTH"),
        ("027-87654321 转 3", "PHONE_LENGTH"),
        ("12812345678", "PHONE_INVALID"),
        ("02787654321", "PHONE_INVALID"),
        ("1381234567a", "PHONE_INVALID"),
    ],
)
def test_phones_that_cannot_be_called_are_refused(typed: str, code: str) -> None:
    with pytest.raises(ContactError) as caught:
        parse_phone(typed)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "yizhou@example.com", "a.b+c@mail.example.com.cn", "名@例子.中国"])
def test_usable_addresses_pass(text: str) -> None:
    assert parse_email(f" {text} ") == text
    assert parse_email("a＠example.com") == "a@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "yizhou",
        "@example.com",
        "a@b",
        "a@.com",
        "a b@c.com",
        "a@b.com;c@d.com",
        "<a@b.com>",
        "a@b.com\x00",
        "a" * 65 + "@example.com",
        "a@" + "b" * 250 + ".com",
    ],
)
def test_unusable_addresses_are_refused(text: str) -> None:
    with pytest.raises(ContactError):
        parse_email(text)

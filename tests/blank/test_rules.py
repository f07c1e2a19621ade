"""The rules of the programme, by their names."""

from __future__ import annotations

from datetime import date

from core.blank.rules import check_loan, check_old_loans
from core.blank.words import OldLoan
from tests.blank.world import content

TODAY = date(2026, 11, 20)


def test_l1_an_instrument_stands_there_once() -> None:
    assert check_loan(content("陈亦舟", "X-1", "X-2")) == ()
    (found,) = check_loan(content("陈亦舟", "X-1", "X-1"))
    assert (found.rule, found.code, found.evidence[0].field) == ("L1", "L1_TWICE", "items[2].serial")
    assert check_loan(content("陈亦舟", "", "")) == ()


def test_l2_a_list_of_before_has_new_numbers_and_past_days() -> None:
    def codes(*rows: OldLoan) -> list[tuple[str, str]]:
        found = check_old_loans(rows, {"旧-9"}, TODAY)
        return [(one.code, one.evidence[0].field if one.evidence else "") for one in found]

    good = OldLoan("旧-1", "陈亦舟", "2026-11-20")
    assert codes(good) == []
    assert codes() == [("L2_NONE", "")]
    assert codes(good, good, OldLoan("旧-9", "何静怡", "2023-01-01")) == [
        ("L2_NUMBER", "rows.1"),
        ("L2_NUMBER", "rows.2"),
    ]
    assert codes(OldLoan("旧-2", "何静怡", "2026-11-21"), OldLoan("旧-3", "吴思远", "")) == [
        ("L2_DAY", "rows.0"),
        ("L2_DAY", "rows.1"),
    ]

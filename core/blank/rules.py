"""What is judged of a loan; each rule has its source and a test that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.clock import parse_day
from core.domain.findings import error, field

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from core.blank.words import LoanContent, OldLoan
    from core.domain.values import Finding

RULES = {
    "L1": "借用办法第三条：同一编号的仪器只登记一次。",
    "L2": "借用办法第七条：一件登记一个编号，不登记以后的日期。",
}
"""Every rule and its source."""


def check_loan(content: LoanContent) -> tuple[Finding, ...]:
    """L1: no serial number stands there twice."""
    found: list[Finding] = []
    seen: set[str] = set()
    for place, item in enumerate(content.items, 1):
        if item.serial and item.serial in seen:
            message = f"仪器 {place} 的编号 {item.serial} 已登记过"
            found.append(error("L1", "L1_TWICE", message, field(f"items[{place}].serial")))
        seen.add(item.serial)
    return tuple(found)


def check_old_loans(rows: Sequence[OldLoan], there: Collection[str], today: date) -> tuple[Finding, ...]:
    """L2: numbers that stand there once and are new, days that are past; `rows.0` is the first row."""
    seen = set(there)
    found: list[Finding] = []
    for place, row in enumerate(rows):
        passed_on = parse_day(row.passed_on)
        if not row.number or row.number in seen:
            found.append(error("L2", "L2_NUMBER", f"编号“{row.number}”为空或已登记", field(f"rows.{place}")))
        elif passed_on is None or passed_on > today:
            message = f"编号 {row.number} 的通过日期不是已过的日期"
            found.append(error("L2", "L2_DAY", message, field(f"rows.{place}")))
        seen.add(row.number)
    if not rows:
        found.append(error("L2", "L2_NONE", "没有可导入的行"))
    return tuple(found)

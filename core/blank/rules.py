"""What is judged of a loan; each rule has its source and a test that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.findings import error, field

if TYPE_CHECKING:
    from core.blank.words import LoanContent
    from core.domain.values import Finding

RULES = {"L1": "借用办法第三条：同一编号的仪器只登记一次。"}
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

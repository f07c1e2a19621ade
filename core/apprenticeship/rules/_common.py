"""Small parts that the rules share: reading dates, counting years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.clock import parse_day

if TYPE_CHECKING:
    from datetime import date

OWNERS = {"teacher": "老师", "student": "学生", "notarisation": "公证"}


def day(text: str | date) -> date | None:
    """A date given as date or ISO text; None when empty or impossible."""
    return parse_day(text) if isinstance(text, str) else text


def period_text(months: int) -> str:
    """`2 年 6 个月`, `3 年`, `6 个月`, `不足 1 个月`."""
    years, rest = divmod(max(months, 0), 12)
    parts = [f"{years} 年"] * bool(years) + [f"{rest} 个月"] * bool(rest)
    return " ".join(parts) or "不足 1 个月"

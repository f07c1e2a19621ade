"""Small parts that the rules share: making findings, reading dates, counting years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.clock import parse_day
from core.domain.values import DocumentKind, Evidence, Finding, Level

if TYPE_CHECKING:
    from datetime import date

FIELDS = "FIELDS"
"""`Finding.rule` of what concerns the fields themselves (required, form, order of dates), not a rule G."""

OWNERS = {"teacher": "老师", "student": "学生", "notarisation": "公证"}


def passed(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """The rule is kept."""
    return Finding(rule, code, Level.PASS, message, evidence)


def check(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """A person should look; may go on."""
    return Finding(rule, code, Level.CHECK, message, evidence)


def conflict(rule: str, code: str, message: str, *evidence: Evidence, blocking: bool = False) -> Finding:
    """Something contradicts; blocking refuses the command."""
    return Finding(rule, code, Level.CONFLICT, message, evidence, blocking)


def error(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """A conflict that refuses the command."""
    return conflict(rule, code, message, *evidence, blocking=True)


def field(key: str, text: str = "") -> Evidence:
    """Evidence that is a field; `key` as in `student.id_number`."""
    return Evidence(field=key, text=text)


def image(key: str, document: DocumentKind, text: str = "", page: int = 1) -> Evidence:
    """Evidence that is a field and the page of the document that proves it."""
    return Evidence(field=key, document=document.value, page=page, text=text)


def day(text: str | date) -> date | None:
    """A date given as date or ISO text; None when empty or impossible."""
    return parse_day(text) if isinstance(text, str) else text


def period_text(months: int) -> str:
    """`2 年 6 个月`, `3 年`, `6 个月`, `不足 1 个月`."""
    years, rest = divmod(max(months, 0), 12)
    parts = [f"{years} 年"] * bool(years) + [f"{rest} 个月"] * bool(rest)
    return " ".join(parts) or "不足 1 个月"

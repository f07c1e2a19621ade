"""What a query asks for, in words: the head of an exported list says which list it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.domain.masking import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = "全部"


class Said(NamedTuple):
    """A field of a query: its name there, its label, and the words of its values when they are codes.

    `days` fields are two, `NAME_from` and `NAME_to`.
    """

    field: str
    label: str
    options: Iterable[tuple[str, str]] = ()
    days: bool = False


class Spoken(NamedTuple):
    """`filtered`: `状态 待审核；提交时间 2026-01-01 至 今`; `period`: the first range of days, or 全部."""

    filtered: str
    period: str


def spoken(parts: Iterable[tuple[str, str, bool]]) -> Spoken:
    """Join labels, their words and whether those are days; fields that ask for nothing have no words."""
    said = [one for one in parts if one[1]]
    period = next((words for _, words, days in said if days), "")
    return Spoken("；".join(f"{label} {words}" for label, words, _ in said) or ALL, period or ALL)


def in_words(query: Any, *fields: Said) -> Spoken:
    """Say what a query asks for; an id number or phone that somebody searched for is not repeated."""
    return spoken(
        (one.label, _days(query, one.field) if one.days else _value(query, one), one.days) for one in fields
    )


def typed(text: str) -> str:
    """What somebody typed into a query, as heads and titles may repeat it: without id numbers and phones."""
    return redact(text)


def _value(query: Any, one: Said) -> str:
    value = str(getattr(query, one.field))
    known = next((word for word, code in one.options if code == value), "")
    return (known or typed(value)) if value else ""


def _days(query: Any, field: str) -> str:
    since, until = getattr(query, f"{field}_from"), getattr(query, f"{field}_to")
    return f"{since or '最早'} 至 {until or '今'}" if since or until else ""

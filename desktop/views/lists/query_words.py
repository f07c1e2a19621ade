"""What a query asks for, in words: the head of an exported list says which list it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.domain.masking import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

ALL = "全部"


class Spoken(NamedTuple):
    """`filtered`: `状态 待审核；提交时间 2026-01-01 至 今`; `period`: the first range of days, or 全部."""

    filtered: str
    period: str


def spoken(parts: Iterable[tuple[str, str, bool]]) -> Spoken:
    """Join labels, their words and whether those are days; fields that ask for nothing have no words."""
    said = [one for one in parts if one[1]]
    period = next((words for _, words, days in said if days), "")
    return Spoken("；".join(f"{label} {words}" for label, words, _ in said) or ALL, period or ALL)


def typed(text: str) -> str:
    """What somebody typed into a query, as heads and titles may repeat it: without id numbers and phones."""
    return redact(text)

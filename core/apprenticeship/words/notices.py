"""What text messages tell of, and what they say of it (product.md G14)."""

from __future__ import annotations

from core.domain.notices import NoticeCause

PROGRAMME = "apprenticeship"
ROLES = ("student", "teacher")
_COMMON = frozenset({"student", "teacher", "bureau", "filing_no"})


def _cause(code: str, label: str, *facts: str) -> NoticeCause:
    return NoticeCause.register(code, label, PROGRAMME, ROLES, _COMMON.union(facts))


APPROVED = _cause("approved", "备案通过")
RETURNED = _cause("returned", "备案退回补正", "items")
REFUSED = _cause("refused", "不予备案", "reason")
DISSOLUTION_RETURNED = _cause("dissolution_returned", "解除退回补正", "items")
DISSOLUTION_REFUSED = _cause("dissolution_refused", "解除不予通过", "reason")
DISSOLVED = _cause("dissolved", "师承解除", "date")
TERMINATED = _cause("terminated", "强制解除", "reason", "basis")
PUBLISHED = _cause("published", "成绩公布", "type", "score", "result")
CORRECTED = _cause("corrected", "成绩更正", "type", "score", "result")

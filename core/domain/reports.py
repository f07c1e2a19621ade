"""报送版: what a frozen report is made of, and the one hash over all of it (D5-D7, C5-C7)."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from core.domain.values import OpenSet, PolicyFile, Value

SUITE = b"\x01shicheng-report-v1\0"
"""Suite byte and context in front of what is hashed, as with commands (security.md section 1)."""
FIGURES_MAX = 160 * 1024
"""Bytes of the figures' JSON: it travels with the command; what is longer stands in the workbook only."""
FILTER_MAX = 2000
TITLE_MAX = 100
FIRST_YEAR = 1900
"""No register goes back further."""
FILES_MAX = 31
"""The paper and the parts of the workbook: some 3,000,000 records."""


class ReportKind(OpenSet):
    """The statistics that can be frozen, added by the programmes; the code is also the key of the page."""


class ReportFilter(Value, frozen=True):
    """What was counted: codes of districts, the year (0: all years), a code of 考核类型 (empty: any)."""

    bureaus: tuple[str, ...]
    year: int = 0
    type: str = ""


class ReportFacts(Value, frozen=True):
    """Everything the hash is over. `made_by` is the account's id: a name may change, the account does not."""

    report_id: str
    kind: ReportKind
    title: str
    office: str
    filtered: str
    as_of: str
    data_at: str
    figures: str
    files: tuple[PolicyFile, ...]
    made_at: str
    made_by: str


def read_filter(text: str) -> ReportFilter:
    """Read the JSON of a filter; msgspec.DecodeError when it is none."""
    return msgspec.json.decode(text, type=ReportFilter)


def canonical(value: Any) -> str:
    """Give the one JSON text of a value: keys sorted, no spaces."""
    return msgspec.json.encode(value, order="sorted").decode()


def is_canonical(text: str) -> bool:
    """Whether a text is JSON in its one form; numbers as text or whole."""
    try:
        return canonical(msgspec.json.decode(text)) == text
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return False


def report_hash(facts: ReportFacts) -> str:
    """Give the hash of a report, hex SHA-256: two ends that know the same report get the same."""
    return hashlib.sha256(SUITE + canonical(facts).encode()).hexdigest()


def hash_short(digest: str) -> str:
    """`3f9a-61c0-77de`: the beginning of a hash as a person compares it."""
    return "-".join(digest[start : start + 4] for start in (0, 4, 8))

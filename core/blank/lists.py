"""The list of loans."""

from __future__ import annotations

from core.domain.values import CaseState, Value
from core.store.lists import ListOf, containing, one_of


class LoanQuery(Value, frozen=True):
    """Filter and order; `state` and `bureau` may be several, joined by commas. Days are those of Wuhan."""

    text: str = ""
    state: str = ""
    bureau: str = ""
    decided_from: str = ""
    decided_to: str = ""
    sort: str = "due_on"
    descending: bool = False


class LoanRow(Value, frozen=True):
    """One loan."""

    id: str
    version: int
    filing_no: str
    name: str
    items: int
    bureau: str
    state: CaseState
    stage: str
    revision: int
    submitted_at: str
    due_on: str
    decided_at: str


LOANS = ListOf(
    "loan",
    LoanQuery,
    LoanRow,
    sorts={name: (name,) for name in ("due_on", "filing_no", "name", "submitted_at", "decided_at")},
    filters={
        "text": containing("name", "filing_no"),
        "state": one_of("state"),
        "bureau": one_of("bureau"),
    },
)

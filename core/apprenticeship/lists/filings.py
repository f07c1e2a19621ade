"""The filing list (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.words.values import FilingKind
from core.domain.values import CaseState, Value
from core.store.kept import KeptClosed
from core.store.lists import ListOf, searching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.listing import Where
    from core.store.lists import Given


class FilingQuery(Value, frozen=True):
    """Filter and order of the filing list (D2). Empty means any.

    `applicant` finds any characters of the student's name, its pinyin initials, the start or the last
    4 or 6 characters of the id number, or the filing number; `place` any characters of the practice
    place; `text` all of these and the teacher's. `due` is `overdue` (before today) or `soon` (from today to
    `due_soon_days` working days later) and means pending ones only. `submitted_from` and `submitted_to` are
    days in Wuhan, both included. `bureaus` are the codes of the reviewing ones. `sort` is a column name.
    """

    kind: str = ""
    state: str = ""
    applicant: str = ""
    place: str = ""
    due: str = ""
    submitted_from: str = ""
    submitted_to: str = ""
    text: str = ""
    bureaus: tuple[str, ...] = ()
    sort: str = "due_on"
    descending: bool = False

    def of(self, bureaus: Iterable[str]) -> FilingQuery:
        """The same query for the filings of these bureaus."""
        return msgspec.structs.replace(self, bureaus=tuple(bureaus))


class FilingRow(Value, frozen=True):
    """One line of the filing list. `waiting` is true while a decision of this PC is not settled."""

    id: str
    filing_no: str
    kind: FilingKind
    state: CaseState
    bureau: str
    student_name: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    notarised_on: str
    submitted_at: str
    due_on: str
    revision: int
    decided_at: str
    waiting: bool


def _due(where: Where, due: str, given: Given) -> None:
    day = given.horizon
    if due == "overdue":
        where.add("state = 'pending' AND due_on < ?", day.today)
    elif due == "soon":
        where.add("state = 'pending' AND due_on BETWEEN ? AND ?", day.today, day.soon_until)


def _bureaus(where: Where, bureaus: tuple[str, ...], given: Any) -> None:
    """With a plus sign: a store holds few filings of others, an index of bureaus would spoil the order."""
    where.one_of("+bureau", bureaus)


FILINGS = ListOf(
    "filing",
    FilingQuery,
    FilingRow,
    sorts={
        "due_on": ("due_on",),
        "submitted_at": ("submitted_at",),
        "filing_no": ("filing_no",),
        "student_name": ("student_pinyin",),
        "teacher_name": ("teacher_pinyin",),
        "practice_place": ("practice_place",),
        "notarised_on": ("notarised_on",),
        "decided_at": ("decided_at",),
        "state": ("state", "due_on"),
    },
    columns={"waiting": "decided_at <> '' AND settled_at = ''"},
    filters={
        "applicant": searching("applicant"),
        "place": searching("place"),
        "due": _due,
        "bureaus": _bureaus,
    },
    kept=KeptClosed("filing", {"kind": FilingKind, "state": CaseState}, bureau="bureaus"),
)
"""Names of people sort by their reading."""


def next_pending(source: Connection | Session, after_id: str, query: FilingQuery, given: Given) -> str | None:
    """Give the pending filing that follows `after_id` in the query's order, else the first other one.

    `after_id` itself may have been decided meanwhile and need not match the query any more.
    """
    others = bool(query.state) and query.state != CaseState.PENDING
    where = FILINGS.where(FilingQuery() if others else query, given)
    where.add("state = ?", str(CaseState.PENDING))
    where.add("id <> ?", after_id)
    order = FILINGS.order(query)
    for start in (after_id, ""):
        found = FILINGS.listing.page(source, where, *order, limit=1, after_id=start, columns="id")
        if found:
            return str(found[0][0])
    return None

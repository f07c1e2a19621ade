"""报送版: the list, and one report whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from core.domain.reports import ReportFacts, ReportKind
from core.domain.values import PolicyFile, Value
from core.store.listing import fetch
from core.store.lists import ListOf

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.listing import Where


class ReportQuery(Value, frozen=True):
    """Filter and order of 报送版; `office` is a district's code or the city's, `text` part of a title.

    `made_from` and `made_to` are days in Wuhan, included.
    """

    text: str = ""
    kind: str = ""
    office: str = ""
    made_from: str = ""
    made_to: str = ""
    sort: str = "made_at"
    descending: bool = True


class ReportRow(Value, frozen=True):
    """One line of the list. `waiting` until the centre accepted it."""

    id: str
    office: str
    kind: ReportKind
    title: str
    as_of: str
    data_at: str
    made_at: str
    made_by_name: str
    hash: str
    waiting: bool


class FrozenReport(Value, frozen=True):
    """A whole report; `facts` are what `hash` is over."""

    facts: ReportFacts
    hash: str
    made_by_name: str
    waiting: bool


def _part_of_title(where: Where, text: str, given: Any) -> None:
    if text.strip():
        where.add("instr(title, ?) > 0", text.strip())


REPORTS = ListOf(
    "report",
    ReportQuery,
    ReportRow,
    sorts={
        "made_at": ("made_at",),
        "as_of": ("as_of", "made_at"),
        "title": ("title", "made_at"),
        "kind": ("kind", "made_at"),
        "office": ("office", "made_at"),
    },
    columns={"waiting": "settled_at = ''"},
    filters={"text": _part_of_title},
)

_WHOLE = (
    "SELECT id, kind, title, office, filtered, as_of, data_at, figures, files, made_at, made_by,"
    " hash, made_by_name, settled_at FROM report WHERE id = ?"
)


def frozen_report(source: Connection | Session, report_id: str) -> FrozenReport | None:
    """Give one report with its figures and files; None when it is not here."""
    rows = fetch(source, _WHOLE, [report_id])
    if not rows:
        return None
    id_, kind, *values, files, made_at, made_by, digest, name, settled_at = rows[0]
    named = msgspec.json.decode(files, type=tuple[PolicyFile, ...])
    whole: list[Any] = [id_, ReportKind(kind), *values, named, made_at, made_by]
    facts = ReportFacts(*whole)
    return FrozenReport(facts, digest, name, settled_at == "")

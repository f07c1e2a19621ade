"""Filing numbers: prefix of the district, year, running number: `WC-2026-1284`.

A dissolution has a J (解) and its own running number: `WC-J-2026-0001`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case

from core.apprenticeship.words.values import FilingKind
from core.store.engine import dialect_of
from core.store.tables import FilingCounter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context

MARKS = {FilingKind.ESTABLISH: "", FilingKind.DISSOLVE: "J"}
"""What stands between prefix and year, and after the bureau in the counter's key."""


def next_filing_no(
    session: Session, context: Context, bureau: str, kind: FilingKind, *, year: int = 0
) -> str:
    """Give the next number of a bureau for a kind of filing in a year, without one in that of submission.

    Only the central server counts; a PC gives the empty text until the centre has numbered the filing.
    """
    if not context.settles:
        return ""
    year = year or context.today.year
    series = MARKS[kind]
    counter = _counter(bureau, kind)
    counted = dialect_of(session).insert(FilingCounter).values(bureau=counter, year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["bureau", "year"], set_={"last": FilingCounter.last + 1}
    )
    number = session.execute(counted.returning(FilingCounter.last)).scalar_one()
    prefix = context.setting.dictionaries.district(bureau).prefix
    if series:
        prefix = f"{prefix}-{series}"
    return f"{prefix}-{year}-{number:04d}"


def raise_counter(session: Session, bureau: str, kind: FilingKind, year: int, number: int) -> None:
    """Never give a number up to this one: it stands in a register that was imported."""
    values = {"bureau": _counter(bureau, kind), "year": year, "last": number}
    higher = case((FilingCounter.last > number, FilingCounter.last), else_=number)
    raised = dialect_of(session).insert(FilingCounter).values(values)
    session.execute(raised.on_conflict_do_update(index_elements=["bureau", "year"], set_={"last": higher}))


def _counter(bureau: str, kind: FilingKind) -> str:
    return f"{bureau}/{MARKS[kind]}" if MARKS[kind] else bureau

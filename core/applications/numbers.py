"""Numbers of cases: prefix of the office, series, year, running number: `WC-2026-1284`, `WC-J-2026-0001`.

A programme or a form of it has a series of its own; the one without a mark is that of the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case

from core.store.engine import dialect_of
from core.store.tables import CaseCounter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context


def next_number(session: Session, context: Context, office: str, series: str, *, year: int = 0) -> str:
    """Give the next number of an office in a series and a year, without one in that of submission.

    Only the central server counts; a PC gives the empty text until the centre has numbered the case.
    """
    if not context.settles:
        return ""
    year = year or context.today.year
    counted = dialect_of(session).insert(CaseCounter)
    counted = counted.values(bureau=_counter(office, series), year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["bureau", "year"], set_={"last": CaseCounter.last + 1}
    )
    number = session.execute(counted.returning(CaseCounter.last)).scalar_one()
    prefix = context.setting.dictionaries.offices.office(office).prefix
    return f"{f'{prefix}-{series}' if series else prefix}-{year}-{number:04d}"


def raise_counter(session: Session, office: str, series: str, year: int, number: int) -> None:
    """Never give a number up to this one: it stands in a register that was imported."""
    values = {"bureau": _counter(office, series), "year": year, "last": number}
    higher = case((CaseCounter.last > number, CaseCounter.last), else_=number)
    raised = dialect_of(session).insert(CaseCounter).values(values)
    session.execute(raised.on_conflict_do_update(index_elements=["bureau", "year"], set_={"last": higher}))


def _counter(office: str, series: str) -> str:
    return f"{office}/{series}" if series else office

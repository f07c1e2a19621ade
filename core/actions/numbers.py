"""Filing numbers: prefix of the district, year, running number: `WC-2026-1284`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.engine import dialect_of
from core.store.tables import FilingCounter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context


def next_filing_no(session: Session, context: Context, bureau: str) -> str:
    """Give the next number of a bureau in the year of submission.

    Only the central server counts; a PC gives the empty text until the centre has numbered the filing.
    """
    if not context.settles:
        return ""
    year = context.today.year
    counted = dialect_of(session).insert(FilingCounter).values(bureau=bureau, year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["bureau", "year"], set_={"last": FilingCounter.last + 1}
    )
    number = session.execute(counted.returning(FilingCounter.last)).scalar_one()
    prefix = context.setting.dictionaries.district(bureau).prefix
    return f"{prefix}-{year}-{number:04d}"

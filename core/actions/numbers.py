"""Filing numbers: prefix of the district, year, running number: `WC-2026-1284`.

A dissolution has a J (解) and its own running number: `WC-J-2026-0001`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import FilingKind
from core.store.engine import dialect_of
from core.store.tables import FilingCounter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context

MARKS = {FilingKind.ESTABLISH: "", FilingKind.DISSOLVE: "J"}
"""What stands between prefix and year, and after the bureau in the counter's key."""


def next_filing_no(session: Session, context: Context, bureau: str, kind: FilingKind) -> str:
    """Give the next number of a bureau for a kind of filing in the year of submission.

    Only the central server counts; a PC gives the empty text until the centre has numbered the filing.
    """
    if not context.settles:
        return ""
    year = context.today.year
    series = MARKS[kind]
    counter = f"{bureau}/{series}" if series else bureau
    counted = dialect_of(session).insert(FilingCounter).values(bureau=counter, year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["bureau", "year"], set_={"last": FilingCounter.last + 1}
    )
    number = session.execute(counted.returning(FilingCounter.last)).scalar_one()
    prefix = context.setting.dictionaries.district(bureau).prefix
    if series:
        prefix = f"{prefix}-{series}"
    return f"{prefix}-{year}-{number:04d}"

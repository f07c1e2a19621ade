"""Read models out of a store: lists, one filing, the register, a person's history, the home page.

Everything takes a connection or a session (`core.store.engine.reading`) and gives frozen values. Lists and
figures are SQL for SQLite and need the tables of the PC's branch (search, counts); `filing_detail` and
`person_history` run on PostgreSQL as well.
"""

from core.store.queries.detail import filing_detail
from core.store.queries.filings import (
    FILING_SORTS,
    filing_count,
    filing_first_page,
    filing_ids,
    filing_page,
    filing_rows,
    next_pending,
)
from core.store.queries.history import person_history
from core.store.queries.home import HOME_LISTS, home_summary
from core.store.queries.horizon import Horizon, horizon
from core.store.queries.register import (
    REGISTER_SORTS,
    register_count,
    register_first_page,
    register_ids,
    register_page,
    register_rows,
)

__all__ = [
    "FILING_SORTS",
    "HOME_LISTS",
    "REGISTER_SORTS",
    "Horizon",
    "filing_count",
    "filing_detail",
    "filing_first_page",
    "filing_ids",
    "filing_page",
    "filing_rows",
    "home_summary",
    "horizon",
    "next_pending",
    "person_history",
    "register_count",
    "register_first_page",
    "register_ids",
    "register_page",
    "register_rows",
]

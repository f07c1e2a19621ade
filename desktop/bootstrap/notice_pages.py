"""短信记录, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.domain.values import CITY_ROLES, FilingKind, Role
from core.store import queries
from core.store.engine import reading
from core.store.tables import Filing
from desktop.bootstrap.exports import export_ports
from desktop.views.notice_ports import NoticePorts
from desktop.views.notices import NoticesPage
from desktop.views.ports import ListPort
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from core.store.city_models import NoticeQuery, NoticeRow
    from desktop.bootstrap.kit import Kit
    from desktop.views.page import Page

_MAY_RETRY = (Role.DISTRICT_REVIEWER, *CITY_ROLES)
_PAGES = {FilingKind.ESTABLISH: "filings:record", FilingKind.DISSOLVE: "dissolutions:record"}


def make(kit: Kit) -> tuple[Page, ...]:
    """Make the page."""
    lists = Notices(kit.engine, city=kit.role in CITY_ROLES)
    ports = NoticePorts(
        notices=ListPort(
            kit.lanes.reader, lists.first_page, lists.ids, lists.rows, lists.count, export_ports(kit)
        ),
        writer=kit.lanes.writer,
        decide=kit.decide,
        cause_page=lists.cause_page,
        bureau=kit.setting.dictionaries.bureau_name,
        prompts=kit.prompts,
        reveal=kit.facts.reveal,
        memory=kit.settings,
        may_retry=kit.role in _MAY_RETRY,
    )
    return (NoticesPage(ports),)


class Notices:
    """The messages as functions; they run on lanes."""

    def __init__(self, engine: Engine, *, city: bool) -> None:
        self._engine = engine
        self._city = city

    def first_page(self, query: NoticeQuery, limit: int) -> Sequence[NoticeRow]:
        with reading(self._engine) as source:
            return queries.notice_first_page(source, query, limit)

    def ids(self, query: NoticeQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return queries.notice_ids(source, query)

    def rows(self, ids: tuple[str, ...]) -> Sequence[NoticeRow]:
        with reading(self._engine) as source:
            return queries.notice_rows(source, ids)

    def count(self, query: NoticeQuery) -> int:
        with reading(self._engine) as source:
            return queries.notice_count(source, query)

    def cause_page(self, row: NoticeRow) -> tuple[str, str]:
        """Give page and record: the filing itself; for a score or a termination the one first filed.

        The city looks at whole apprenticeships, it has no list of filings.
        """
        if self._city:
            return "search:record", row.apprenticeship_id
        with reading_session(self._engine) as session:
            filing = session.get(Filing, row.cause_id) if row.cause_kind == "filing" else None
            if filing is None:
                first = select(Filing).where(
                    Filing.apprenticeship_id == row.apprenticeship_id, Filing.kind == FilingKind.ESTABLISH
                )
                filing = session.scalars(first.order_by(Filing.id).limit(1)).first()
            return (_PAGES[FilingKind(filing.kind)], filing.id) if filing else ("", "")

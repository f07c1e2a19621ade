"""短信记录, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.tables import Filing
from core.apprenticeship.words.values import FilingKind
from core.commons.notices import NOTICES
from core.domain.values import CITY_ROLES, Role
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import list_port
from desktop.views.commons.notice_ports import NoticePorts
from desktop.views.commons.notices import NoticesPage
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from core.commons.notices import NoticeRow
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page

_MAY_RETRY = (Role.DISTRICT_REVIEWER, *CITY_ROLES)
_PAGES = {FilingKind.ESTABLISH: "filings:record", FilingKind.DISSOLVE: "dissolutions:record"}


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the page."""
    notices = Notices(kit.engine, city=kit.role in CITY_ROLES)
    ports = NoticePorts(
        notices=list_port(
            kit.engine,
            kit.lanes.reader,
            NOTICES.first_page,
            NOTICES.ids,
            NOTICES.rows,
            NOTICES.count,
            export_ports(kit),
        ),
        writer=kit.lanes.writer,
        decide=kit.decide,
        cause_page=notices.cause_page,
        bureau=kit.setting.dictionaries.bureau_name,
        prompts=kit.prompts,
        reveal=kit.facts.reveal,
        memory=kit.memory,
        may_retry=kit.role in _MAY_RETRY,
    )
    return (NoticesPage(ports),)


class Notices:
    """What a message came from, as a function that runs on a lane."""

    def __init__(self, engine: Engine, *, city: bool) -> None:
        self._engine = engine
        self._city = city

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

"""The desk over the store of the clerk who logged in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from core.domain.notices import NoticeCause
from core.programme import INSTALLED
from core.store.engine import reading
from core.store.lists import Given
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.pages import pages_of
from desktop.desk import DataState, Desk
from desktop.views.apprenticeship.figures.reporting import StudyReporting
from desktop.views.apprenticeship.register.record_actions import RecordActions
from sync.outbox import counts, skew
from sync.transactions import get_meta
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

    from core.commons.notices import NoticeRow
    from desktop.bootstrap.facts import Facts
    from desktop.views.commons.report_making import Reporting
    from desktop.views.lists.export_ports import ExportPorts
    from desktop.views.lists.rows_table import RowsTable


@dataclass(frozen=True, kw_only=True)
class StoreDesk(Desk):
    """`engine` is for the modules of `desktop.bootstrap` alone."""

    engine: Engine
    facts: Facts

    def reading(self) -> AbstractContextManager[Connection]:
        return reading(self.engine)

    def session(self) -> AbstractContextManager[Session]:
        return reading_session(self.engine)

    def data_state(self) -> DataState:
        with self.session() as session:
            return DataState(get_meta(session, "last_sync"), *counts(session), off=skew(session))

    @cached_property
    def reporting(self) -> Reporting:
        return StudyReporting(self)

    def given(self) -> Given:
        return Given(self.horizon(), self.words, self.parameters)

    @cached_property
    def exporting(self) -> ExportPorts:
        return export_ports(self)

    @property
    def reachable(self) -> frozenset[str]:
        return pages_of(self.role)

    def record_actions(self, name: str, rows: RowsTable[Any, Any], papers: Any = None) -> RecordActions:
        return RecordActions(name, rows, papers)

    def cause_of(self, notice: NoticeRow) -> Callable[[Session], tuple[str, str]]:
        programme = INSTALLED[NoticeCause(notice.template).programme]
        return partial(programme.cause_page, notice, reachable=self.reachable)

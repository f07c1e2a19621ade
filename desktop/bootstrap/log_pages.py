"""操作日志, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store import queries
from core.store.engine import reading
from desktop.bootstrap.exports import export_ports
from desktop.views.log import LogPage
from desktop.views.log_ports import LogPorts
from desktop.views.ports import ListPort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.store.city_models import LogQuery, LogRow
    from desktop.bootstrap.kit import Kit
    from desktop.views.page import Page


def make(kit: Kit) -> tuple[Page, ...]:
    """Make the page."""
    log = Log(kit)
    lists = ListPort(kit.lanes.reader, log.first_page, log.ids, log.rows, log.count, export_ports(kit))
    return (LogPage(LogPorts(lists, kit.settings)),)


class Log:
    """The log as functions; they run on lanes."""

    def __init__(self, kit: Kit) -> None:
        self._engine = kit.engine

    def first_page(self, query: LogQuery, limit: int) -> Sequence[LogRow]:
        with reading(self._engine) as source:
            return queries.log_first_page(source, query, limit)

    def ids(self, query: LogQuery) -> Sequence[str]:
        with reading(self._engine) as source:
            return queries.log_ids(source, query)

    def rows(self, ids: tuple[str, ...]) -> Sequence[LogRow]:
        with reading(self._engine) as source:
            return queries.log_rows(source, ids)

    def count(self, query: LogQuery) -> int:
        with reading(self._engine) as source:
            return queries.log_count(source, query)

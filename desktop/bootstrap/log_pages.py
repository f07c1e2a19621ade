"""操作日志, filled with functions over the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.store import queries
from core.store.engine import reading
from desktop.views.log import LogPage
from desktop.views.log_ports import LogPorts
from desktop.views.log_query import in_words
from desktop.views.ports import ListPort

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.store.city_models import LogQuery, LogRow
    from desktop.bootstrap.kit import Kit
    from desktop.views.page import Page

AT_ONCE = 1000
"""Rows read from the store in one go while exporting."""


def make(kit: Kit) -> tuple[Page, ...]:
    """Make the page."""
    log = Log(kit)
    lists = ListPort(kit.lanes.reader, log.first_page, log.ids, log.rows, log.count)
    ports = LogPorts(
        log=lists,
        export=log.export,
        exporter=kit.lanes.more("export"),
        file_name=log.file_name,
        prompts=kit.prompts,
        memory=kit.settings,
    )
    return (LogPage(ports),)


class Log:
    """The log as functions; they run on lanes."""

    def __init__(self, kit: Kit) -> None:
        self._engine = kit.engine
        self._facts = kit.facts

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

    def file_name(self) -> str:
        return self._facts.file_name("操作日志")

    def export(self, path: str, query: LogQuery) -> int:
        """Write what a query finds; the export itself is logged (security.md section 4)."""
        from core.reports.log_sheet import write_log

        count = write_log(
            Path(path),
            self._all(query),
            title=f"{self._facts.office()}操作日志",
            filtered=in_words(query),
            made=self._facts.made_by(),
        )
        self._facts.note("export_list", f"log：{count} 条")
        return count

    def _all(self, query: LogQuery) -> Iterator[LogRow]:
        ids = self.ids(query)
        for start in range(0, len(ids), AT_ONCE):
            yield from self.rows(tuple(ids[start : start + AT_ONCE]))

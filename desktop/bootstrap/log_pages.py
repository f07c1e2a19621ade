"""操作日志, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship import lists as queries
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import list_port
from desktop.views.commons.log import LogPage
from desktop.views.commons.log_ports import LogPorts

if TYPE_CHECKING:
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the page."""
    lists = list_port(
        kit.engine,
        kit.lanes.reader,
        queries.log_first_page,
        queries.log_ids,
        queries.log_rows,
        queries.log_count,
        export_ports(kit),
    )
    return (LogPage(LogPorts(lists, kit.memory)),)

"""操作日志, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.log import LOG
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
        LOG.first_page,
        LOG.ids,
        LOG.rows,
        LOG.count,
        export_ports(kit),
    )
    return (LogPage(LogPorts(lists, kit.memory)),)

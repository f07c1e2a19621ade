"""What the page of the operation log is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.commons.log import LogQuery, LogRow
    from desktop.views.lists.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class LogPorts:
    """For 操作日志 (A4)."""

    log: ListPort[LogQuery, LogRow]
    memory: Memory

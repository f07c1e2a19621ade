"""What the page of the operation log is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.store.city_models import LogQuery, LogRow
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class LogPorts:
    """For 操作日志 (A4).

    `export(path, query)` writes what the query finds and gives how many rows; it runs on `exporter` and
    raises KnownErrors. `file_name()` proposes a name.
    """

    log: ListPort[LogQuery, LogRow]
    export: Callable[[str, LogQuery], int]
    exporter: Lane
    file_name: Callable[[], str]
    prompts: Prompter
    memory: Memory

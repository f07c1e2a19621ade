"""What the page of policy notices is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.commons.policies import PolicyQuery, PolicyRow
    from core.domain.commands.base import Command
    from core.domain.values import PolicyFile
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class PolicyPorts:
    """For 政策公告 (C8).

    `decide(command, base_version)` runs on `writer`; `attach(path)` reads a chosen file and keeps it until it
    is uploaded, `save(file, path)` writes a file of a notice where the person asked for: both run on `files`
    and raise KnownErrors. `new_id()` gives the id of a new notice. Only the commission writes (`may_write`).
    """

    policies: ListPort[PolicyQuery, PolicyRow]
    writer: Lane
    files: Lane
    decide: Callable[[Command, int], object]
    attach: Callable[[str], PolicyFile]
    save: Callable[[PolicyFile, str], None]
    new_id: Callable[[], str]
    prompts: Prompter
    memory: Memory
    may_write: bool
    files_most: int

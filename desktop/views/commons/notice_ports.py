"""What the page of text messages is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.commons.notices import NoticeQuery, NoticeRow
    from core.domain.commands.base import Command
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class NoticePorts:
    """For 短信记录 (A3).

    `decide(command, base_version)` runs on `writer`; `cause_page(row)` gives page and record of what a
    message tells of, two empty texts when there is none, and runs on the list's lane; `reveal(what, reason)`
    logs that a whole phone number is looked at (A7). `may_retry` comes from the role, the writing end judges
    again.
    """

    notices: ListPort[NoticeQuery, NoticeRow]
    writer: Lane
    decide: Callable[[Command, int], object]
    cause_page: Callable[[NoticeRow], tuple[str, str]]
    bureau: Callable[[str], str]
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    may_retry: bool

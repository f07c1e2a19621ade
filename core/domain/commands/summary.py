"""What 同步中心 shows of a command without looking anything up: made with the decision, kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries


class Summary(msgspec.Struct, frozen=True):
    """A command in words; lies in the encrypted store only.

    `what` is the whole title, `about` whom or what it is about (a person, 12 人, a notice's title),
    `base` how the record stood when the person decided. `target` is the key of the page that shows the
    record `record_id`; `records` are the records of a batch.
    """

    what: str
    filing_no: str = ""
    about: str = ""
    base: str = ""
    target: str = ""
    record_id: str = ""
    records: tuple[str, ...] = ()


class Effect(Protocol):
    """What a command may look at to sum itself up: the store with its effect in it."""

    @property
    def dictionaries(self) -> Dictionaries: ...

    def described(self, command: Command) -> Summary:
        """Sum up a command about one record, in the words of its kind (`core.actions.descriptions`)."""

    def column(self, kind: str, ids: Sequence[str], name: str) -> dict[str, Any]:
        """Give one column of records by their ids; those that are not there are left out."""

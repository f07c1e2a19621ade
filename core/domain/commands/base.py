"""What every command has."""

from __future__ import annotations

from typing import ClassVar

from core.domain.values import Value


class Command(Value, frozen=True):
    """Base of all commands."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    subject_field: ClassVar[str] = "filing_id"

    @property
    def subject(self) -> str:
        """Id of the record the command is about."""
        return str(getattr(self, self.subject_field))

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids of all records the command builds on: a later command on one of them depends on this one."""
        return (self.subject,)

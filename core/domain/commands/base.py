"""What every command has."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from core.domain.errors import KnownError
from core.domain.values import Value

COMMANDS: dict[tuple[str, int], type[Command]] = {}
"""Every command by name and version; a class is in it as soon as it is defined."""


class Command(Value, frozen=True):
    """Base of all commands."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    subject_field: ClassVar[str] = "filing_id"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__dict__.get("name"):
            known = COMMANDS.setdefault((cls.name, cls.version), cls)
            if known.__qualname__ != cls.__qualname__:
                raise TypeError(f"{cls.name} version {cls.version} is {known.__qualname__} already")

    @property
    def subject(self) -> str:
        """Id of the record the command is about."""
        return str(getattr(self, self.subject_field))

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids of all records the command builds on: a later command on one of them depends on this one."""
        return (self.subject,)


def encode_args(command: Command) -> dict[str, Any]:
    """Give the arguments as plain JSON values, in field order."""
    built: dict[str, Any] = msgspec.to_builtins(command)
    return built


def decode_args(name: str, version: int, args: dict[str, Any]) -> Command:
    """Build the command back; raise `KnownError` when its name, version or arguments are not known here."""
    kind = COMMANDS.get((name, version))
    if kind is None:
        raise KnownError("UNKNOWN_COMMAND", f"本程序不认识操作“{name}”（第 {version} 版），请升级。")
    try:
        return msgspec.convert(args, kind)
    except msgspec.ValidationError as error:
        raise KnownError("BAD_ARGUMENTS", f"操作内容不完整或格式不对：{error}") from error

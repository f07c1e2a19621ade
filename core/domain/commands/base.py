"""What every command has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from core.domain.acts import ACTS, act_word
from core.domain.errors import KnownError
from core.domain.refusals import BAD_ARGUMENTS, UNKNOWN_COMMAND
from core.domain.values import DocumentRef, Role, Value

if TYPE_CHECKING:
    from core.domain.commands.summary import Effect, Summary

COMMANDS: dict[tuple[str, int], type[Command]] = {}
"""Every command by name and version; a class is in it as soon as it is defined."""


class Command(Value, frozen=True):
    """Base of all commands.

    `word` is what a clerk calls it, `about` the kind of the record it is about (empty: a batch, which has no
    record of its own) and `subject_field` the field with that record's id. `roles` may give it, nobody else.
    `variant` is name and word of what the log calls differently, when `varies` says so. A command that is not
    `logged` makes no line of the operation log. One that is not `judged_again` is run again on a PC only when
    news of its own records come: it makes new ones, hundreds at a time, and the centre judges it anyway.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    word: ClassVar[str] = ""
    about: ClassVar[str] = ""
    subject_field: ClassVar[str] = ""
    roles: ClassVar[tuple[Role, ...]] = ()
    variant: ClassVar[tuple[str, str]] = ("", "")
    logged: ClassVar[bool] = True
    judged_again: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.__dict__.get("name"):
            return
        known = COMMANDS.setdefault((cls.name, cls.version), cls)
        if known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.name} version {cls.version} is {known.__qualname__} already")
        if not cls.subject_field:
            cls.subject_field = f"{cls.about or 'batch'}_id"
        ACTS.update((name, word) for name, word in ((cls.name, cls.word), cls.variant) if name)

    @property
    def subject(self) -> str:
        """Id of the record the command is about."""
        return str(getattr(self, self.subject_field))

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids of all records the command builds on: a later command on one of them depends on this one."""
        return (self.subject,)

    @property
    def attached(self) -> tuple[DocumentRef, ...]:
        """The files that a clerk attaches with it."""
        return ()

    def varies(self, record: Any) -> bool:
        """Whether the log calls it by its variant; `record` is the one it is about, None when unknown."""
        return False

    def act(self, record: Any) -> str:
        """Stable word under which a log keeps it."""
        return self.variant[0] if self.variant[0] and self.varies(record) else self.name

    def called(self, record: Any) -> str:
        """What a clerk calls it, of this record."""
        return act_word(self.act(record))

    def label(self, record: Any) -> str:
        """What a log calls the thing, never a person: the filing number of the record, how many people."""
        return str(getattr(record, "filing_no", ""))

    def summary(self, effect: Effect) -> Summary:
        """What 同步中心 shows of it, right after it was run."""
        return effect.described(self)


def encode_args(command: Command) -> dict[str, Any]:
    """Give the arguments as plain JSON values, in field order."""
    built: dict[str, Any] = msgspec.to_builtins(command)
    return built


def decode_args(name: str, version: int, args: dict[str, Any]) -> Command:
    """Build the command back; raise `KnownError` when its name, version or arguments are not known here."""
    kind = COMMANDS.get((name, version))
    if kind is None:
        raise KnownError(UNKNOWN_COMMAND.code, f"本程序不认识操作“{name}”（第 {version} 版），请升级。")
    try:
        return msgspec.convert(args, kind)
    except msgspec.ValidationError as error:
        raise KnownError(BAD_ARGUMENTS.code, f"操作内容不完整或格式不对：{error}") from error

"""Commands: the only way to ask for a change (architecture.md, "Inside core").

A command is frozen and refuses unknown fields. Its `name` and `version` never change meaning; a new
meaning is a new version beside the old one. `subject` names the record a command is about, so that
later commands on the same record can wait for it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from core.domain.commands.assessment import (
    PublishScores,
    RecordScore,
    RecordScores,
    RemoveScore,
)
from core.domain.commands.base import Command
from core.domain.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    RefuseFiling,
    RegisterStudent,
    RegisterTeacher,
    ResubmitDissolution,
    ResubmitFiling,
    ReturnFiling,
    SubmitDissolution,
    SubmitFiling,
    UpdateStudent,
    UpdateTeacher,
    WithdrawFiling,
)
from core.domain.commands.office import (
    ForceTerminate,
    PublishPolicyNotice,
    RemovePolicyNotice,
    RetryNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.domain.commands.register import ImportFilings
from core.domain.commands.reports import FreezeReport
from core.domain.errors import KnownError

__all__ = [
    "COMMANDS",
    "ApproveDissolution",
    "ApproveFiling",
    "Command",
    "ForceTerminate",
    "FreezeReport",
    "ImportFilings",
    "PublishPolicyNotice",
    "PublishScores",
    "RecordScore",
    "RecordScores",
    "RefuseFiling",
    "RegisterStudent",
    "RegisterTeacher",
    "RemovePolicyNotice",
    "RemoveScore",
    "ResubmitDissolution",
    "ResubmitFiling",
    "RetryNotice",
    "ReturnFiling",
    "SavePolicyNotice",
    "SubmitDissolution",
    "SubmitFiling",
    "UpdateStudent",
    "UpdateTeacher",
    "WithdrawFiling",
    "WithdrawPolicyNotice",
    "decode_args",
    "encode_args",
]

COMMANDS: dict[tuple[str, int], type[Command]] = {
    (kind.name, kind.version): kind
    for kind in (
        RegisterTeacher,
        UpdateTeacher,
        RegisterStudent,
        UpdateStudent,
        SubmitFiling,
        ResubmitFiling,
        WithdrawFiling,
        ApproveFiling,
        ReturnFiling,
        RefuseFiling,
        SubmitDissolution,
        ResubmitDissolution,
        ApproveDissolution,
        RecordScore,
        RecordScores,
        RemoveScore,
        PublishScores,
        ForceTerminate,
        ImportFilings,
        SavePolicyNotice,
        PublishPolicyNotice,
        WithdrawPolicyNotice,
        RemovePolicyNotice,
        RetryNotice,
        FreezeReport,
    )
}


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

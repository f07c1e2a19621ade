"""Which roles may give a command, for buttons; the action judges again where it is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import CITY_ROLES, Role

if TYPE_CHECKING:
    from core.domain.commands.base import Command

_REVIEW = (Role.DISTRICT_REVIEWER,)
_COMMISSION = (Role.CITY_COMMISSION,)
RIGHTS: dict[str, tuple[Role, ...]] = {
    "ApproveFiling": _REVIEW,
    "ReturnFiling": _REVIEW,
    "RefuseFiling": _REVIEW,
    "ApproveDissolution": _REVIEW,
    "ImportFilings": _REVIEW,
    "RecordScore": CITY_ROLES,
    "RecordScores": CITY_ROLES,
    "RemoveScore": CITY_ROLES,
    "PublishScores": CITY_ROLES,
    "ForceTerminate": _COMMISSION,
    "SavePolicyNotice": _COMMISSION,
    "PublishPolicyNotice": _COMMISSION,
    "WithdrawPolicyNotice": _COMMISSION,
    "RemovePolicyNotice": _COMMISSION,
    "RetryNotice": (*_REVIEW, *CITY_ROLES),
    "FreezeReport": (*_REVIEW, *CITY_ROLES),
}


def roles_of(command: type[Command]) -> tuple[Role, ...]:
    """The roles that may give a command: what the command says itself, else the table."""
    said: tuple[Role, ...] = getattr(command, "roles", ())
    return said or RIGHTS[command.name]

"""A second clerk of this PC answers for what the first wants to do (security.md section 3), also offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.domain.values import Role
from sync.accounts.keyring_port import secret
from sync.accounts.lockout import LockOut
from sync.accounts.slots import SlotFile

if TYPE_CHECKING:
    from core.actions.context import Actor
    from core.domain.clock import Clock
    from sync.accounts.unlocked import Unlocked

MAY_EXPORT_FULL = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION})
"""Who may export full numbers, and who may be the second person for it."""


def colleagues(unlocked: Unlocked) -> tuple[str, ...]:
    """User names of the other clerks who have logged in on this PC."""
    own = unlocked.username.casefold()
    return tuple(user.username for user in unlocked.profile.users if user.username.casefold() != own)


def second_person(unlocked: Unlocked, username: str, password: str, clock: Clock) -> Actor:
    """Open the key slot of another clerk and give who that is; nothing stays open.

    Raises KnownError: SAME_PERSON, LOCKED, NO_SLOT, WRONG_PASSWORD, SECOND_NOT_ALLOWED, or what slots raise.
    A wrong password counts for the lock-out.
    """
    if username.strip().casefold() == unlocked.username.casefold():
        raise _same()
    lock_out = LockOut(unlocked.keyring, unlocked.profile.keyring_name("second-person"), clock)
    lock_out.check(username)
    try:
        opened = _slots(unlocked).open(username, password)
    except KnownError as error:
        if error.code == "WRONG_PASSWORD":
            lock_out.failed(username)
            lock_out.check(username)
        raise
    lock_out.passed(username)
    if opened.actor.id == unlocked.actor.id:
        raise _same()
    if opened.actor.role not in MAY_EXPORT_FULL or not opened.actor.scopes >= unlocked.actor.scopes:
        raise KnownError(
            "SECOND_NOT_ALLOWED", "该用户没有导出完整号码的权限，请由另一名有权限的工作人员确认。"
        )
    return opened.actor


def _slots(unlocked: Unlocked) -> SlotFile:
    profile = unlocked.profile
    device_secret = secret(unlocked.keyring, profile.keyring_name("device-secret"))
    if device_secret is None:
        raise KnownError("KEYRING_LOST", "系统凭据管理器中没有本机的密钥，请联网重新登录。")
    cost = unlocked.kdf
    return SlotFile(profile.slots_path, profile.store_id, device_secret, cost=cost, minimum=cost)


def _same() -> KnownError:
    return KnownError("SAME_PERSON", "须由另一名工作人员确认，不能是您本人。")

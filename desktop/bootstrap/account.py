"""`desktop.ports.Account` over `sync.accounts.account`."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import Role
from desktop.bootstrap.pages import pages_of
from desktop.ports import Opened, SessionInfo
from desktop.settings import KnownUser
from sync.accounts import account as sync_account
from sync.accounts.address import checked_url

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from core.actions import Actor
    from sync.accounts.keyring_port import Keyring
    from sync.accounts.profile import Profile
    from sync.accounts.unlocked import Unlocked


class DesktopAccount:
    """Log-in and first start for one profile folder. All of it blocks."""

    def __init__(self, profile: Profile, keyring: Keyring, server: str = "") -> None:
        self._profile = profile
        self._keyring = keyring
        self._server = server
        if server and profile.is_set_up and server != profile.server_url:
            profile.server_url = checked_url(server)
            profile.save()

    def users(self) -> tuple[KnownUser, ...]:
        return tuple(KnownUser(user.username, user.display_name) for user in self._profile.users)

    def server_url(self) -> str:
        return self._profile.server_url if self._profile.is_set_up else ""

    def proposed_server(self) -> str:
        return self._profile.server_url or self._server

    def device_name(self) -> str:
        return self._profile.device_name or platform.node()

    def probe(self, url: str) -> str:
        address = checked_url(url)
        sync_account.probe_server(address, self._profile.authority_path)
        return address

    def first_login(self, url: str, user: str, password: str, device: str) -> Opened:
        return self._opened(
            sync_account.first_login(self._profile, self._keyring, url, user, password, device), online=True
        )

    def unlock(self, user: str, password: str) -> Opened:
        return self._opened(sync_account.unlock(self._profile, self._keyring, user, password), online=False)

    def go_online(self, opened: Opened, password: str) -> Opened:
        sync_account.log_in_again(opened.inner, password)
        return _as_opened(opened.inner, online=True)

    def change_password(self, opened: Opened, password: str, new_password: str) -> Opened:
        sync_account.change_password(opened.inner, password, new_password)
        return _as_opened(opened.inner, online=True)

    def snapshot(self, opened: Opened, progress: Callable[[int, int], None], stop: threading.Event) -> None:
        sync_account.take_snapshot(opened.inner, progress, stop)
        if stop.is_set() and opened.inner.needs_snapshot:
            raise KnownError("STOPPED", "下载已停止。")

    def _opened(self, unlocked: Unlocked, *, online: bool) -> Opened:
        """Raises NOT_FOR_DESKTOP for roles that have no page here; nothing stays open then."""
        if not pages_of(unlocked.actor.role):
            unlocked.close()
            raise KnownError("NOT_FOR_DESKTOP", f"{unlocked.actor.role.label}账号不在桌面端使用。")
        return _as_opened(unlocked, online=online)


def _as_opened(unlocked: Unlocked, *, online: bool) -> Opened:
    return Opened(
        session_info(unlocked),
        unlocked.needs_snapshot,
        online,
        unlocked,
        must_change=unlocked.must_change_password,
    )


def session_info(unlocked: Unlocked) -> SessionInfo:
    """Give what the screens may know of the clerk."""
    actor = unlocked.actor
    return SessionInfo(
        user_name=unlocked.username,
        display_name=unlocked.display_name,
        role=str(actor.role.value),
        role_label=actor.role.label,
        office=office_of(actor),
    )


def office_of(actor: Actor) -> str:
    """Give the name of the bureau of a clerk, or of the city's office."""
    words = load_dictionaries()
    if actor.role is Role.CITY_OFFICE:
        return words.city.office
    if actor.role is Role.CITY_COMMISSION:
        return words.city.commission
    names = [words.bureau_name(code) for code in sorted(actor.scopes)]
    return "、".join(names) or "未指定单位"

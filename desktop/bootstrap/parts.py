"""Everything that outlives one clerk's session: profile, keyring, account, log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.domain.masking import redact
from desktop.bootstrap.account import DesktopAccount
from desktop.bootstrap.logs import log_to
from desktop.bootstrap.session import DesktopSession
from sync.accounts.keyring_port import FileKeyring, MemoryKeyring, SystemKeyring
from sync.accounts.profile import Profile

if TYPE_CHECKING:
    from desktop.options import Options
    from desktop.ports import Account, Opened
    from desktop.prompts import Prompter
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from sync.accounts.keyring_port import Keyring


class DesktopParts:
    """The heavy half of the program (`desktop.ports.Parts`)."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def redact(self, text: str) -> str:
        return redact(text)

    def open_session(
        self, opened: Opened, lanes: Lanes, prompts: Prompter, settings: UiSettings
    ) -> DesktopSession:
        return DesktopSession(opened, lanes, prompts, settings)


def make_parts(options: Options) -> DesktopParts:
    """Open the profile's folder. Raises KnownError: PROFILE_DAMAGED, KEYRING_UNAVAILABLE, NO_FOLDER."""
    try:
        options.profile.mkdir(parents=True, exist_ok=True)
        log_to(options.profile / "log")
    except OSError as error:
        sentence = f"不能使用存放数据的文件夹 {options.profile}，请检查权限和磁盘空间。"
        raise KnownError("NO_FOLDER", sentence) from error
    profile = Profile(options.profile, "demo" if options.demo else "real")
    return DesktopParts(DesktopAccount(profile, keyring_of(options.keyring), options.server))


def keyring_of(kind: str) -> Keyring:
    """Give the keyring named on the command line; a real profile refuses all but the system's."""
    if kind == "memory:":
        return MemoryKeyring()
    if kind.startswith("file:"):
        return FileKeyring(Path(kind.removeprefix("file:")))
    return SystemKeyring()

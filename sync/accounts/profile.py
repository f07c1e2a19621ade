"""The folder of one store: where it lies, which server it belongs to and who has logged in here.

Nothing secret stands in `profile.json`; keys lie in the keyring and, sealed, in `slots.json`. Rights are
never read from here.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal

import msgspec

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["real", "demo"]


class KnownUser(msgspec.Struct, frozen=True):
    """A clerk who has logged in on this PC; `user_id` is the account's id at the server."""

    username: str
    display_name: str
    user_id: str = ""


class _Saved(msgspec.Struct):
    kind: Kind
    store_id: str
    server_url: str = ""
    device_id: str = ""
    device_name: str = ""
    epoch: str = ""
    users: tuple[KnownUser, ...] = ()


class Profile:
    """One folder with store, attachments, key slots and settings of the connection.

    `kind` is `real` (citizens' data, system keyring only) or `demo`. A new folder is made with the given
    kind; an existing one keeps its own.
    """

    def __init__(self, folder: Path, kind: Kind = "real") -> None:
        self.folder = folder
        self._saved = self._load() or _Saved(kind=kind, store_id=str(uuid.uuid4()))

    @property
    def kind(self) -> Kind:
        return self._saved.kind

    @property
    def store_id(self) -> str:
        return self._saved.store_id

    @property
    def server_url(self) -> str:
        return self._saved.server_url

    @server_url.setter
    def server_url(self, value: str) -> None:
        self._saved.server_url = value

    @property
    def device_id(self) -> str:
        return self._saved.device_id

    @property
    def device_name(self) -> str:
        return self._saved.device_name

    @property
    def epoch(self) -> str:
        """Epoch of the server's data as met when the store was made."""
        return self._saved.epoch

    @property
    def users(self) -> tuple[KnownUser, ...]:
        """Clerks who can unlock the store here, the latest first."""
        return self._saved.users

    @property
    def is_set_up(self) -> bool:
        """True when at least one clerk can log in without the network."""
        return bool(self.users) and bool(self.device_id)

    @property
    def store_path(self) -> Path:
        return self.folder / "store.db"

    @property
    def slots_path(self) -> Path:
        return self.folder / "slots.json"

    @property
    def blobs_folder(self) -> Path:
        return self.folder / "blobs"

    @property
    def lock_path(self) -> Path:
        return self.folder / "sync.lock"

    @property
    def authority_path(self) -> Path:
        """The certificate authority that the server must present; pinned, no other is believed."""
        return self.folder / "authority.pem"

    def keyring_name(self, what: str) -> str:
        """Give the name of one of this store's secrets (`device-secret`, `store-key`) in the keyring."""
        return f"{self.store_id}/{what}"

    def user(self, username: str) -> KnownUser | None:
        wanted = username.strip().casefold()
        return next((user for user in self.users if user.username.casefold() == wanted), None)

    def enrolled(self, device_id: str, device_name: str, epoch: str) -> None:
        """Note the device id that the server gave."""
        self._saved.device_id, self._saved.device_name, self._saved.epoch = device_id, device_name, epoch

    def remember(self, user: KnownUser) -> None:
        """Put a clerk first in the list of known users."""
        others = tuple(known for known in self.users if known.username != user.username)
        self._saved.users = (user, *others)

    def save(self) -> None:
        """Write `profile.json`, all or nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_bytes(msgspec.json.format(msgspec.json.encode(self._saved), indent=2))
        part.replace(self._path)

    @property
    def _path(self) -> Path:
        return self.folder / "profile.json"

    def _load(self) -> _Saved | None:
        if not self._path.exists():
            return None
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Saved)
        except (OSError, msgspec.DecodeError) as error:
            raise KnownError(
                "PROFILE_DAMAGED", f"本机设置文件 {self._path.name} 无法读取，请联系管理员恢复。"
            ) from error

"""An opened store with the clerk in front of it: what log-in gives and everything else works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.client import Client
from sync.cursor import needs_snapshot
from sync.transactions import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session, sessionmaker

    from core.actions.context import Actor
    from sync.accounts.keyring_port import Keyring
    from sync.accounts.profile import Profile
    from sync.accounts.slots import Kdf, Opened, Signer


@dataclass(slots=True)
class Unlocked:
    """An opened store and the clerk in front of it. `token` is `None` until a log-in with the network.

    `actor` is who decides now, as the server last said; `needs_login` callers look at the engine's state.
    """

    actor: Actor
    display_name: str
    username: str
    engine: Engine
    factory: sessionmaker[Session]
    token: str | None = field(repr=False)
    signer: Signer = field(repr=False)
    profile: Profile = field(repr=False)
    keyring: Keyring = field(repr=False)
    opened: Opened = field(repr=False)
    kdf: Kdf = field(repr=False)
    must_change_password: bool = False

    @property
    def store_key(self) -> bytes:
        return self.opened.store_key

    @property
    def device_id(self) -> str:
        return self.profile.device_id

    @property
    def needs_snapshot(self) -> bool:
        """True until the first load is complete, and again when the clerk's districts changed."""
        with reading(self.engine) as session:
            return needs_snapshot(session, self.actor.scopes)

    def client(self) -> Client:
        """Make a client that always sends the present token."""
        return make_client(self.profile, lambda: self.token)

    def close(self) -> None:
        """Close the store's connections; the key stays in this object until it is dropped."""
        self.engine.dispose()


def make_client(profile: Profile, token: Callable[[], str | None] = lambda: None) -> Client:
    """Make a client for the profile's server; `token` gives the present one."""
    return Client(
        profile.server_url, device_id=profile.device_id, token=token, authority=profile.authority_path
    )

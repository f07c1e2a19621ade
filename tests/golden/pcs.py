"""A clerk's PC without windows: made new, or opened as an older version left it."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from core.domain.errors import Refused
from core.domain.ids import IdSource
from core.store.base import KINDS
from core.store.codec import body_of, columns_of
from sync.accounts.account import first_login, log_in_again, take_snapshot, unlock, usual_setting
from sync.accounts.keyring_port import FileKeyring
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from sync.engine import SyncEngine
from sync.fates import overview
from sync.outbox import Decider
from sync.transactions import reading
from sync.uploads import Outgoing

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.clock import Clock
    from core.domain.commands.base import Command
    from sync.accounts.unlocked import Unlocked

Rows = dict[tuple[str, str], tuple[Any, ...]]


class Pc:
    """An opened store, its engine and its decider; `seed` makes the ids of its decisions."""

    def __init__(self, unlocked: Unlocked, clock: Clock, seed: str = "") -> None:
        self.unlocked, self.clock = unlocked, clock
        self.client = unlocked.client()
        self.setting = usual_setting()
        self.engine = SyncEngine(unlocked, self.client, setting=self.setting, clock=clock, prefetch=False)
        self.ids = IdSource(clock, random.Random(f"{seed}/{unlocked.username}").randbytes)
        self._decider = Decider(unlocked, self.setting, clock, self.ids)

    @classmethod
    def new(cls, folder: Path, url: str, username: str, password: str, clock: Clock, seed: str = "") -> Pc:
        """Enrol a new PC and load what the clerk may see."""
        profile, keyring = Profile(folder, "demo"), FileKeyring(folder / "keyring.json")
        unlocked = first_login(profile, keyring, url, username, password, "窗口一号机", kdf=CHEAP_FOR_TESTS)
        take_snapshot(unlocked, lambda done, total: None, threading.Event(), clock=clock)
        return cls(unlocked, clock, seed)

    @classmethod
    def found(cls, folder: Path, url: str, username: str, password: str, clock: Clock) -> Pc:
        """Open what another version left and log in to its server at its present address."""
        profile, keyring = Profile(folder), FileKeyring(folder / "keyring.json")
        profile.server_url = url
        profile.save()
        unlocked = unlock(profile, keyring, username, password, kdf=CHEAP_FOR_TESTS)
        log_in_again(unlocked, password)
        return cls(unlocked, clock)

    def close(self) -> None:
        self.client.close()
        self.unlocked.close()

    def sync(self) -> None:
        """Push and pull until nothing waits."""
        state = self.engine.run_once()
        assert state.problem is None, state.problem
        assert state.waiting == 0, "something still waits"

    def send_files(self) -> int:
        """Send the files that decisions attached; gives how many."""
        return self.outgoing().push(lambda: True)

    def outgoing(self) -> Outgoing:
        return Outgoing(self.unlocked, self.client, self.clock)

    def decide(self, command: Command, base_version: int = 0) -> str:
        """Decide, going past the findings that only warn; gives the op id."""
        try:
            return self._decider.decide(command, base_version).op_id
        except Refused as refusal:
            codes = tuple(dict.fromkeys(one.code for one in refusal.findings if not one.blocking))
            if not codes or not hasattr(command, "confirmed"):
                raise
            return self._decider.decide(msgspec.structs.replace(command, confirmed=codes), base_version).op_id

    def row(self, kind: str, record_id: str) -> Any:
        with reading(self.unlocked.engine) as session:
            return session.get_one(KINDS[kind], record_id)

    def rows(self) -> Rows:
        """Every record of this PC by kind and id."""
        with reading(self.unlocked.engine) as session:
            found = [(kind, row) for kind, table in KINDS.items() for row in session.scalars(select(table))]
            return {(kind, row.id): body_of(row) for kind, row in found}

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind by the names of its columns."""
        return [self.columns(kind, body) for (of, _), body in self.rows().items() if of == kind]

    def columns(self, kind: str, body: tuple[Any, ...]) -> dict[str, Any]:
        """Give a body by the names of its columns."""
        return dict(zip(columns_of(kind), body, strict=True))

    def fates(self) -> dict[str, dict[str, str]]:
        """What became of each decision: state and the code of a refusal, as 同步中心 shows them."""
        with reading(self.unlocked.engine) as session:
            return {one.op_id: {"state": one.state, "code": one.code} for one in overview(session)}

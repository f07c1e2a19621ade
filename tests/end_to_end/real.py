"""The real server in a process of its own, and PCs that reach it over real HTTP."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from core.domain.clock import FixedClock, SystemClock
from core.domain.ids import IdSource
from core.domain.values import Role
from core.store.base import KINDS, scopes_of
from core.store.codec import body_of
from core.store.recorder import Recorder
from server.accounts import Passwords, create_account
from server.centre import make_store, open_centre
from server.config import Config
from server.feed import grant_blobs, write_feed
from server.tables import LEDGER, SESSION
from sync import troubles
from sync.accounts.account import first_login, take_snapshot, unlock, usual_setting
from sync.accounts.keyring_port import MemoryKeyring
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from sync.accounts.unlocked import Unlocked, make_client
from sync.client import Client
from sync.engine import SyncEngine
from sync.outbox import Decider
from sync.transactions import reading
from tests.kit import WUCHANG, World

if TYPE_CHECKING:
    import requests

    from sync.accounts.keyring_port import Keyring

ROOT = Path(__file__).parents[2]
PASSWORD = "Mima-12345678"
START_SECONDS = 180.0


class RealServer:
    """`python -m server serve` on SQLite or PostgreSQL; its store is opened here too, to look and to file."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.config = Config(data=data, database=database, argon2_kib=64, argon2_rounds=1)
        if not database and not data.exists():
            shutil.copytree(_new_data(), data)
        make_store(self.config)
        self.centre = open_centre(self.config)
        self._world: World | None = None
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 0) -> None:
        ready = self.config.data / "ready.json"
        ready.unlink(missing_ok=True)
        words = ["serve", "--data", str(self.config.data), "--port", str(port), "--ready-file", str(ready)]
        if self.config.database:
            words += ["--database", self.config.database]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: ready.exists() or self._process is None or self._process.poll() is not None)
        assert ready.exists(), "the server did not start"
        self.url = f"http://127.0.0.1:{json.loads(ready.read_text('utf-8'))['port']}"

    def kill(self) -> None:
        """End the server as with kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def restart(self) -> None:
        self.start(int(self.url.rpartition(":")[2]))

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        self.centre.close()

    def account(self, username: str, name: str) -> str:
        return create_account(
            self.centre,
            Passwords(self.config),
            username=username,
            display_name=name,
            role=Role.DISTRICT_REVIEWER,
            districts=(WUCHANG,),
            password=PASSWORD,
            must_change=False,
        )

    def file(self, count: int, first: int = 1) -> list[str]:
        """Filings arrive, each with its own teacher and student."""
        with self.centre.writing() as session:
            if self._world is None:
                self._world = World(session, FixedClock(SystemClock().now()))
            self._world.session = session
            with Recorder(session) as recorder:
                made = [self._world.filed(number)[0] for number in range(first, first + count)]
            grant_blobs(session, recorder)
            write_feed(session, recorder, "")
        return made

    def judged(self) -> int:
        """How many commands of PCs have a final verdict."""
        with self.centre.reading() as session:
            return int(session.scalar(select(func.count()).select_from(LEDGER)) or 0)

    def end_sessions(self) -> None:
        with self.centre.writing() as session:
            session.execute(delete(SESSION))

    def rows(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        with self.centre.reading() as session:
            found = [(kind, row) for kind, table in KINDS.items() for row in session.scalars(select(table))]
            return {(kind, row.id): body_of(row) for kind, row in found if WUCHANG in scopes_of(row)}

    def decisions(self) -> list[str]:
        return [key[1] for key in self.rows() if key[0] == "filing_decision"]


@functools.cache
def _new_data() -> Path:
    """The folder of a new server on SQLite, made once and copied: `make_store` leaves what is there."""
    folder = Path(tempfile.mkdtemp(prefix="shicheng-server-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_store(Config(data=folder / "data"))
    return folder / "data"


class LossyClient(Client):
    """Loses requests (`lost`) or answers after the server has done its work (`silent`), in order."""

    faults: list[str]

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        fault = self.faults.pop(0) if getattr(self, "faults", None) else "ok"
        if fault == "lost":
            raise troubles.unreachable()
        response = super()._send(method, path, **options)
        if fault == "silent":
            response.content  # noqa: B018 - the server has answered, nobody hears it
            response.close()
            raise troubles.slow()
        return response


class RealPc:
    """A PC set up by a first log-in with the network."""

    def __init__(
        self, folder: Path, server: RealServer, username: str, keyring: Keyring | None = None
    ) -> None:
        self._prepare(folder, keyring or MemoryKeyring())
        self._take(self.log_in(server, username))
        take_snapshot(self.unlocked, lambda done, total: None, threading.Event(), setting=self._setting)

    @classmethod
    def found(cls, folder: Path, keyring: Keyring, username: str) -> RealPc:
        """Start on what another program left, without the network."""
        pc = cls.__new__(cls)
        pc._prepare(folder, keyring)
        pc._take(unlock(Profile(folder), keyring, username, PASSWORD, kdf=CHEAP_FOR_TESTS))
        return pc

    def _prepare(self, folder: Path, keyring: Keyring) -> None:
        self.keyring = keyring
        self.folder = folder
        self.clock = SystemClock()
        self._ids = IdSource(self.clock, os.urandom)
        self._setting = usual_setting()

    def log_in(self, server: RealServer, username: str) -> Unlocked:
        profile = Profile(self.folder, "demo")
        return first_login(
            profile, self.keyring, server.url, username, PASSWORD, "窗口一号机", kdf=CHEAP_FOR_TESTS
        )

    def change_clerk(self, server: RealServer, username: str) -> None:
        self.close()
        self._take(self.log_in(server, username))

    def restart(self, username: str) -> None:
        """Start the program again and unlock without the network."""
        self.close()
        self._take(unlock(Profile(self.folder), self.keyring, username, PASSWORD, kdf=CHEAP_FOR_TESTS))

    def close(self) -> None:
        self.client.close()
        self.unlocked.close()

    def rows(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        with reading(self.unlocked.engine) as session:
            found = [(kind, row) for kind, table in KINDS.items() for row in session.scalars(select(table))]
            return {(kind, row.id): body_of(row) for kind, row in found}

    def _take(self, unlocked: Unlocked) -> None:
        self.unlocked = unlocked
        self.client = make_lossy(unlocked)
        self.sync = SyncEngine(unlocked, self.client, setting=self._setting, prefetch=False)
        self.decider = Decider(unlocked, self._setting, self.clock, self._ids)


def make_lossy(unlocked: Unlocked) -> LossyClient:
    plain = make_client(unlocked.profile)
    plain.close()
    client = LossyClient(
        unlocked.profile.server_url, device_id=unlocked.device_id, token=lambda: unlocked.token
    )
    client.faults = []
    return client


def wait_until(ready: Any, seconds: float = START_SECONDS) -> None:
    """Ask again and again until something holds; fails after `seconds`."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "waited too long"
        pause.wait(0.01)

"""What every request needs, put together once: store, clock, keys, blobs, setting."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from core.actions import Setting
from core.domain.clock import SystemClock, instant
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.ids import IdSource
from core.domain.values import Parameters
from core.domain.workdays import load_calendar
from core.files.blobs import FolderBlobs
from core.files.sealing import Sealer
from core.store.engine import open_sqlite, open_url, reading_factory, session_factory
from core.store.migrations import migrate
from server.migrations import SERVER_VERSIONS
from server.notices.gateways import gateway_for
from server.tables import META

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from core.domain.clock import Clock
    from core.files.blobs import BlobStore
    from server.config import Config
    from server.notices.gateway import Gateway

SEAL_KEY = "originals.key"
TOKEN_KEY = "tokens.key"


@dataclass(frozen=True, slots=True)
class Centre:
    """The parts of a running server; usable from any thread."""

    config: Config
    engine: Engine
    clock: Clock
    random: Callable[[int], bytes]
    ids: IdSource
    setting: Setting
    blobs: BlobStore
    sealer: Sealer = field(repr=False)
    token_key: bytes = field(repr=False)
    epoch: str
    write: sessionmaker[Session]
    read: sessionmaker[Session]
    gateway: Gateway

    @property
    def now(self) -> str:
        """The present moment as an instant text."""
        return instant(self.clock.now())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits at the end, or leaves no trace."""
        with self.write.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the store."""
        with self.read() as session:
            yield session

    def close(self) -> None:
        self.gateway.close()
        self.engine.dispose()


def make_store(
    config: Config, clock: Clock | None = None, random: Callable[[int], bytes] = os.urandom
) -> None:
    """Make folders, keys, tables and the epoch of a new server; what is there already stays."""
    for folder in (config.data, config.keys, config.blobs, config.originals, config.uploads):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (SEAL_KEY, TOKEN_KEY):
        _make_key(config.keys / name, random(32))
    engine = _open(config)
    try:
        migrate(engine, [SERVER_VERSIONS])
        ids = IdSource(clock or SystemClock(), random)
        with session_factory(engine).begin() as session:
            if session.scalar(select(META.c.value).where(META.c.name == "epoch")) is None:
                session.execute(insert(META).values(name="epoch", value=ids.new()))
    finally:
        engine.dispose()


def open_centre(
    config: Config, *, clock: Clock | None = None, random: Callable[[int], bytes] = os.urandom
) -> Centre:
    """Open a server that `make_store` made, bringing its tables up to date.

    Raises KnownError: NOT_INITIALISED, STORE_TOO_NEW, GATEWAY_CONFIG and what opening a store may raise.
    """
    if not (config.keys / SEAL_KEY).is_file():
        raise KnownError(
            "NOT_INITIALISED", "数据文件夹还没有初始化，请先运行 python -m server init --data 文件夹。"
        )
    engine = _open(config)
    migrate(engine, [SERVER_VERSIONS])
    used_clock = clock or SystemClock()
    read = _snapshot_reads(engine)
    with read() as session:
        epoch = session.scalar(select(META.c.value).where(META.c.name == "epoch"))
    if epoch is None:
        engine.dispose()
        raise KnownError("NOT_INITIALISED", "数据库还没有初始化，请先运行 python -m server init。")
    ids, write = IdSource(used_clock, random), session_factory(engine)
    try:
        gateway = gateway_for(config, write, ids, used_clock)
    except KnownError:
        engine.dispose()
        raise
    return Centre(
        config=config,
        engine=engine,
        clock=used_clock,
        random=random,
        ids=ids,
        setting=Setting(load_dictionaries(), load_calendar(), Parameters()),
        blobs=FolderBlobs(config.blobs),
        sealer=Sealer((config.keys / SEAL_KEY).read_bytes()),
        token_key=(config.keys / TOKEN_KEY).read_bytes(),
        epoch=epoch,
        write=write,
        read=read,
        gateway=gateway,
    )


def _open(config: Config) -> Engine:
    return open_url(config.database_url) if config.database_url else open_sqlite(config.sqlite_path)


def _snapshot_reads(engine: Engine) -> sessionmaker[Session]:
    """Reading sessions that see one moment: feed rows and bodies of a page must belong together."""
    if engine.dialect.name == "sqlite":
        return reading_factory(engine)
    bind = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return sessionmaker(bind, expire_on_commit=False)


def _make_key(path: Path, key: bytes) -> None:
    if path.is_file():
        return
    with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
        file.write(key)

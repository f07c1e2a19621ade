"""Opening a store: SQLCipher on the PC, plain SQLite for the embedded server and tests, PostgreSQL by URL.

Transactions are real: SQLite's driver is kept in autocommit and every SQLAlchemy transaction starts with an
explicit BEGIN, so that savepoints and DDL roll back. Writers take the lock at once (BEGIN IMMEDIATE: a
read that turns into a write could otherwise fail half-way); readers say so with `reading` and never wait.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from core.domain.errors import KnownError
from core.store.search import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from sqlalchemy import Connection, Engine

KEY_BYTES = 32
BUSY_MS = 15_000
CACHE_KIB = 65_536
CHECKPOINT_PAGES = 10_000
PLAIN_HEADER = b"SQLite format 3\0"
_NOT_A_DATABASE = "file is not a database"

STORE_ERRORS = (DBAPIError, dbapi2.Error)
"""What a store raises: a transaction that cannot begin fails in the driver, before SQLAlchemy wraps it."""
READ = {"store_begin": "DEFERRED"}
RELAXED = {"store_sync": "NORMAL"}
"""Execution options: a transaction that only reads; one whose commit need not reach the disk at once."""
_HELD: ContextVar[tuple[Engine, Connection] | None] = ContextVar("held", default=None)
"""What `one_moment` holds for its thread."""


def open_store(path: Path, key: bytes) -> Engine:
    """Open the encrypted store of a PC with its raw key, creating the file when there is none.

    Raises KnownError: STORE_PLAINTEXT, STORE_WRONG_KEY, STORE_DAMAGED, STORE_UNREACHABLE, STORE_BUSY,
    STORE_NOT_ENCRYPTED. The folder must exist. Tables come from `core.store.migrations.migrate`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key has {KEY_BYTES} bytes")
    _refuse_plaintext(path)
    engine = _engine(lambda: _connect(path, key))
    _try_out(engine)
    # A file that SQLCipher did not encrypt would only show now.
    _refuse_plaintext(path)
    return engine


def open_sqlite(path: Path) -> Engine:
    """Open a plain SQLite file with the same settings (embedded server, tests): never for a real PC."""
    engine = _engine(lambda: _connect(path, None))
    _try_out(engine)
    return engine


def open_url(url: str) -> Engine:
    """Open PostgreSQL (`postgresql+psycopg://…`); parameters of statements stay out of errors and logs."""
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def session_factory(engine: Engine, *, durable: bool = True) -> sessionmaker[Session]:
    """Sessions that write. `durable=False` is for pulled pages: a power cut may lose but never tear one."""
    bind = engine if durable else engine.execution_options(**RELAXED)
    return sessionmaker(bind, expire_on_commit=False)


def reading_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that only read: they see one moment, wait for nobody and hinder nobody."""
    return sessionmaker(engine.execution_options(**READ), expire_on_commit=False)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: it sees one moment, waits for nobody and hinders nobody."""
    held = _HELD.get()
    if held is not None and held[0] is engine:
        yield held[1]
        return
    with engine.execution_options(**READ).connect() as connection:
        yield connection


@contextmanager
def one_moment(engine: Engine) -> Iterator[None]:
    """All `reading`s of this thread within the block see the same moment, whatever others write meanwhile.

    For what is read in many pieces and must agree: the order of a list and its rows.
    """
    with engine.execution_options(**READ).connect() as connection:
        token = _HELD.set((engine, connection))
        try:
            yield
        finally:
            _HELD.reset(token)


def is_disk_full(error: BaseException) -> bool:
    """Whether a database error says that the disk is full (sync.md fault 37), SQLite or PostgreSQL."""
    original = error.orig if isinstance(error, DBAPIError) else error
    text = str(original).lower()
    return "database or disk is full" in text or "no space left on device" in text


def dialect_of(session: Session) -> ModuleType:
    """Give the dialect's module, for its INSERT … ON CONFLICT; the same words on both databases."""
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def is_sqlite(connection: Connection) -> bool:
    """Whether a connection leads to SQLite (encrypted or plain)."""
    return connection.dialect.name == "sqlite"


def _engine(connect: Callable[[], Any]) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    driver = connection.connection.dbapi_connection
    assert driver is not None
    _set(connection, driver, "synchronous", options.get("store_sync", "FULL"))
    _set(connection, driver, "foreign_keys", options.get("store_foreign_keys", "ON"))
    driver.execute(f"BEGIN {options.get('store_begin', 'IMMEDIATE')}")


def _set(connection: Connection, driver: Any, pragma: str, value: str) -> None:
    """Change a setting of the connection when it differs: it cannot change inside a transaction."""
    info = connection.connection.info
    if info.get(pragma) != value:
        driver.execute(f"PRAGMA {pragma} = {value}")
        info[pragma] = value


def _connect(path: Path, key: bytes | None) -> Any:
    driver = dbapi2.connect(
        str(path),
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        if key is not None:
            _unlock(driver, key)
        _prepare(driver)
    except BaseException:
        driver.close()
        raise
    return driver


def _unlock(driver: Any, key: bytes) -> None:
    driver.execute("PRAGMA cipher_log_level = NONE")
    driver.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    version = driver.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise KnownError(
            "STORE_NOT_ENCRYPTED",
            "本程序缺少加密组件，无法安全保存数据，已停止打开本机数据库。请重新安装程序。",
        )


def _prepare(driver: Any) -> None:
    for setting in (
        "journal_mode = WAL",
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "secure_delete = ON",
        "temp_store = MEMORY",
        f"cache_size = -{CACHE_KIB}",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    ):
        driver.execute(f"PRAGMA {setting}")
    for name, (arguments, function) in FUNCTIONS.items():
        driver.create_function(name, arguments, function, deterministic=True)


def _refuse_plaintext(path: Path) -> None:
    if not path.is_file():
        return
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise KnownError(
                "STORE_PLAINTEXT", "本机数据库文件没有加密，可能被人替换过，程序拒绝使用。请联系系统管理员。"
            )


def _try_out(engine: Engine) -> None:
    try:
        with reading(engine) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except (DBAPIError, dbapi2.DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise store_error(error) from error
    except BaseException:
        engine.dispose()
        raise


def store_error(error: BaseException) -> KnownError:
    """Turn a database error of opening or reading a store into a sentence for the clerk."""
    text = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    if is_disk_full(error):
        return KnownError("DISK_FULL", "磁盘空间已满，本次内容没有保存。请清理磁盘后重试。")
    if _NOT_A_DATABASE in text:
        return KnownError(
            "STORE_WRONG_KEY",
            "本机数据库无法解密：密钥与数据不符，或文件已损坏。请联网重新登录；仍不行时请联系系统管理员恢复数据。",
        )
    if "unable to open" in text or "readonly" in text or "permission" in text:
        return KnownError(
            "STORE_UNREACHABLE", "本机数据库文件无法打开或不能写入，请检查数据文件夹的权限和磁盘状态。"
        )
    if "locked" in text or "busy" in text:
        return KnownError(
            "STORE_BUSY", "本机数据库正忙，这次没有保存。可能正在同步大量数据，或程序打开了多个；请稍后重试。"
        )
    return _damaged()


def _damaged() -> KnownError:
    return KnownError(
        "STORE_DAMAGED", "本机数据库文件已损坏。未上报的决定可能仍可恢复，请不要删除文件，并联系系统管理员。"
    )

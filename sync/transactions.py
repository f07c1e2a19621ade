"""Short reading and writing transactions of the PC's store, and its errors as sentences."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.domain.errors import KnownError
from sync.tables import META

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session, sessionmaker

DISK_FULL = "磁盘空间不足，本次操作没有保存。请清理磁盘后重试，已有的资料不受影响。"


@contextmanager
def writing(factory: sessionmaker[Session], *, durable: bool) -> Iterator[Session]:
    """One transaction that holds the store's write lock from its first moment (BEGIN IMMEDIATE).

    `durable` waits for the disk at commit (decisions); without it a power cut may lose the last pages
    pulled, which the server gives again, but never tears one. Store errors become `KnownError`.
    """
    try:
        with factory() as session:
            _begin(session, "FULL" if durable else "NORMAL")
            yield session
            session.commit()
    except DBAPIError as error:
        raise store_error(error) from error


def _begin(session: Session, synchronous: str) -> None:
    connection = session.connection()
    raw = connection.connection.driver_connection
    if raw is None:
        raise KnownError("STORE_FAILED", "本机数据库没有打开，请重新登录。")
    if raw.in_transaction:
        raw.rollback()
    raw.execute(f"PRAGMA synchronous = {synchronous}")
    raw.execute("BEGIN IMMEDIATE")


def store_error(error: DBAPIError) -> KnownError:
    """Give the sentence of a store's error; the technical text stays in the chained exception."""
    text = str(error.orig).casefold()
    if "full" in text:
        return KnownError("DISK_FULL", DISK_FULL)
    if "locked" in text or "busy" in text:
        return KnownError("STORE_BUSY", "本机数据库正忙，本次操作没有保存，请稍后重试。")
    if "malformed" in text or "not a database" in text:
        return KnownError("STORE_DAMAGED", "本机数据库已损坏，请联系管理员重新下载数据；已上报的决定不受影响。")
    return KnownError("STORE_FAILED", "本机数据库出错，本次操作没有保存，请重试；仍不行请联系管理员。")


def get_meta(session: Session, name: str, default: str = "") -> str:
    value = session.scalar(select(META.c.value).where(META.c.name == name))
    return default if value is None else value


def set_meta(session: Session, name: str, value: str) -> None:
    session.connection().exec_driver_sql(
        "INSERT INTO sync_meta (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
